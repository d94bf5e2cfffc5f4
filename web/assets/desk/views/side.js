// Beside the call: queues, callbacks that are due, and own last calls.

import { h, icon } from "../view.js";
import { spell, timeOfDay } from "../clock.js";
import { rowOf } from "../late.js";
import { lateWrapUp } from "./late_wrap_up.js";

export function queueList(now) {
  const queues = now.desk?.queues ?? [];
  return h("section", { class: "card", "aria-labelledby": "queues" }, h("h2", { id: "queues" }, "Queues"),
    !queues.length ? h("p", { class: "soft" }, "No queue is yours.") :
      h("table", {}, h("thead", {}, h("tr", {}, ["Queue", "Waiting", "Longest", "Free"].map((each) => h("th", { scope: "col", key: each }, each)))),
        h("tbody", {}, queues.map((queue) => h("tr", { key: queue.name }, h("th", { scope: "row" }, queue.title),
          h("td", {}, String(queue.waiting)), h("td", {}, queue.waiting ? spell(queue.longest_wait_s) : "–"),
          h("td", {}, String(queue.free_agents)))))));
}

export function callbacks(now) {
  const due = now.desk?.due_callbacks ?? [];
  if (!due.length) return null;
  return h("section", { class: "card" }, h("h2", {}, `Callbacks due (${due.length})`),
    h("ul", {}, due.map((each) => h("li", { key: each.id }, each.name || each.number, " ", timeOfDay(each.due_at)))));
}

export function historyList(now, app) {
  const calls = now.history ?? [];
  return h("section", { class: "card", "aria-labelledby": "history" }, h("h2", { id: "history" }, "Your last calls"),
    now.historyTrouble && h("p", { class: "bad", role: "status", key: "trouble" }, icon("alert"), `Your calls could not be read. ${now.historyTrouble}`),
    now.history === null ? !now.historyTrouble && h("p", { class: "soft" }, "Loading") : !calls.length ? h("p", { class: "soft" }, "No calls yet.") :
      h("ul", { class: "history" }, calls.map((each) => pastCall(now, app, each))));
}

// For supervisors: calls of others of which nobody has said what came of them.
export function unfinishedList(now, app) {
  if (!now.unfinished.length) return null;
  return h("section", { class: "card", "aria-labelledby": "unfinished" }, h("h2", { id: "unfinished" }, "Calls to complete"),
    h("ul", { class: "history" }, now.unfinished.map((each) => pastCall(now, app, each, each.agent_name))));
}

function pastCall(now, app, each, whose = "") {
  return h("li", { key: rowOf(each) },
    h("button", { type: "button", class: "link", "data-row": rowOf(each), onClick: () => app.openTimeline(each.call) },
      h("span", {}, each.name || each.number || "Unknown caller"), h("small", {},
        [whose, partOf(each), each.queue_title || each.queue, each.disposition_title || each.disposition].filter(Boolean).join(" · "))),
    lateWrapUp(now, app, each));
}

// "10:32, talked 4:05": when the call was answered here and for how long; of old ones only when it ended.
function partOf(each) {
  return each.answered_at ? `${timeOfDay(each.answered_at)}, talked ${spell(each.talk_s)}` : timeOfDay(each.ended_at);
}
