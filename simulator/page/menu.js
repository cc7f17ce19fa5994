// What the menu of a phone offers: for the chat with the bot, or for the group that is open.

import { post, remove } from "./api.js";
import { ask } from "./dialogs.js";
import { button } from "./dom.js";

const STANDINGS = [
  ["administrator", "Jadikan bot admin"],
  ["member", "Jadikan bot anggota"],
  ["restricted", "Batasi bot"],
  ["kicked", "Keluarkan bot"],
];

// Returns the buttons for what is open on a phone now.
export function menuOf(phone) {
  const entries = phone.isGroup ? ofGroup(phone) : ofPrivate(phone);
  return entries.map(([words, act]) => button("", words, () => phone.attempt(act)));
}

function ofPrivate(phone) {
  const { blocked, started } = phone.person;
  const entries = [[blocked ? "Buka blokir bot" : "Blokir bot", () => phone.block(!blocked)]];
  if (blocked || !started) return entries;
  return [
    ...entries,
    ["Bagikan kontak", () => phone.shareContact()],
    ["Bagikan kontak lain…", () => shareOther(phone)],
  ];
}

async function shareOther(phone) {
  const fields = [{ name: "name", label: "Nama" }, { name: "phone_number", label: "Nomor telepon" }];
  const contact = await ask("Kontak orang lain", fields, "Bagikan");
  if (!contact) return;
  // A name that has a phone here is a contact with an account, any other is a number only.
  const known = phone.everybody().find((person) => person.first_name === contact.name && person.id !== phone.id);
  const whose = known ? { of: known.id } : { name: contact.name };
  await post(`${phone.path}/contact`, { ...whose, phone_number: contact.phone_number, chat_id: phone.chatId });
}

// What only those in charge may do is offered only to them.
function ofGroup(phone) {
  const chat = phone.current;
  const path = `/groups/${chat.id}`;
  const by = phone.id;
  const leave = ["Keluar dari grup", () => post(`${path}/remove`, { user_id: by, by })];
  if (!phone.topics.inCharge) return [leave];
  const standings = STANDINGS.filter(([status]) => status !== chat.bot && (status !== "restricted" || chat.type === "supergroup"));
  const upgrade = ["Jadikan supergrup", () => post(`${path}/migrate`, { by })];
  return [
    ...ofTopics(phone, path),
    ...standings.map(([status, words]) => [words, () => post(`${path}/bot`, { status, by })]),
    ...(chat.type === "group" ? [upgrade] : []),
  ];
}

function ofTopics(phone, path) {
  if (!phone.current.is_forum) return [];
  const by = phone.id;
  const entries = [["Topik baru…", async () => {
    const made = await ask("Topik baru", [{ name: "name", label: "Nama topik" }], "Buat");
    if (made) await post(`${path}/topics`, { ...made, by });
  }]];
  const open = phone.topics.topic(phone.topics.chosen);
  if (!open) return entries;
  const topic = `${path}/topics/${open.id}`;
  return [
    ...entries,
    [open.closed ? "Buka kembali topik ini" : "Tutup topik ini", () => post(topic, { closed: !open.closed, by })],
    ["Hapus topik ini", async () => {
      if (await ask(`Hapus topik “${open.name}” beserta semua pesannya?`, [], "Hapus")) await remove(topic);
    }],
  ];
}
