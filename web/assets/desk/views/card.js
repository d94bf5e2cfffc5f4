// A customer's card in people's words: whatever is on file, without what the head of the pane says already.

import { h } from "../view.js";
import { day } from "../clock.js";
import { plain } from "../words.js";

// Stands above the card.
const IN_HEAD = ["name", "plan", "kind"];
// A part says once more which plan the customer has.
const IN_CARD = ["plan"];
// Sums, each written with the currency of its part.
const SUMS = ["balance", "total"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
// A word of the record's own, such as "in_transit"; not a number, a name or a serial.
const OWN_WORD = /^[a-z]+(_[a-z]+)*$/;
const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

export function fieldsOf(card, before = IN_HEAD) {
  const { currency, ...fields } = card;
  const shown = Object.entries(fields).filter(([name, value]) => value && !before.includes(name));
  return h("dl", { class: "fields" }, shown.map(([name, value]) => h("div", { key: name }, h("dt", {}, plain(name)),
    h("dd", {}, typeof value === "object" ? fieldsOf(value, IN_CARD) : wordsOf(name, String(value), currency)))));
}

function wordsOf(name, value, currency) {
  if (SUMS.includes(name)) return money(value, currency);
  if (name === "language") return language(value);
  if (DAY.test(value)) return day(value);
  return { true: "Yes", false: "No" }[value] ?? (OWN_WORD.test(value) ? plain(value) : value);
}

// "0.00" as "$0.00", in the way of the reader's own place.
function money(sum, currency) {
  try {
    return new Intl.NumberFormat([], { style: "currency", currency }).format(sum);
  } catch {
    return [sum, currency].filter(Boolean).join(" ");
  }
}

// "en-US" as "American English".
function language(tag) {
  return LANGUAGE_TAG.test(tag) ? new Intl.DisplayNames([], { type: "language" }).of(tag) : tag;
}
