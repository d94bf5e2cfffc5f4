// One phone in a call: what it hears, what can be done with it, how long it has lasted.

import { fillKeypad, flash } from "./keypad.js";
import { Path } from "./path.js";
import { order } from "./server.js";

const STATES = {
  queued: "Waiting to ring",
  ringing: "Ringing",
  "in-progress": "Connected",
  completed: "Call ended",
  busy: "Busy",
  failed: "Call failed",
  "no-answer": "No answer",
  canceled: "Stopped ringing",
};
const WANTS = {
  keys: "It waits for keys.",
  speech: "It waits for you to speak.",
  both: "It waits for keys or for you to speak.",
  recording: "It is recording what you say.",
};

export class Panel {
  constructor(phone, { voice, onTrouble, onTouch }) {
    this.sid = phone.sid;
    this.voice = voice;
    this.onTrouble = onTrouble;
    this.shownLines = 0;
    const template = document.getElementById("call-panel");
    this.element = template.content.firstElementChild.cloneNode(true);
    this.part = (selector) => this.element.querySelector(selector);
    this.element.id = `phone-${phone.sid}`;
    this.element.setAttribute("aria-label", `${phone.title}: ${phone.subtitle}`);
    this.part(".panel-peer").textContent = phone.title;
    this.part(".panel-number").textContent = phone.subtitle;
    this.path = phone.role === "caller" && phone.has_path ? new Path(this.part(".path"), phone.sid) : null;
    fillKeypad(this.part(".keypad"), (key) => this.press(key));
    this.part(".hang-up").addEventListener("click", () => this.hangUp());
    this.part(".answer").addEventListener("click", () => this.ask("answer"));
    this.part(".decline").addEventListener("click", () => this.ask("decline"));
    this.part(".speak").addEventListener("submit", (event) => this.speak(event));
    this.part(".fold").addEventListener("click", () => this.fold(!this.isFolded));
    this.fold(false);
    for (const touch of ["focusin", "pointerdown"]) this.element.addEventListener(touch, () => onTouch(this));
    this.update(phone);
  }

  get isLive() {
    return ["queued", "ringing", "in-progress"].includes(this.phone.status);
  }

  get isFolded() {
    return this.element.classList.contains("folded");
  }

  // A call that is over can be folded away to its heading.
  fold(away) {
    this.element.classList.toggle("folded", away);
    this.part(".fold").textContent = away ? "Show" : "Hide";
    this.part(".fold").setAttribute("aria-expanded", String(!away));
  }

  // The panel leaves the page: its path is asked for no more.
  close() {
    this.path?.rest();
    this.element.remove();
  }

  update(phone) {
    const was = this.phone;
    this.phone = phone;
    const offered = phone.role === "called" && phone.status === "ringing";
    const talking = phone.status === "in-progress";
    this.element.dataset.status = phone.status;
    this.element.classList.toggle("live", this.isLive);
    this.part(".state").textContent = STATES[phone.status] ?? phone.status;
    this.part(".offer").hidden = !offered;
    this.part(".controls").hidden = !this.isLive || offered;
    this.part(".wants").textContent = talking ? (WANTS[phone.takes] ?? "") : "";
    this.part(".fold").hidden = this.isLive;
    this.showRung(phone.rings);
    for (const control of this.element.querySelectorAll(".key, .speak input, .speak button")) {
      control.disabled = !talking;
    }
    this.showLines(phone.lines);
    if (this.isLive) this.path?.follow();
    else this.path?.end();
    if (was && !this.isLive) this.toEnd();
    this.tick(phone.now);
  }

  // Whom the line rings for this caller, each with a way to that phone.
  showRung(rings) {
    const place = this.part(".rings");
    const names = rings.map((one) => one.name).join(", ");
    if (place.dataset.names === names) return;
    place.dataset.names = names;
    place.hidden = names === "";
    place.replaceChildren(...rings.map((one) => Object.assign(document.createElement("a"), {
      href: `#phone-${one.sid}`, textContent: `Ringing ${one.name} …`,
    })));
  }

  showLines(lines) {
    const log = this.part(".transcript");
    const following = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    for (const line of lines.slice(this.shownLines)) {
      const last = log.lastElementChild;
      if (line.kind === "pressed" && last?.matches(".line-pressed")) last.lastElementChild.append(line.text);
      else log.append(entry(line));
      if (line.kind === "heard") this.voice.say(line.text, line.language);
      if (line.kind === "pressed" || line.kind === "said") this.voice.hush();
    }
    this.shownLines = lines.length;
    if (following) this.toEnd();
  }

  // Also to be called once the panel is in the page: before that it has no height.
  toEnd() {
    const log = this.part(".transcript");
    log.scrollTop = log.scrollHeight;
  }

  // now: the emulator's clock, as seconds since the epoch, so that a slow browser clock does not matter.
  tick(now) {
    const { answered_at: since, ended_at: until } = this.phone;
    this.part(".timer").textContent = since === null ? "" : minutes((until ?? now) - since);
  }

  press(key) {
    flash(this.part(".keypad"), key);
    this.ask("keys", { digits: key });
  }

  speak(event) {
    event.preventDefault();
    const field = this.part('[name="words"]');
    this.ask("words", { text: field.value });
    field.value = "";
  }

  hangUp() {
    this.voice.hush();
    this.ask(this.phone.role === "called" && this.phone.status === "ringing" ? "decline" : "hang-up");
  }

  async ask(what, body) {
    try {
      await order(`/page/calls/${this.sid}/${what}`, body);
      this.onTrouble(null);
    } catch (trouble) {
      this.onTrouble(trouble.message);
    }
  }
}

function entry(line) {
  const item = document.createElement("li");
  item.className = `line-${line.kind}`;
  const time = Object.assign(document.createElement("time"), { textContent: minutes(line.at) });
  const text = Object.assign(document.createElement("span"), { textContent: line.text });
  if (line.language) text.lang = line.language;
  item.append(time, text);
  return item;
}

export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
