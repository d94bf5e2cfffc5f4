// The path through the flow, as the service under test tells it; asked each second while the call lives.

import { read } from "./server.js";

export class Path {
  constructor(nav, sid) {
    this.nav = nav;
    this.list = nav.querySelector("ol");
    this.sid = sid;
    this.shown = "";
    this.timer = null;
    this.isForgotten = false; // by the emulator, which keeps few calls that are over
    this.look();
  }

  follow() {
    if (!this.isForgotten) this.timer ??= setInterval(() => this.look(), 1000);
  }

  async look() {
    let steps;
    try {
      ({ steps } = await read(`/page/calls/${this.sid}/path`));
    } catch (trouble) {
      if (trouble.status === 404) {
        this.isForgotten = true;
        this.rest();
      }
      return; // The path is an extra: the call itself says when something is wrong.
    }
    const text = JSON.stringify(steps ?? []);
    if (text === this.shown || !steps?.length) return;
    this.shown = text;
    this.nav.hidden = false;
    this.list.replaceChildren(...steps.map((step, place) => crumb(step, place === steps.length - 1)));
    this.list.lastElementChild?.scrollIntoView({ block: "nearest", inline: "end" });
  }

  // The call is over: one last look, since its end is itself a step.
  end() {
    if (this.timer !== null) setTimeout(() => this.look(), 500);
    this.rest();
  }

  rest() {
    clearInterval(this.timer);
    this.timer = null;
  }
}

function crumb(step, isLast) {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("strong"), { textContent: step.step });
  item.title = [step.flow, step.kind].filter(Boolean).join(" · ");
  item.append(name);
  if (step.outcome) {
    item.append(" ", Object.assign(document.createElement("small"), { textContent: step.outcome }));
  }
  if (isLast) item.setAttribute("aria-current", "step");
  return item;
}
