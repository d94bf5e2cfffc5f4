// An offered call: who, why, how long they waited, and how long is left to take it.

import { h, icon } from "../view.js";
import { secondsUntil, spell } from "../clock.js";
import { callerOf, plain } from "../words.js";
import { answersOf, badge, button, commandButton, pathOf } from "./parts.js";

const PURPOSES = { take: "Incoming call", consult: "A colleague asks you", transfer: "Transferred to you", return: "Comes back to you" };
const DECLINES = [["busy", "Not ready"], ["wrong_skill", "Not my subject"], ["technical", "Technical trouble"]];

export function offerCards(now, app) {
  const offers = now.desk?.offers ?? [];
  return offers.map((offer) => offerCard(now, app, offer));
}

function offerCard(now, app, offer) {
  const left = secondsUntil(offer.expires_at);
  const desk = now.desk.me.phone === "desk";
  return h("section", { class: "card offer", key: offer.id, "aria-label": `Offer: ${callerOf(offer.pop)}`, "data-offer": offer.id },
    h("div", { class: "offer-who" },
      h("p", { class: "kicker" }, icon("ring"), PURPOSES[offer.purpose] ?? "Incoming call", ` · ${offer.queue_title}`),
      h("h2", {}, callerOf(offer.pop)),
      h("p", { class: "facts" }, badge(offer.pop), offer.pop?.tier && h("span", { class: "chip soft" }, plain(offer.pop.tier)),
        h("span", {}, `waited ${spell(offer.waited_s)}`)),
      offer.overflow && h("p", { class: "soft" }, `The caller has waited so long in ${offer.queue_title} that ${offer.overflow} takes the call too.`),
      offer.pop?.reason && h("p", { class: "reason" }, offer.pop.reason),
      pathOf(offer.pop),
      candidatesOf(offer.pop)),
    h("div", { class: "offer-acts" },
      h("p", { class: "countdown", role: "timer", "aria-label": `${left} seconds left` },
        h("strong", {}, String(left)), " seconds left"),
      h("progress", { max: offer.ring_s, value: Math.min(left, offer.ring_s), "aria-label": "Time left to accept" }),
      desk ? h("p", { class: "attention" }, icon("phone"), "Your desk phone rings. Pick it up and press 1.")
        : commandButton(now, app, { does: "accept", fields: { offer: offer.id }, words: "Accept", picture: "phone", kind: "good big" }),
      h("div", { class: "row" },
        commandButton(now, app, { does: "decline", fields: { offer: offer.id, reason: app.declineReason() }, words: "Decline", picture: "off", kind: "bad" }),
        h("label", { class: "inline" }, h("span", { class: "unseen" }, "Why you decline"),
          h("select", { id: "decline-reason" }, DECLINES.map(([value, words]) => h("option", { value, key: value }, words)))))),
    h("div", { class: "offer-answers" }, answersOf(offer.pop)));
}

// What became of the last offer that this page showed and that was not taken.
export function afterOffer(now, app) {
  if (!now.lastOffer) return null;
  return h("div", { class: "card note", id: "after-offer" }, h("p", {}, now.lastOffer),
    button({ words: "Close", name: "close-offer", kind: "small quiet", onClick: app.closeLastOffer }));
}

function candidatesOf(pop) {
  if (pop?.match !== "many" || !pop.candidates?.length) return null;
  return h("div", {}, h("p", {}, "The number is on file for several customers:"),
    h("ul", { class: "candidates" }, pop.candidates.map((each) =>
      h("li", { key: each.customer_id }, each.name, each.tier && ` · ${plain(each.tier)}`, each.account && ` · ${each.account}`))));
}
