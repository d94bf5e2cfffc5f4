// Why a call came to whom: who was chosen, who was passed over and why, and how many others there were.

import { h } from "../view.js";
import { stateOf } from "../words.js";

const REASONS = {
  declined_recently: "declined or missed this call less than a minute ago",
  ring_not_open: "fits less well, and the caller has not waited long enough for that",
  preferred_agent_first: "another agent is asked first",
  no_longer_free: "no longer free",
  not_in_pool: "not for this agent",
  fits_less: "could take it too, and fitted less well",
  idle_shorter: "could take it too, and was idle for a shorter time",
  available: "free, but not among the first for this call by queue, tier, skills and language",
};

// why: as GET /desk/state and the timeline give it; me: the id of whoever reads.
export function whyThis(why, me) {
  if (!why) return null;
  const mine = why.agent.id === me;
  const others = why.others.filter((each) => each.count > 0);
  return h("details", { class: "why" }, h("summary", {}, mine ? "Why this call came to you" : "Why this route"),
    h("p", {}, chosen(why, mine)),
    why.callers.length > 0 && counted("Callers who stood before and were passed over", why.callers),
    why.passed.length > 0 && h("div", {}, h("p", {}, "Not chosen:"), h("ul", {}, why.passed.map((each, at) =>
      h("li", { key: String(at) }, `${each.name || "A colleague who has left"}: ${words(each.reason)}`)))),
    others.length > 0 && counted("Others", others));
}

function chosen(why, mine) {
  const who = mine ? "You" : why.agent.name || "A colleague who has left";
  const by = why.by || "A colleague";
  if (why.purpose === "consult") return `${by} chose ${mine ? "you" : who} to consult.`;
  if (why.purpose === "transfer") return `${by} sent the call to ${mine ? "you" : who}.`;
  const how = why.looked === "callers" ? `${who} became free, and this caller was next in line.`
    : `Of those who could take it, ${mine ? "you" : who} fitted best and had been idle longest.`;
  return `${how} Ring ${why.ring} of 6: 1 fits best, and one more opens with every 10 seconds of waiting.`;
}

function counted(title, rows) {
  return h("p", {}, `${title}: ${rows.map((each) => `${each.count} ${words(each.reason)}`).join("; ")}.`);
}

function words(reason) {
  if (reason in REASONS) return REASONS[reason];
  const { words: shown } = stateOf(reason);
  return shown.charAt(0).toLowerCase() + shown.slice(1);
}
