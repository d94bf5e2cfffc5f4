// The path through the flow, as the service under test tells it; asked each second while the call lives.

import { read } from "./server.js";

export class Path {
  constructor(nav, sid) {
    this.nav = nav;
    this.list = nav.querySelector("ol");
    this.sid = sid;
    this.shown = "";
    this.timer = setInterval(() => this.look(), 1000);
    this.look();
  }

  async look() {
    let steps;
    try {
      ({ steps } = await read(`/page/calls/${this.sid}/path`));
    } catch {
      return; // The path is an extra: the call itself says when something is wrong.
    }
    const text = JSON.stringify(steps ?? []);
    if (text === this.shown || !steps?.length) return;
    this.shown = text;
    this.nav.hidden = false;
    this.list.replaceChildren(...steps.map((step, place) => crumb(step, place === steps.length - 1)));
    this.list.lastElementChild?.scrollIntoView({ block: "nearest", inline: "end" });
  }

  // One last look, since a call's end is itself a step.
  stop() {
    clearInterval(this.timer);
    setTimeout(() => this.look(), 500);
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
