// One official's phone: header, chats, messages, toasts. Appends what is new, never redraws a chat.

import { get, post } from "./api.js";
import { Compose } from "./compose.js";
import { button, hue, initials, make } from "./dom.js";
import { menuOf } from "./menu.js";
import { renderMessage, summary } from "./message.js";
import { refusal } from "./refusals.js";
import { dayLine, dayNumber } from "./time.js";
import { Topics } from "./topics.js";

const FIRST_LOAD = 200;
const TYPING_SHOWN = 5000;
const STANDINGS = {
  member: "bot sebagai anggota",
  administrator: "bot sebagai admin",
  restricted: "bot dibatasi",
  kicked: "bot telah dikeluarkan",
  left: "bot tidak di grup ini",
};

export class Phone {
  // `everybody` gives the people of all phones.
  constructor(person, bot, everybody) {
    this.everybody = everybody;
    this.root = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.root.querySelector(selector);
    this.id = person.id;
    this.path = `/people/${person.id}`;
    this.bot = bot;
    this.botName = bot.username;
    this.chatId = person.id;
    this.chat = this.find(".chat");
    this.rows = new Map();
    this.atEnd = true;
    this.loading = 0;
    this.heldBack = [];
    this.lastDay = null;
    this.unreadChats = new Set();
    this.waiting = new Map();
    this.topics = new Topics(this, this.root);
    this.listen();
    this.compose = new Compose(this, this.root);
    this.update(person);
    this.load();
  }

  get isGroup() { return this.chatId !== this.id; }

  get current() { return this.person.chats.find((chat) => chat.id === this.chatId); }

  // Where what is written goes.
  get destination() { return { chat_id: this.chatId, thread_id: this.topics.threadId }; }

  listen() {
    const menu = this.find(".menu");
    const more = this.find(".more");
    const toggle = (open) => {
      if (open) menu.replaceChildren(...menuOf(this));
      menu.hidden = !open;
      more.setAttribute("aria-expanded", String(open));
    };
    more.addEventListener("click", () => toggle(menu.hidden));
    menu.addEventListener("click", () => toggle(false));
    this.root.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".menu-holder")) toggle(false);
      if (!event.target.closest(".commands, .slash")) this.compose.toggleCommands(false);
      this.read();
    });
    this.root.addEventListener("focusin", () => this.read());
    this.find(".unblock").addEventListener("click", () => this.block(false));
    this.find(".alert button").addEventListener("click", () => { this.find(".alert").hidden = true; });
    // The input growing or a bar opening must not push the last message out of sight.
    this.chat.addEventListener("scroll", () => { this.atEnd = this.distanceToEnd() < 60; });
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(this.chat);
    this.find(".earlier").addEventListener("click", () => this.load(0));
    this.find(".begin").addEventListener("submit", (event) => { event.preventDefault(); this.start(); });
  }

  update(person) {
    this.person = person;
    if (!this.current) {
      // The group was upgraded, or this person is no longer in it.
      const successor = person.chats.find((chat) => chat.migrated_from === this.chatId);
      this.open(successor?.id ?? this.id);
      return;
    }
    this.root.setAttribute("aria-label", `Ponsel ${person.first_name}${person.title ? `, ${person.title}` : ""}`);
    const avatar = this.find(".avatar");
    avatar.textContent = initials(person.first_name);
    avatar.style.setProperty("--hue", hue(person.first_name));
    this.find(".name").textContent = person.first_name;
    this.find(".post").textContent = person.title || "—";
    const alone = !this.isGroup;
    this.find(".begin").hidden = !alone || person.started || person.blocked;
    this.find(".unblock").hidden = !alone || !person.blocked;
    const topicsChanged = this.topics.draw(this.current);
    this.compose.show(alone ? person.started && !person.blocked : !this.topics.closed);
    this.drawTabs();
    this.drawAbout();
    if (topicsChanged) this.placeAgain();
  }

  // One line on a group: how many are in it, and how the bot stands there.
  drawAbout() {
    const { type, is_forum: isForum, members = {}, bot } = this.current;
    const about = this.find(".about");
    about.hidden = type === "private";
    if (about.hidden) return;
    const kind = isForum ? "Forum" : type === "supergroup" ? "Supergrup" : "Grup";
    about.textContent = `${kind} · ${Object.keys(members).length} orang · ${STANDINGS[bot] || bot}`;
    about.classList.toggle("out", bot === "kicked" || bot === "left" || bot === "restricted");
  }

  chooseTopic(id) {
    this.topics.choose(id);
    this.update(this.person);
    this.placeAgain();
    this.toEnd();
  }

  // Draws the messages that are here once more: another topic is shown, or one has another name.
  placeAgain() {
    const messages = [...this.rows.values()].map(({ message }) => message);
    this.chat.replaceChildren(this.find(".earlier"));
    this.rows.clear();
    this.lastDay = null;
    for (const message of messages) this.place(message);
    this.drawPinned();
  }

  drawTabs() {
    const tabs = this.find(".tabs");
    tabs.hidden = this.person.chats.length < 2;
    tabs.replaceChildren(...this.person.chats.map((chat) => {
      const label = chat.type === "private" ? this.bot.first_name : chat.title;
      const tab = button(this.unreadChats.has(chat.id) ? "unread" : "", label, () => this.open(chat.id));
      tab.role = "tab";
      tab.setAttribute("aria-selected", String(chat.id === this.chatId));
      if (chat.type !== "private") tab.classList.add("group");
      return tab;
    }));
    const chosen = tabs.querySelector("[aria-selected=true]");
    if (chosen) tabs.scrollLeft = chosen.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
  }

  open(chatId) {
    this.chatId = chatId;
    this.rows.clear();
    this.topics.forget();
    this.compose.reply(null);
    this.unreadChats.delete(chatId);
    this.update(this.person);
    this.load();
  }

  // What happens while a chat loads is held back: the answer may be older than the news.
  async load(limit = FIRST_LOAD) {
    const chatId = this.chatId;
    this.loading += 1;
    try {
      const loaded = await get(`${this.path}/messages?chat_id=${chatId}&limit=${limit}`);
      if (chatId === this.chatId) this.redraw(loaded); // else another chat was opened, and loads on its own
    } catch {
      this.toast("Percakapan belum dapat dimuat."); // it is loaded again once the stream reconnects
    } finally {
      this.loading -= 1;
    }
    if (this.loading > 0) return;
    const news = this.heldBack;
    this.heldBack = [];
    for (const event of news) this.receive(event);
  }

  redraw({ messages, more, keyboard }) {
    const earlier = this.find(".earlier");
    earlier.hidden = !more;
    this.chat.replaceChildren(earlier);
    this.rows.clear();
    this.lastDay = null;
    this.compose.showKeyboard(keyboard);
    for (const message of messages) this.place(message);
    this.drawPinned();
    const last = messages.filter((message) => !message.deleted).at(-1);
    if (last && last.from.id !== this.id && last.markup?.force_reply) this.compose.obey(last);
    this.toEnd();
  }

  // A message of some chat appeared or changed.
  receive(event) {
    if (!this.person.chats.some((chat) => chat.id === event.chat_id)) return;
    if (this.loading > 0) { this.heldBack.push(event); return; }
    const others = event.kind === "message" && !event.message.deleted && event.message.from.id !== this.id;
    if (event.chat_id !== this.chatId) {
      if (others) { this.unreadChats.add(event.chat_id); this.drawTabs(); this.unread(); }
      return;
    }
    const atEnd = this.distanceToEnd() < 120;
    this.place(event.message, event.kind === "message");
    this.drawPinned();
    if (event.message.deleted) this.compose.forgetKeyboard(event.message);
    if (event.kind === "message") this.topics.arrived(event.message);
    if (event.kind === "message" && event.message.from?.id === this.id) this.compose.sentElsewhere();
    if (others) { this.find(".typing").hidden = true; this.compose.obey(event.message); this.unread(); }
    if (atEnd || event.kind === "message") this.toEnd();
  }

  place(message, fresh = false) {
    const known = this.rows.get(message.message_id);
    if (known && known.message.seq > message.seq) return;
    if (message.deleted) {
      known?.element.remove();
      this.rows.delete(message.message_id);
      return;
    }
    const element = renderMessage(message, this);
    element.dataset.id = message.message_id;
    this.rows.set(message.message_id, { element, message });
    if (known) { known.element.replaceWith(element); return; }
    if (!this.topics.shows(message)) return;
    if (fresh) element.classList.add("fresh");
    const today = dayNumber(message.date);
    if (today !== this.lastDay) this.chat.append(make("div", "day", dayLine(message.date)));
    this.lastDay = today;
    this.chat.append(element);
  }

  drawPinned() {
    const pinned = [...this.rows.values()].filter(({ message }) => message.pinned && this.topics.shows(message)).at(-1)?.message;
    const bar = this.find(".pinned");
    bar.hidden = !pinned;
    if (!pinned) return;
    bar.querySelector("span").textContent = summary(pinned);
    bar.onclick = () => this.show(pinned.message_id);
  }

  show(messageId) {
    const element = this.rows.get(messageId)?.element;
    if (!element) return;
    this.atEnd = false; // a change of size on the way there must not lead back to the end
    element.scrollIntoView({ block: "center", behavior: "smooth" });
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), 1200);
  }

  // Opens a chat, shows a message of it, and points at a button beneath it.
  look(chatId, messageId, label) {
    if (chatId !== this.chatId && this.person.chats.some((chat) => chat.id === chatId)) this.open(chatId);
    for (const key of this.chat.querySelectorAll(".key.aim")) key.classList.remove("aim");
    if (!messageId) return;
    this.show(messageId);
    const keys = this.rows.get(messageId)?.element.querySelectorAll(".key") ?? [];
    for (const key of keys) key.classList.toggle("aim", key.textContent === label);
  }

  distanceToEnd() { return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight; }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
    this.atEnd = true;
  }

  unread() {
    if (this.root.contains(document.activeElement) && document.hasFocus()) return;
    this.find(".dot").hidden = false;
    this.onUnread?.(true);
  }

  read() {
    this.find(".dot").hidden = true;
    this.onUnread?.(false);
  }

  typing(chatId) {
    if (chatId !== this.chatId) return;
    const line = this.find(".typing");
    line.textContent = `${this.bot.first_name} sedang mengetik…`;
    line.hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { line.hidden = true; }, TYPING_SHOWN);
  }

  reply(message) { this.compose.reply(message); this.compose.input.focus(); }

  command(text) {
    return this.attempt(() => post(`${this.path}/say`, { text, ...this.destination }));
  }

  shareContact() {
    return this.attempt(() => post(`${this.path}/contact`, { chat_id: this.chatId }));
  }

  block(blocked) { return this.attempt(() => post(`${this.path}/block`, { blocked })); }

  start() {
    const field = this.find(".begin input");
    const code = field.value.trim().replace(/^.*[?&]start=/, "");
    return this.attempt(async () => {
      await post(`${this.path}/start`, { code });
      field.value = "";
      this.update(await get(this.path));
      this.compose.input.focus();
    });
  }

  async tap(message, key, element) {
    if (key.web_app) {
      const page = await this.attempt(() => post(`${this.path}/open`, { message_id: message.message_id, button: key.text, chat_id: this.chatId }));
      if (page) window.open(page.url, "_blank", "noopener");
      return;
    }
    element.setAttribute("aria-busy", "true");
    const body = { message_id: message.message_id, button: key.callback_data ?? key.text, chat_id: this.chatId };
    const callback = await this.attempt(() => post(`${this.path}/tap`, body));
    const early = callback && this.waiting.get(callback.id);
    if (!callback || early) { element.removeAttribute("aria-busy"); return; }
    this.waiting.set(callback.id, element);
  }

  answered({ callback_id, text, show_alert }) {
    // The answer can overtake the reply to our own tap; then it is noted for it.
    const element = this.waiting.get(callback_id);
    this.waiting.set(callback_id, "answered");
    if (element instanceof Element) element.removeAttribute("aria-busy");
    if (!text) return;
    if (show_alert) {
      this.find(".alert p").textContent = text;
      this.find(".alert").hidden = false;
      if (this.root.contains(document.activeElement)) this.find(".alert button").focus();
    } else this.toast(text);
  }

  toast(text) {
    const toast = this.find(".toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { toast.hidden = true; }, 4000);
  }

  // Does something and shows a refusal as a toast; returns what it gave, or null.
  async attempt(act) {
    try {
      return (await act()) ?? true;
    } catch (error) {
      this.toast(refusal(error));
      return null;
    }
  }
}
