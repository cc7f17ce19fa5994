// The menu of scenes, and the line that says which step of one runs.

import { get, post } from "./api.js";
import { button, make } from "./dom.js";

// A number of seconds between steps; for who looks closely, and for tests.
const PACE = new URLSearchParams(location.search).get("pace");

const SENTENCES = {
  say: ({ who, text }) => `${who} menulis “${text}”`,
  tap: ({ who, label, button = "pilihan" }) => `${who} mengetuk ${label ?? button}`,
  together: () => "Beberapa orang mengetuk pada saat yang sama",
  file: ({ who, name }) => `${who} mengirim ${name}`,
  wait: ({ who, here }) => (here ? `${who} membaca pesan` : `Menunggu pesan di ponsel ${who}`),
  start: ({ who }) => `${who} mengetuk MULAI`,
  clock: () => "Waktu dimajukan",
  group: ({ who, title }) => `${who} membuat grup ${title}`,
  member: ({ who }) => `${who} menambahkan anggota`,
  bot: ({ who }) => `${who} mengatur kedudukan bot di grup`,
  migrate: ({ who }) => `${who} menjadikan grup ini supergrup`,
};

export class Scenes {
  // `nameOf` gives a person's name by id; `focus` brings a phone forward: who, chat_id, message_id, button.
  constructor(nameOf, focus) {
    this.nameOf = nameOf;
    this.focus = focus;
    this.opener = document.getElementById("scenes");
    this.line = document.getElementById("playing");
    this.opener.addEventListener("click", () => this.choose());
  }

  // Looks which scenes there are, and whether one is playing already.
  async load() {
    const { scenes, progress } = await get("/scenes");
    this.known = scenes;
    this.opener.hidden = scenes.length === 0;
    if (progress?.state === "playing" || !this.line.hidden) this.happened(progress);
  }

  async choose() {
    await this.load();
    const dialog = make("dialog", "scenes");
    const close = button("quiet", "Tutup", () => dialog.close());
    dialog.append(make("h2", "", "Adegan"), make("p", "", "Ponsel memainkan diri sendiri. Ikuti langkahnya di layar."));
    dialog.append(...this.known.map((scene) => this.entry(scene, dialog)), close);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  entry(scene, dialog) {
    const box = make("article");
    const title = scene.title.replace(/\s*\{n\}/, "");
    const play = button("primary", "Putar", () => { dialog.close(); this.play(scene.name); });
    play.setAttribute("aria-label", `Putar ${title}`);
    const words = make("div");
    words.append(make("h3", "", title), make("p", "", scene.about));
    box.append(words, play);
    return box;
  }

  async play(name) {
    try {
      await post(`/scenes/${name}/play`, PACE === null ? {} : { pace: Number(PACE) });
    } catch {
      this.say("Adegan lain sedang diputar.", [button("quiet", "Tutup", () => this.close())]);
    }
  }

  close() {
    this.line.hidden = true;
    this.focus({});
  }

  // The scene that plays went on, or ended.
  happened(progress) {
    if (!progress) return;
    const { state, step, steps, title } = progress;
    const closing = button("quiet", "Tutup", () => this.close());
    const again = button("quiet", "Putar lagi", () => this.play(progress.name));
    if (state === "playing") {
      const at = { ...progress.doing, ...progress.where };
      this.focus(at);
      this.say(`${title} · ${step}/${steps}`, [button("quiet", "Berhenti", () => post("/scenes/stop"))], this.sentence(at));
    } else if (state === "done") {
      this.say(`${title}: selesai`, [again, closing]);
    } else if (state === "stopped") {
      this.say(`${title}: dihentikan`, [again, closing]);
    } else {
      this.say(`${title}: terhenti pada langkah ${step} dari ${steps}`, [again, closing], this.sentence(progress.doing || {}), progress.error);
    }
    this.line.className = `playing ${state}`;
    this.line.style.setProperty("--done", state === "done" ? 1 : step / steps);
  }

  sentence(at) {
    if (at.shows) return at.shows;
    const who = this.nameOf(at.who);
    return SENTENCES[at.do]?.({ ...at, who, here: Boolean(at.message_id) }) ?? "";
  }

  say(head, actions, sentence = "", error = "") {
    const words = make("div", "words");
    words.append(make("b", "", head), make("span", "", sentence));
    if (error) words.append(make("small", "", error));
    this.line.replaceChildren(words, ...actions);
    this.line.hidden = false;
  }
}
