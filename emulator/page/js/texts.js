// Text messages and alerts, one list item each. A message that a line sent can be answered.

import { order } from "./server.js";

function element(name, words) {
  return Object.assign(document.createElement(name), { textContent: words });
}

// Fill a list, the newest on top; `item` makes one. The same again is counted at the item that is there, which
// keeps its place and what is being typed in it.
export function showList(list, entries, item) {
  const counts = new Map();
  const firsts = new Map();
  for (const { sid, ...entry } of entries) {
    const key = JSON.stringify(entry);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (!firsts.has(key)) firsts.set(key, entry);
  }
  const shown = new Map([...list.children].map((one) => [one.dataset.key, one]));
  for (const [key, one] of shown) if (!firsts.has(key)) one.remove();
  for (const [key, entry] of firsts) {
    if (!shown.has(key)) {
      const made = item(entry);
      made.dataset.key = key;
      made.querySelector("strong").append(Object.assign(element("span", ""), { className: "count" }));
      shown.set(key, made);
      list.prepend(made);
    }
    const count = counts.get(key);
    const words = count > 1 ? ` × ${count}` : "";
    const place = shown.get(key).querySelector(".count");
    if (place.textContent !== words) place.textContent = words;
  }
}

export function alertItem(alert) {
  const item = document.createElement("li");
  item.append(
    element("strong", `${alert.level === "ERROR" ? "Error" : "Warning"} ${alert.code}`),
    element("p", alert.message),
    element("small", alert.url),
  );
  return item;
}

export function textItem(text, onTrouble) {
  const item = document.createElement("li");
  item.append(element("strong", `${text.from_name} to ${text.to_name}`), element("p", text.body));
  if (text.direction !== "inbound") item.append(replyTo(text, onTrouble));
  return item;
}

function replyTo(text, onTrouble) {
  const fold = document.createElement("details");
  const form = document.createElement("form");
  const words = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off" });
  words.setAttribute("aria-label", `Reply as ${text.to_name}`);
  words.placeholder = `As ${text.to_name}`;
  form.append(words, element("button", "Send"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await order("/page/texts", { from: text.to, to: text.from, body: words.value });
      words.value = "";
      fold.open = false;
      onTrouble(null);
    } catch (trouble) {
      onTrouble(trouble.message);
    }
  });
  fold.append(element("summary", "Reply"), form);
  return fold;
}
