// Text messages and alerts, one list item each. A message that a line sent can be answered.

import { order } from "./server.js";

function element(name, words) {
  return Object.assign(document.createElement(name), { textContent: words });
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
