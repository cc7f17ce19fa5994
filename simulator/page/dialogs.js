// Questions over the whole page: a few fields, and what was filled in.

import { button, make } from "./dom.js";

// Asks for fields and resolves to an object of their values, or null where it was put away.
// A field is { name, label, value?, required?, options?: [[value, label]], people?: [person] }.
export function ask(title, fields, done = "Simpan") {
  const dialog = make("dialog");
  const form = make("form");
  form.method = "dialog";
  const actions = make("div", "actions");
  const submit = make("button", "primary", done);
  submit.type = "submit";
  actions.append(button("quiet", "Batal", () => dialog.close()), submit);
  form.append(make("h2", "", title), ...fields.map(field), actions);
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let filled = null;
    form.addEventListener("submit", () => { filled = values(form); });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(filled); });
    dialog.showModal();
  });
}

function field({ name, label, value = "", required = true, options, people }) {
  if (people) return everybody(name, label, people);
  const wrapper = make("label", "", label);
  const input = make(options ? "select" : "input");
  for (const [given, words] of options || []) {
    const option = make("option", "", words);
    option.value = given;
    input.append(option);
  }
  Object.assign(input, { name, required, autocomplete: "off" });
  if (value) input.value = value;
  wrapper.append(input);
  return wrapper;
}

// All are chosen until somebody is left out.
function everybody(name, label, people) {
  const set = make("fieldset");
  set.append(make("legend", "", label), ...people.map((person) => {
    const line = make("label", "choice");
    const box = Object.assign(make("input"), { type: "checkbox", name, value: person.id, checked: true });
    line.append(box, `${person.first_name}${person.title ? ` · ${person.title}` : ""}`);
    return line;
  }));
  return set;
}

function values(form) {
  const data = new FormData(form);
  return Object.fromEntries([...new Set(data.keys())].map((name) => {
    const several = form.querySelector(`[name="${name}"][type="checkbox"]`);
    return [name, several ? data.getAll(name).map(Number) : data.get(name).trim()];
  }));
}
