// Clocks: what was promised by when. Word, picture and the time that is left; what is late stands first.

import { h, icon } from "../view.js";
import { dayAndTime, isToday, nowMs, secondsUntil, spell, timeOfDay } from "../clock.js";
import { many, plain } from "../words.js";
import { keyFor } from "../shortcuts.js";
import { commandButton } from "./parts.js";

const SOON_S = 120;

// Where one stands by this page's clock, whether or not anybody was told yet.
export function clockState({ due_at: due, half_at: half }) {
  if (nowMs() >= Date.parse(due)) return "late";
  return nowMs() >= Date.parse(half) ? "half" : "runs";
}

export function wordsOfClock(clock) {
  const late = clockState(clock) === "late";
  const seconds = late ? Math.floor((nowMs() - Date.parse(clock.due_at)) / 1000) : secondsUntil(clock.due_at);
  const time = seconds < SOON_S ? spell(seconds) : inMinutes(Math[late ? "floor" : "ceil"](seconds / 60));
  return late ? `overdue by ${time}` : `${time} left`;
}

function inMinutes(minutes) {
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

// Of the call that the agent is at.
export function clocksOfCall(now, app, call) {
  const clocks = (now.desk.clocks ?? []).filter((clock) => clock.call === call);
  return clocks.length > 0 && clockList(now, app, clocks, "Clocks of this call");
}

// All of the company, above everything else that a supervisor sees.
export function clocksPane(now, app) {
  const { desk } = now;
  if (desk?.me.role !== "supervisor") return null;
  if (desk.clocks === null) return h("p", { class: "attention", id: "clocks-unread" }, icon("alert"), "The clocks cannot be read now. They run on.");
  if (!desk.clocks?.length) return null;
  return h("section", { class: "card clocks", "aria-labelledby": "clocks-of-all" },
    h("h2", { id: "clocks-of-all" }, "Clocks"), clockList(now, app, desk.clocks, "Clocks of the company"));
}

// In the bar: how many run, and the one that is due next or late.
export function clocksShort({ desk }) {
  const [first, ...rest] = desk?.clocks ?? [];
  if (!first) return null;
  const late = clockState(first) === "late";
  return h("p", { class: `clocks-short ${late ? "bad" : ""}`.trim(), id: "clocks-short" }, icon(late ? "alert" : "clock"),
    h("span", {}, `${first.title}: ${wordsOfClock(first)}`, rest.length > 0 && ` · ${many(rest.length, "more clock")}`));
}

function clockList(now, app, clocks, label) {
  const hint = now.settings.shortcuts_on ? keyFor("clock", now.settings) : null;
  return h("ul", { class: "clock-list", "aria-label": label }, clocks.map((clock) => {
    const state = clockState(clock);
    return h("li", { key: `${clock.call} ${clock.clock}`, class: { late: "bad", half: "attention" }[state] ?? "" },
      icon(state === "runs" ? "clock" : "alert"),
      h("span", { class: "clock-words" }, h("strong", {}, clock.title), ` ${wordsOfClock(clock)}`,
        state === "half" && ", half its time is gone", ` · due ${isToday(clock.due_at) ? timeOfDay(clock.due_at) : dayAndTime(clock.due_at)}`,
        clock.case_id && ` · ${plain(clock.case_id)}`),
      clock.may_end && commandButton(now, app, { does: "stop_clock", name: "clock", words: "Done", picture: "check", kind: "small",
        title: hint, "aria-label": `Done: ${clock.title}`, fields: { call: clock.call, clock: clock.clock } }));
  }));
}
