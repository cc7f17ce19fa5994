// One message as a phone shows it.

import { button, hue, make } from "./dom.js";
import { fileSize, formatted } from "./format.js";
import { hour } from "./time.js";

// `phone` gives: id, isGroup, tap(message, key, element), reply(message), command(text), show(messageId).
export function renderMessage(message, phone) {
  if (message.service) return make("div", "service", serviceText(message));
  const own = message.from.id === phone.id;
  const keys = message.markup?.inline_keyboard || [];
  const row = make("div", `row${own ? " own" : ""}${keys.length ? " with-keys" : ""}`);
  const bubble = make("div", "bubble");
  if (phone.isGroup && !own) bubble.append(author(message.from.first_name));
  if (message.forward_origin) {
    bubble.append(make("div", "forwarded", `Diteruskan dari ${message.forward_origin.sender_user?.first_name || "—"}`));
  }
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message, phone));
  bubble.append(...content(message, phone), foot(message));
  const reply = button("reply", "↩", () => phone.reply(message));
  reply.setAttribute("aria-label", "Balas");
  bubble.append(reply);
  row.append(bubble);
  if (keys.length) row.append(keyboard(message, keys, phone));
  return row;
}

function author(name) {
  const element = make("div", "author", name);
  element.style.setProperty("--hue", hue(name));
  return element;
}

function quote(message, phone) {
  const element = button("quote", "", () => phone.show(message.message_id));
  element.append(make("b", "", message.from.first_name), make("span", "", summary(message)));
  return element;
}

function content(message, phone) {
  const parts = [];
  if (message.photo) parts.push(photo(message, phone));
  if (message.document) parts.push(file(message.document, phone));
  if (message.contact) {
    const card = make("span", "contact", message.contact.first_name);
    card.append(make("small", "", message.contact.phone_number));
    parts.push(card);
  }
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  if (text) parts.push(formatted(text, entities, (command) => phone.command(command)));
  return parts;
}

function address(fileId, phone) {
  return `/sim/people/${phone.id}/files/${encodeURIComponent(fileId)}`;
}

function photo(message, phone) {
  const largest = message.photo.at(-1);
  const anchor = make("a", "photo");
  anchor.href = address(largest.file_id, phone);
  anchor.target = "_blank";
  const image = make("img");
  image.src = anchor.href;
  image.alt = message.caption || "Foto";
  image.width = largest.width;
  image.height = largest.height;
  image.loading = "lazy";
  image.style.aspectRatio = `${largest.width} / ${largest.height}`;
  image.style.height = "auto";
  anchor.append(image);
  return anchor;
}

function file(document, phone) {
  const anchor = make("a", "file");
  anchor.href = address(document.file_id, phone);
  anchor.download = document.file_name || "berkas";
  const name = document.file_name || "berkas";
  const ending = name.includes(".") ? name.split(".").at(-1).slice(0, 4).toUpperCase() : "FILE";
  const words = make("span");
  words.append(make("span", "file-name", name), make("span", "file-size", `${fileSize(document.file_size || 0)} · Unduh`));
  const sheet = make("span", "sheet", ending);
  sheet.setAttribute("aria-hidden", "true");
  anchor.append(sheet, words);
  return anchor;
}

function foot(message) {
  const element = make("span", "foot");
  const emoji = Object.values(message.reactions || {}).flat().map((reaction) => reaction.emoji).join(" ");
  if (emoji) element.append(make("span", "reactions", emoji));
  const marks = [message.pinned ? "disematkan" : "", message.edit_date ? "diedit" : "", hour(message.date)];
  element.append(marks.filter(Boolean).join(" · "));
  return element;
}

function keyboard(message, rows, phone) {
  const box = make("div", "keys");
  for (const row of rows) {
    const line = make("div");
    for (const key of row) line.append(keyElement(message, key, phone));
    box.append(line);
  }
  return box;
}

function keyElement(message, key, phone) {
  if (key.url) {
    const anchor = make("a", "key", key.text);
    if (/^(https?|tg):/i.test(key.url)) anchor.href = key.url;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    anchor.append(make("span", "out", "↗"));
    return anchor;
  }
  const style = ["primary", "danger", "success"].includes(key.style) ? ` ${key.style}` : "";
  const element = button(`key${style}`, key.text, () => phone.tap(message, key, element));
  return element;
}

export function summary(message) {
  const text = message.text ?? message.caption;
  if (text) return text.split("\n", 1)[0];
  if (message.document) return message.document.file_name || "Berkas";
  if (message.photo) return "Foto";
  return message.contact ? "Kontak" : "Pesan";
}

function serviceText(message) {
  const who = message.from.first_name;
  const names = (people) => people.map((person) => person.first_name).join(", ");
  if (message.pinned_message) return `${who} menyematkan pesan “${summary(message.pinned_message)}”`;
  if (message.new_chat_members) return `${who} menambahkan ${names(message.new_chat_members)}`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} keluar dari grup`;
  if (message.migrate_to_chat_id) return "Grup ini menjadi supergrup";
  if (message.migrate_from_chat_id) return "Grup ini telah menjadi supergrup";
  return `${who} membuat grup`;
}
