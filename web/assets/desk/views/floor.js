// The supervisor's list of the floor: who does what, and how to help.

import { h, icon } from "../view.js";
import { dayAndTime, isToday, secondsSince, spell, timeOfDay } from "../clock.js";
import { callerOf } from "../words.js";
import { supervisedBy } from "../phone.js";
import { button, stateChip } from "./parts.js";

const MODES = [["listen", "Listen", "ear"], ["coach", "Coach", "headset"], ["barge", "Barge in", "people"]];

export function floorList(now, app) {
  const agents = now.desk?.floor;
  if (now.desk?.me.role !== "supervisor" || !agents) return null;
  const watched = supervisedBy(now.desk);
  return h("section", { class: "card floor", "aria-labelledby": "floor" }, h("h2", { id: "floor" }, "The floor"),
    agents.every(isGone) && h("p", { class: "soft" }, "Nobody is on the floor."),
    watched && h("p", { class: "attention", id: "watching" }, icon("eye"),
      `You ${{ listen: "listen to", coach: "coach in", barge: "take part in" }[watched.mode]} ${whose(agents, watched)}. `,
      button({ words: "Leave the call", name: "leave-call", picture: "off", kind: "small", onClick: () => app.does("supervise", { call: watched.id, mode: "" }) })),
    agents.length > 0 && h("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": "Agents on the floor" },
      // The roles by name: on a narrow screen the rows are no longer laid out as a table's.
      h("table", { role: "table" },
        h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
          ["Agent", "State", "Since", "Call", "Help"].map((each) => h("th", { scope: "col", role: "columnheader", key: each }, each)))),
        h("tbody", { role: "rowgroup" }, [...agents].sort((one, other) => isGone(one) - isGone(other)).map((agent) => row(now, app, agent, watched))))));
}

function row(now, app, agent, watched) {
  const { call } = agent;
  return h("tr", { key: agent.id, role: "row", class: isGone(agent) ? "gone" : null, "data-agent": agent.id },
    h("th", { scope: "row", role: "rowheader" }, agent.name, agent.hand && h("span", { class: "chip attention" }, icon("hand"), "Hand raised")),
    h("td", { role: "cell" }, stateChip(agent.display), agent.link === "reconnecting" && h("small", {}, " reconnecting")),
    h("td", { role: "cell" }, isGone(agent) ? lastSeen(agent) : spell(secondsSince(agent.since))),
    h("td", { role: "cell" }, call ? h("button", { type: "button", class: "link", "data-do": "timeline", title: "What happened in this call",
      onClick: () => app.openTimeline(call.id) }, `${callerOf(call.pop)} · ${call.queue_title ?? ""}`) : "–"),
    h("td", { class: "acts", role: "cell" }, call?.phase === "talking" && agent.id !== now.desk.me.id && MODES.map(([mode, words, picture]) =>
      button({ words, name: mode, picture, kind: "small quiet", key: mode, disabled: now.link !== "ok",
        "aria-label": `${words}: ${agent.name}`, "aria-pressed": String(watched?.id === call.id && watched.mode === mode),
        onClick: () => app.openSupervise(agent.name, call.id, mode) })),
    agent.work !== "idle" && agent.id !== now.desk.me.id && button({ words: "Free", name: "free", picture: "off", kind: "small quiet", key: "free",
      disabled: now.link !== "ok", "aria-label": `Free ${agent.name}`, onClick: () => app.openFree(agent) })));
}

// Off the floor: offline or signed out. They stand last.
function isGone({ display }) {
  return display.split(":")[0] === "offline";
}

function lastSeen({ link, seen_at: at }) {
  if (link === "connected") return "Desk is open";
  return at ? `Last seen ${isToday(at) ? timeOfDay(at) : dayAndTime(at)}` : "Never seen";
}

function whose(agents, { id }) {
  const agent = agents.find((each) => each.call?.id === id);
  return agent ? `the call of ${agent.name} with ${callerOf(agent.call.pop)}` : "a call that no agent is in now";
}

// Why is asked each time: it is kept for whoever asks later, and nobody at the desks reads it.
export function superviseDialog(now, app, { agent, mode, reason }) {
  const [, words] = MODES.find(([each]) => each === mode);
  const begin = (event) => {
    event.preventDefault();
    if (now.link === "ok") app.supervise();
  };
  return { title: `${words}: ${agent}`, body: h("form", { onSubmit: begin },
    h("label", { for: "why-in" }, "Why", h("input", { id: "why-in", type: "text", maxlength: "300", required: true, autocomplete: "off",
      autofocus: true, value: reason, onInput: (event) => app.fillDialog({ reason: event.target.value }) })),
    h("p", { class: "soft" }, "Your reason goes into the log. Nobody sees it at a desk."),
    h("div", { class: "controls" }, button({ words, name: "supervise-now", type: "submit", kind: "good",
      disabled: now.link !== "ok" || !reason.trim() }))) };
}
