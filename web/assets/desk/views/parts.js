// Small things that several parts of the page show.

import { h, icon } from "../view.js";
import { levelOf, plain, stateOf } from "../words.js";

// An answer so long that it may scroll, which the keyboard must reach.
const LONG = 80;
// An answer of which nothing is kept but that it was given.
const MASKED = /^•+$/;

// app: what the views can do. now.busy: a command under way says so on its button, and keeps its focus.
// Keyed by its name: a button never becomes another one under somebody's finger.
export function button({ words, name, picture, onClick, kind = "", disabled = false, busy = false, ...more }) {
  return h("button", {
    key: name, type: "button", class: `act ${kind}`.trim(), "data-do": name, "aria-disabled": disabled || busy ? "true" : null,
    "aria-busy": busy ? "true" : null, onClick: disabled || busy ? null : onClick, ...more,
  }, picture && icon(picture), h("span", {}, words));
}

// A button that sends one command; it waits while the server is out of reach.
export function commandButton(now, app, { does, fields, name, ...more }) {
  return button({
    name: name ?? does, busy: now.busy.includes(does), disabled: now.link !== "ok",
    onClick: () => app.does(does, fields), ...more,
  });
}

export function badge(pop) {
  const { level, words, icon: picture, may } = levelOf(pop);
  return h("span", { class: `badge ${level}`, title: may }, icon(picture), words);
}

export function stateChip(display) {
  const { words, icon: picture, tone } = stateOf(display);
  return h("span", { class: `chip ${tone}` }, icon(picture), words);
}

export function pathOf(pop, onClick) {
  const steps = pop?.path ?? [];
  if (!steps.length) return null;
  return h("nav", { class: "path", "aria-label": "What the caller did before" },
    h("ol", {}, steps.map((step, at) => h("li", { key: `${at} ${step.step}` },
      onClick ? h("button", { type: "button", class: "link", onClick }, step.title) : step.title))));
}

export function answersOf(pop, app) {
  const answers = Object.entries(pop?.answers ?? {});
  if (!answers.length) return h("p", { class: "soft" }, "The caller has given no answers.");
  return h("dl", { class: "answers" }, answers.map(([name, value]) => {
    const given = value !== null && value !== undefined && value !== "";
    const words = given ? String(value) : "Not given";
    return h("div", { key: name }, h("dt", {}, plain(name)), h("dd", {},
      h("span", { class: given ? "answer" : "answer soft", tabindex: words.length > LONG ? "0" : null }, words),
      given && app && !MASKED.test(words) && button({ words: "Copy", name: "copy", picture: "copy", kind: "small quiet",
        "aria-label": `Copy ${plain(name)}`, onClick: () => app.copy(words, plain(name)) })));
  }));
}
