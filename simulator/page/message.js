// One message as a phone shows it.

import { button, hue, make } from "./dom.js";
import { fileSize, formatted } from "./format.js";
import { hour } from "./time.js";

// `phone` gives: id, isGroup, topics, tap(message, key, element), reply(message), command(text), show(messageId),
// chooseTopic(id).
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
  const topic = phone.topics.named(message);
  if (topic) bubble.append(topicName(topic, phone));
  // What replies to nothing in a topic replies to the topic's first message on the wire; phones do not show that.
  const replied = message.reply_to_message;
  if (replied && !replied.forum_topic_created) bubble.append(quote(replied, phone));
  bubble.append(...content(message, phone), foot(message));
  const reply = button("reply", "↩", () => phone.reply(message));
  reply.setAttribute("aria-label", "Balas");
  bubble.append(reply);
  row.append(bubble);
  if (keys.length) row.append(keyboard(message, keys, phone));
  return row;
}

function topicName(topic, phone) {
  const element = button("topic-name", topic.name, () => phone.chooseTopic(topic.id));
  element.title = "Buka topik ini";
  element.style.setProperty("--hue", hue(topic.name));
  return element;
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
  if (message.document) parts.push(file(message, phone));
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
  const source = address(largest.file_id, phone);
  const anchor = make(message.has_protected_content ? "span" : "a", "photo");
  anchor.href = source;
  anchor.target = "_blank";
  const image = make("img");
  image.src = source;
  if (message.has_protected_content) keepFromSaving(image);
  image.alt = message.caption || "Foto";
  image.width = largest.width;
  image.height = largest.height;
  image.loading = "lazy";
  image.style.aspectRatio = `${largest.width} / ${largest.height}`;
  image.style.height = "auto";
  anchor.append(image);
  return anchor;
}

function keepFromSaving(image) {
  image.draggable = false;
  image.addEventListener("contextmenu", (event) => event.preventDefault());
}

function file({ document, has_protected_content: isProtected }, phone) {
  const anchor = make(isProtected ? "span" : "a", "file");
  if (!isProtected) {
    anchor.href = address(document.file_id, phone);
    anchor.download = document.file_name || "berkas";
  }
  const name = document.file_name || "berkas";
  const ending = name.includes(".") ? name.split(".").at(-1).slice(0, 4).toUpperCase() : "FILE";
  const words = make("span");
  words.append(make("span", "file-name", name), make("span", "file-size", `${fileSize(document.file_size || 0)} · ${isProtected ? "Tidak dapat diunduh" : "Unduh"}`));
  const sheet = make("span", "sheet", ending);
  sheet.setAttribute("aria-hidden", "true");
  anchor.append(sheet, words);
  return anchor;
}

function foot(message) {
  const element = make("span", "foot");
  const emoji = Object.values(message.reactions || {}).flat().map((reaction) => reaction.emoji).join(" ");
  if (emoji) element.append(make("span", "reactions", emoji));
  if (message.has_protected_content) element.append(lock());
  const marks = [message.pinned ? "disematkan" : "", message.edit_date ? "diedit" : "", hour(message.date)];
  element.append(marks.filter(Boolean).join(" · "));
  return element;
}

function lock() {
  const element = make("span", "lock");
  element.role = "img";
  element.title = "Dilindungi: tidak dapat diteruskan atau disimpan";
  element.setAttribute("aria-label", element.title);
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
  if (message.left_chat_member) {
    const gone = message.left_chat_member;
    return gone.id === message.from.id ? `${who} keluar dari grup` : `${who} mengeluarkan ${gone.first_name}`;
  }
  if (message.forum_topic_created) return `${who} membuat topik “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited) return `${who} mengubah nama topik menjadi “${message.forum_topic_edited.name}”`;
  if (message.forum_topic_closed) return `${who} menutup topik “${message.topic?.name ?? ""}”`;
  if (message.forum_topic_reopened) return `${who} membuka kembali topik “${message.topic?.name ?? ""}”`;
  if (message.migrate_to_chat_id) return "Grup ini menjadi supergrup";
  if (message.migrate_from_chat_id) return "Grup ini telah menjadi supergrup. Riwayat lama tidak ikut pindah.";
  return `${who} membuat grup`;
}
