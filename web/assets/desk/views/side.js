// Left and right of the call: queues, own last calls, and who the caller is on file.

import { h, icon } from "../view.js";
import { spell, timeOfDay } from "../clock.js";
import { plain } from "../words.js";
import { button } from "./parts.js";

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
    now.history === null ? h("p", { class: "soft" }, "Loading") : !calls.length ? h("p", { class: "soft" }, "No calls yet today.") :
      h("ul", { class: "history" }, calls.map((each) => h("li", { key: each.call },
        h("button", { type: "button", class: "link", onClick: () => app.openTimeline(each.call) },
          h("span", {}, each.name || "Unknown caller"), h("small", {},
            [partOf(each), each.queue_title || each.queue, each.disposition_title || each.disposition].filter(Boolean).join(" · ")))))));
}

// "10:32, talked 4:05": when the call was answered here and for how long; of old ones only when it ended.
function partOf(each) {
  return each.answered_at ? `${timeOfDay(each.answered_at)}, talked ${spell(each.talk_s)}` : timeOfDay(each.ended_at);
}

export function customerCard(now, app) {
  const pop = now.desk?.call?.pop ?? now.wrapUp?.pop;
  if (!pop) {
    return h("section", { class: "card" }, h("h2", {}, "Customer"), h("p", { class: "soft" }, "Who calls is shown here."));
  }
  const card = now.customer?.card;
  return h("section", { class: "card customer", "aria-labelledby": "customer" }, h("h2", { id: "customer" }, "Customer"),
    unknownOf(pop),
    card && fieldsOf(card),
    now.customer?.trouble && h("p", { class: "bad" }, icon("alert"), now.customer.trouble),
    /^https:\/\//.test(pop.crm_url ?? "") && h("p", {}, h("a", { href: pop.crm_url, target: "_blank", rel: "noopener noreferrer" }, "Open in the CRM")),
    button({ words: "This call's path", name: "timeline", picture: "clock", kind: "quiet", onClick: () => app.openTimeline(now.desk?.call?.id ?? now.wrapUp.call) }));
}

function unknownOf(pop) {
  if (pop.match === "withheld") return h("p", {}, icon("question"), "Number withheld: nobody was looked up.");
  if (pop.match === "none") return h("p", {}, icon("question"), `Nobody on file for ${pop.number}`, pop.region && ` (${pop.region})`, ".");
  return h("p", { class: "facts" }, h("strong", {}, pop.name), pop.tier && h("span", { class: "chip soft" }, plain(pop.tier)));
}

// A card's own fields, whatever they are; lists of things one below the other.
function fieldsOf(card) {
  return h("dl", { class: "fields" }, Object.entries(card).filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && !value.length))
    .map(([name, value]) => h("div", { key: name }, h("dt", {}, plain(name)), h("dd", {}, shown(value)))));
}

function shown(value) {
  if (Array.isArray(value)) return h("ul", {}, value.map((each, at) => h("li", { key: String(at) }, shown(each))));
  if (value && typeof value === "object") return fieldsOf(value);
  return { true: "Yes", false: "No" }[value] ?? String(value);
}
