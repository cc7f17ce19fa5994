// The topics of a forum: a row of chips, which messages are shown, and where what is typed goes.

import { button } from "./dom.js";

const ALL = "all";
const GENERAL = 0;

export class Topics {
  constructor(phone, root) {
    this.phone = phone;
    this.bar = root.querySelector(".topics");
    this.note = root.querySelector(".closed-note");
    this.forget();
  }

  // Another chat was opened: all of its topics are shown.
  forget() {
    this.chosen = ALL;
    this.list = [];
    this.unread = new Set();
  }

  // Draws the chips of a chat; returns whether messages must be drawn anew.
  draw(chat) {
    const before = JSON.stringify(this.list);
    this.list = chat?.is_forum ? chat.topics : [];
    this.isForum = Boolean(chat?.is_forum);
    this.inCharge = ["creator", "administrator"].includes(chat?.members[this.phone.id]);
    const gone = typeof this.chosen === "number" && this.chosen !== GENERAL && !this.topic(this.chosen);
    if (gone || !this.isForum) this.chosen = ALL;
    this.drawChips();
    return gone || before !== JSON.stringify(this.list);
  }

  drawChips() {
    this.bar.hidden = !this.isForum;
    const names = [[ALL, "Semua"], [GENERAL, "Umum"], ...this.list.map((topic) => [topic.id, topic.name])];
    this.bar.replaceChildren(...names.map(([id, name]) => this.chip(id, name)));
    this.note.hidden = !this.closed;
    if (!this.bar.hidden) this.bar.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  chip(id, name) {
    const chip = button(this.unread.has(id) ? "unread" : "", name, () => this.phone.chooseTopic(id));
    if (this.topic(id)?.closed) {
      chip.classList.add("closed");
      chip.setAttribute("aria-label", `${name}, ditutup`);
    }
    chip.role = "tab";
    chip.setAttribute("aria-selected", String(id === this.chosen));
    return chip;
  }

  choose(id) {
    this.chosen = id;
    this.unread.delete(id);
    if (id === ALL) this.unread.clear();
    this.drawChips();
  }

  topic(id) { return this.list.find((topic) => topic.id === id); }

  // Whether this person may not write where they are.
  get closed() {
    const topic = this.topic(this.chosen);
    return Boolean(topic?.closed) && !this.inCharge && topic.by !== this.phone.id;
  }

  // The message_thread_id of what is typed now; none outside topics.
  get threadId() { return this.topic(this.chosen)?.id; }

  // What is typed where all topics are shown goes to none of them.
  get placeholder() { return this.isForum && !this.threadId ? "Pesan ke Umum" : "Pesan"; }

  shows(message) { return this.chosen === ALL || (message.topic?.id || GENERAL) === this.chosen; }

  // The topic to name on a message: only where messages of several are mixed.
  named(message) { return this.chosen === ALL && message.topic ? this.topic(message.topic.id) || message.topic : null; }

  arrived(message) {
    if (this.shows(message)) return;
    this.unread.add(message.topic?.id || GENERAL);
    this.drawChips();
  }
}
