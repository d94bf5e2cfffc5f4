// Handing a call on: one search over agents, queues and numbers; consult first, or send now.

import { h, icon } from "../view.js";
import { spell } from "../clock.js";
import { many, stateOf } from "../words.js";
import { button } from "./parts.js";

export function transferDialog(now, app, dialog) {
  const found = dialog.targets ?? [];
  return { title: "Transfer or add somebody", body: [
    h("label", { for: "target" }, "Agent, queue, contact or number",
      h("input", { id: "target", type: "search", autocomplete: "off", value: dialog.typed ?? "", autofocus: true,
        onInput: (event) => app.searchTargets(event.target.value) })),
    dialog.trouble && h("p", { class: "bad", role: "status" }, icon("alert"), dialog.trouble),
    h("p", { class: "soft", role: "status" }, dialog.targets ? many(found.length, "match", "matches") : "Loading"),
    h("ul", { class: "targets" }, found.map((target) => h("li", { key: `${target.kind} ${target.to}` },
      h("span", { class: "target-name" }, icon({ agent: "headset", queue: "people", number: "phone" }[target.kind] ?? "person"), target.name,
        h("small", {}, stateWords(target))),
      h("span", { class: "row" }, target.kind !== "queue" && button({ words: "Consult first", name: "consult", kind: "small good", disabled: target.busy,
        "aria-label": `Consult first: ${target.name}`, onClick: () => app.transfer("consult", target) }),
      button({ words: "Send now", name: "send", kind: "small", disabled: target.busy, "aria-label": `Send now: ${target.name}`,
        onClick: () => app.transfer("blind", target) })))))] };
}

function stateWords(target) {
  if (target.kind === "queue") return ` ${target.waiting} waiting · ${target.free_agents} free${target.waiting ? ` · longest ${spell(target.longest_wait_s)}` : ""}`;
  if (target.kind === "agent") return ` ${stateOf(target.display).words}`;
  return target.to === target.name ? "" : ` ${target.to}`;
}

export function escalateDialog(now, app, dialog) {
  return { title: "Escalate", body: [
    h("p", {}, "The caller waits for the tier that you choose, ahead of new callers, and you wrap up."),
    h("fieldset", {}, h("legend", {}, "To"), [2, 3].map((tier) => h("label", { key: String(tier) },
      h("input", { type: "radio", name: "tier", value: String(tier), checked: (dialog.tier ?? 2) === tier,
        onChange: () => app.fillDialog({ tier }) }), `Tier ${tier}`))),
    h("label", { for: "why" }, "Why", h("input", { id: "why", type: "text", maxlength: "300", required: true, value: dialog.reason ?? "",
      onInput: (event) => app.fillDialog({ reason: event.target.value }) })),
    h("div", { class: "controls" }, button({ words: "Escalate", name: "escalate-now", kind: "good", disabled: !(dialog.reason ?? "").trim(), onClick: app.escalate }))] };
}
