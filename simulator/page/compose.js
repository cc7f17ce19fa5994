// The lower end of a phone: input, attachments, reply bar, command list, reply keyboard.

import { get, post, upload } from "./api.js";
import { button, make } from "./dom.js";
import { fileSize } from "./format.js";
import { summary } from "./message.js";

const LINK = /^(?:https?:\/\/)?t\.me\/(\w+)\?start=([\w-]+)$/i;

export class Compose {
  constructor(phone, root) {
    this.phone = phone;
    this.find = (selector) => root.querySelector(selector);
    this.form = this.find(".compose");
    this.input = this.find("textarea");
    this.picker = this.find(".attach input");
    this.replyBar = this.find(".reply-bar");
    this.filesBar = this.find(".files-bar");
    this.list = this.find(".commands");
    this.keyboard = this.find(".keyboard");
    this.replyTo = null;
    this.files = [];
    this.listen(root);
  }

  listen(root) {
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.reply(null);
    });
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) { event.preventDefault(); this.attach([...event.clipboardData.files]); }
    });
    this.picker.addEventListener("change", () => { this.attach([...this.picker.files]); this.picker.value = ""; });
    this.replyBar.querySelector("button").addEventListener("click", () => this.reply(null));
    this.filesBar.querySelector("button").addEventListener("click", () => this.attach([]));
    this.find(".slash").addEventListener("click", () => this.toggleCommands());
    this.listenForDrops(root);
  }

  listenForDrops(root) {
    const drop = this.find(".drop");
    let depth = 0;
    const over = (change) => { depth = Math.max(0, depth + change); drop.hidden = depth === 0 || this.form.hidden; };
    root.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
    root.addEventListener("dragover", (event) => event.preventDefault());
    root.addEventListener("dragleave", () => over(-1));
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      over(0);
      if (!this.form.hidden) this.attach([...event.dataTransfer.files]);
    });
  }

  show(visible) {
    this.form.hidden = !visible;
    if (!this.replyTo) this.input.placeholder = this.phone.topics.placeholder;
    if (!visible) { this.list.hidden = true; this.reply(null); this.attach([]); }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  reply(message, placeholder = "") {
    this.replyTo = message;
    this.replyBar.hidden = !message;
    // A reply goes where its target is.
    this.input.placeholder = message ? placeholder || "Pesan" : this.phone.topics.placeholder;
    if (!message) return;
    this.replyBar.querySelector("b").textContent = message.from.first_name;
    this.replyBar.querySelector(":scope > div span").textContent = summary(message);
  }

  // This person wrote from elsewhere (a scene, another window): the question is answered, or left.
  sentElsewhere() { if (this.replyTo && !this.input.value && !this.files.length) this.reply(null); }

  attach(files) {
    this.files = files;
    this.filesBar.hidden = files.length === 0;
    this.filesBar.querySelector("ul").replaceChildren(
      ...files.map((file) => make("li", "", `${file.name} · ${fileSize(file.size)}`)),
    );
    const pictures = files.length > 0 && files.every((file) => /^image\/(jpeg|png)$/.test(file.type));
    const choice = this.filesBar.querySelector(".as-photo");
    choice.hidden = !pictures;
    choice.querySelector("input").checked = pictures;
    if (files.length) this.input.focus();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text && !this.files.length) return;
    const replyTo = this.replyTo?.message_id;
    const kept = { files: this.files, photo: this.filesBar.querySelector(".as-photo input").checked };
    const sent = await this.phone.attempt(() => (kept.files.length ? this.sendFiles(kept, text, replyTo) : this.sendText(text, replyTo)));
    if (!sent) return;
    this.input.value = "";
    this.grow();
    this.reply(null);
    this.attach([]);
    this.input.focus();
  }

  sendText(text, replyTo) {
    const invitation = text.match(LINK);
    if (invitation && invitation[1].toLowerCase() === this.phone.botName.toLowerCase()) {
      return post(`${this.phone.path}/start`, { code: invitation[2] });
    }
    return post(`${this.phone.path}/say`, { text, reply_to: replyTo, ...this.phone.destination });
  }

  sendFiles({ files, photo }, caption, replyTo) {
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    form.append("as_photo", photo ? "1" : "0");
    form.append("caption", caption);
    for (const [name, value] of Object.entries({ ...this.phone.destination, reply_to: replyTo })) {
      if (value) form.append(name, value);
    }
    return upload(`${this.phone.path}/files`, form);
  }

  async toggleCommands(open = this.list.hidden) {
    this.find(".slash").setAttribute("aria-expanded", String(open));
    if (!open) { this.list.hidden = true; return; }
    const commands = await get(`${this.phone.path}/commands?chat_id=${this.phone.chatId}`);
    this.list.replaceChildren(...commands.map((command) => this.commandLine(command)));
    if (!commands.length) this.list.append(make("p", "", "Belum ada perintah."));
    this.list.hidden = false;
  }

  commandLine({ command, description }) {
    // In a group official apps name the bot that is meant.
    const whole = `/${command}${this.phone.isGroup ? `@${this.phone.botName}` : ""}`;
    const line = button("", "", () => { this.toggleCommands(false); this.phone.command(whole); });
    line.append(make("b", "", `/${command}`), make("span", "", description));
    return line;
  }

  // What the newest markup of the bot asks for: a reply, a keyboard, or none any more.
  obey(message) {
    const markup = message.markup;
    if (!markup || !this.concerns(message)) return;
    if (markup.force_reply && this.phone.topics.shows(message)) this.reply(message, markup.input_field_placeholder);
    if (markup.remove_keyboard) this.showKeyboard(null);
    if (markup.keyboard) this.showKeyboard({ ...markup, message_id: message.message_id });
  }

  // A selective markup is for whom the message answers or names.
  concerns(message) {
    if (!message.markup.selective || !this.phone.isGroup) return true;
    const username = `@${this.phone.person.username}`.toLowerCase();
    const named = (message.entities || message.caption_entities || []).some((entity) => {
      const text = (message.text || message.caption).slice(entity.offset, entity.offset + entity.length);
      return entity.user?.id === this.phone.id || (entity.type === "mention" && text.toLowerCase() === username);
    });
    return named || message.reply_to_message?.from.id === this.phone.id;
  }

  forgetKeyboard(message) { if (this.keyboardOf === message.message_id) this.showKeyboard(null); }

  showKeyboard(markup) {
    this.keyboard.hidden = !markup;
    this.keyboardOf = markup?.message_id;
    if (!markup) return;
    this.keyboard.replaceChildren(...markup.keyboard.map((row) => {
      const line = make("div");
      line.append(...row.map((key) => button("", key.text, () => this.press(key, markup))));
      return line;
    }));
  }

  async press(key, markup) {
    const place = { label: key.text, chat_id: this.phone.chatId };
    const sent = await this.phone.attempt(() => post(`${this.phone.path}/press`, place));
    if (sent && markup.one_time_keyboard) this.showKeyboard(null);
  }
}
