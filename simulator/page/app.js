// Puts the phones side by side, keeps them live, and moves the clock.

import { get, post } from "./api.js";
import { ask } from "./dialogs.js";
import { button } from "./dom.js";
import { Phone } from "./phone.js";
import { Scenes } from "./scenes.js";
import { longTime, secondsUntilMorning } from "./time.js";

const phones = new Map();
const tabs = new Map();
const at = (id) => document.getElementById(id);
const scenes = new Scenes(nameOf, focusOn);
let bot;
let clockOffset = 0;
let lastSeq = 0;

const everybody = () => [...phones.values()].map((phone) => phone.person);
const now = () => Date.now() / 1000 + clockOffset;

function showTime() { at("now").textContent = longTime(now()); }

// The difference to this machine's clock, measured once per answer; the clock then runs by itself.
function setClock(clock) {
  clockOffset = clock.unix - Date.now() / 1000;
  showTime();
}

function addPhone(person) {
  const known = phones.get(person.id);
  if (known) { known.update(person); return; }
  const phone = new Phone(person, bot, everybody);
  phones.set(person.id, phone);
  at("desk").append(phone.root);
  const tab = button("", person.title || person.first_name, () => select(person.id));
  tab.role = "tab";
  tabs.set(person.id, tab);
  at("switcher").append(tab);
  phone.onUnread = (unread) => tab.classList.toggle("unread", unread && !phone.root.matches(".current"));
  if (phones.size === 1) select(person.id);
  at("empty").hidden = true;
}

// Only narrow screens show one phone at a time; the choice is kept on wide ones too.
function select(id) {
  for (const [other, phone] of phones) {
    phone.root.classList.toggle("current", other === id);
    tabs.get(other).setAttribute("aria-selected", String(other === id));
  }
  tabs.get(id).classList.remove("unread");
  phones.get(id).toEnd();
}

// A phone is named as people speak of its owner, without what is added in brackets.
function nameOf(id) { return phones.get(id)?.person.first_name.replace(/\s*\(.*\)$/, "") ?? ""; }

// Brings the phone forward on which a scene acts; without one, none stands out any more.
function focusOn({ who, chat_id: chatId, message_id: messageId, button: label }) {
  for (const [id, phone] of phones) phone.root.classList.toggle("acting", id === who);
  const phone = phones.get(who);
  if (!phone) return;
  if (!phone.root.matches(".current")) select(who);
  phone.root.scrollIntoView({ behavior: "smooth", block: "nearest", inline: "center" });
  tabs.get(who).scrollIntoView({ block: "nearest", inline: "nearest" });
  phone.look(chatId ?? phone.chatId, messageId, label);
}

async function refresh(id) { phones.get(id)?.update(await get(`/people/${id}`)); }

function happened(event) {
  lastSeq = event.seq;
  switch (event.kind) {
    case "message": case "edited": case "deleted": case "pinned": case "unpinned": case "reaction":
      for (const phone of phones.values()) phone.receive(event);
      if (event.kind === "message") noteStart(event.message);
      break;
    case "person": addPhone(event.person); break;
    case "members": for (const id of phones.keys()) refresh(id); break;
    case "clock": setClock(event); break;
    case "scene": scenes.happened(event.scene); break;
    case "callback_answered": phones.get(event.user_id)?.answered(event); break;
    case "chat_action": for (const phone of phones.values()) phone.typing(event.chat_id); break;
  }
}

// A first /start from elsewhere (a test, another window) turns the START button into an input here.
function noteStart(message) {
  const phone = phones.get(message.chat?.id);
  if (phone && !phone.person.started) refresh(phone.id);
}

function connect() {
  const stream = new EventSource(`/sim/stream?after=${lastSeq}`);
  const live = at("live");
  const say = (on, words) => { live.classList.toggle("on", on); live.title = words; live.setAttribute("aria-label", words); };
  let wasDown = false;
  stream.onopen = async () => {
    say(true, "Tersambung");
    setClock(await get("/clock"));
    scenes.load();
    // What happened meanwhile may be more than the server remembers: look at every chat afresh.
    if (wasDown) for (const phone of phones.values()) phone.load();
    wasDown = false;
  };
  stream.onerror = () => { wasDown = true; say(false, "Menyambung ulang…"); };
  stream.onmessage = (message) => happened(JSON.parse(message.data));
}

async function jump(element) {
  const { until, weekdays, seconds: ahead } = element.dataset;
  const seconds = until ? secondsUntilMorning(now(), Number(until), weekdays !== undefined) : Number(ahead);
  setClock(await post("/clock", { seconds }));
}

function listen() {
  for (const element of document.querySelectorAll(".jumps button")) element.addEventListener("click", () => jump(element));
  at("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(at("base-url").textContent);
    at("copy").textContent = "Tersalin";
    setTimeout(() => { at("copy").textContent = "Salin"; }, 1500);
  });
  at("add").addEventListener("click", addPerson);
  at("add-group").addEventListener("click", addGroup);
}

async function addPerson() {
  const fields = [{ name: "name", label: "Nama" }, { name: "title", label: "Jabatan", required: false }];
  const person = await ask("Ponsel baru", fields, "Tambah");
  if (person) await post("/people", person);
}

// The first of those chosen opens the group; the bot comes along as an ordinary member.
async function addGroup() {
  const kinds = [["group", "Grup biasa"], ["supergroup", "Supergrup"], ["forum", "Forum dengan topik"]];
  const group = await ask("Grup baru", [
    { name: "title", label: "Nama grup" },
    { name: "kind", label: "Jenis", options: kinds },
    { name: "members", label: "Anggota; yang pertama menjadi pemilik", people: everybody() },
  ], "Buat");
  if (!group?.members?.length) return;
  const [creator, ...members] = group.members;
  await post("/groups", { title: group.title, [group.kind]: true, creator, members, bot: "member" });
}

async function begin() {
  const state = await get("/state");
  bot = state.bot;
  lastSeq = state.seq;
  at("base-url").textContent = state.base_url;
  setClock(state.clock);
  setInterval(showTime, 1000);
  at("empty").hidden = state.people.length > 0;
  state.people.forEach(addPhone);
  listen();
  connect();
}

begin();
