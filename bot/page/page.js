// What Telegram tells of who opened the page stands behind the # of the address
// (core.telegram.org/api/bots/webapps). No script of anybody else is loaded: a passphrase is typed here.
"use strict";
const at = (id) => document.getElementById(id);
const init = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";
const about = Object.fromEntries(["case", "task", "seen"].map((k) => [k, new URLSearchParams(location.search).get(k) ?? ""]));
let sha256 = "";

function say(text) { at("state").textContent = text; at("state").hidden = !text; }

async function ask(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, credentials: "omit", cache: "no-store",
      referrerPolicy: "no-referrer", body: JSON.stringify({ init, ...about, ...body }),
    });
    return await answer.json();
  } catch {
    return { ok: false, text: "Halaman tidak dapat dihubungi. Silakan periksa sambungan, lalu coba kembali." };
  }
}

function close() {
  const bridge = window.TelegramWebviewProxy;
  if (bridge) bridge.postEvent("web_app_close", "{}");
  else if (window.parent !== window) window.parent.postMessage(JSON.stringify({ eventType: "web_app_close", eventData: {} }), "https://web.telegram.org");
}

async function show() {
  const found = await ask("tte/show", {});
  if (!found.ok) { say(found.text); return; }
  sha256 = found.sha256;
  for (const id of ["label", "title", "file", "name", "capacity"]) at(id).textContent = found[id];
  at("hash").textContent = sha256.match(/.{8}/g).join(" ");
  say("");
  at("paper").hidden = false;
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const nik = at("nik").value.replace(/\s/g, "");
  const passphrase = at("passphrase").value;
  at("send").disabled = true;
  at("send").textContent = "Menandatangani…";
  at("wrong").hidden = true;
  const done = await ask("tte/sign", { sha256, nik, passphrase });
  at("passphrase").value = "";
  at("send").disabled = false;
  at("send").textContent = "Tanda tangani";
  if (done.ok) {
    at("nik").value = "";
    at("paper").hidden = true;
    say(done.text);
    setTimeout(close, 2500);
    return;
  }
  at("wrong").textContent = done.text;
  at("wrong").hidden = false;
  at("passphrase").focus();
});

show();
