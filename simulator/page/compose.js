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
    if (!visible) { this.keyboard.hidden = true; this.list.hidden = true; this.reply(null); this.attach([]); }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  reply(message, placeholder = "") {
    this.replyTo = message;
    this.replyBar.hidden = !message;
    this.input.placeholder = (message && placeholder) || "Pesan";
    if (!message) return;
    this.replyBar.querySelector("b").textContent = message.from.first_name;
    this.replyBar.querySelector(":scope > div span").textContent = summary(message);
  }

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
    return post(`${this.phone.path}/say`, { text, reply_to: replyTo, chat_id: this.phone.chatId });
  }

  sendFiles({ files, photo }, caption, replyTo) {
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    form.append("as_photo", photo ? "1" : "0");
    form.append("caption", caption);
    form.append("chat_id", this.phone.chatId);
    if (replyTo) form.append("reply_to", replyTo);
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
    const line = button("", "", () => { this.toggleCommands(false); this.phone.command(`/${command}`); });
    line.append(make("b", "", `/${command}`), make("span", "", description));
    return line;
  }

  // What the newest markup of the bot asks for: a reply, a keyboard, or none any more.
  obey(message) {
    const markup = message.markup;
    if (!markup) return;
    if (markup.force_reply) this.reply(message, markup.input_field_placeholder);
    if (markup.remove_keyboard) this.keyboard.hidden = true;
    if (!markup.keyboard) return;
    this.keyboard.replaceChildren(...markup.keyboard.map((row) => {
      const line = make("div");
      line.append(...row.map((key) => button("", key.text, () => this.press(key, markup))));
      return line;
    }));
    this.keyboard.hidden = false;
  }

  press(key, markup) {
    if (markup.one_time_keyboard) this.keyboard.hidden = true;
    if (key.request_contact) this.phone.shareContact();
    else this.phone.command(key.text);
  }
}
