// After a call: what came of it, with a clock that can be given more time.

import { h, icon } from "../view.js";
import { secondsUntil, spell } from "../clock.js";
import { many } from "../words.js";
import { commandButton, button } from "./parts.js";
import { notesField } from "./notes_field.js";
import { clocksOfCall } from "./clocks.js";

export const RESOLVED = [["yes", "Yes"], ["no", "No"], ["unsure", "Not sure"]];

export function wrapUpCard(now, app) {
  const { wrap } = now.desk;
  const form = now.wrapUp ?? {};
  const left = secondsUntil(wrap.until);
  return h("section", { class: "card wrap", "aria-labelledby": "wrap-up", key: "wrap" },
    h("header", {}, h("h2", { id: "wrap-up", tabindex: "-1" }, "Wrap-up"),
      h("div", { class: "clock-of-call" }, h("p", { class: left <= 10 ? "attention" : "" }, icon("clock"), `${spell(left)} left`),
        commandButton(now, app, { does: "extend_wrap", words: "+30 s", picture: "plus", kind: "small",
          disabled: now.link !== "ok" || !wrap.extensions_left,
          title: wrap.extensions_left ? `${many(wrap.extensions_left, "time")} more` : "Extended twice already" }))),
    clocksOfCall(now, app, wrap.call),
    h("div", { class: "wrap-fields" },
      dispositionField(now, app, form),
      h("fieldset", { class: "resolved" }, h("legend", {}, "Resolved on this call?"),
        RESOLVED.map(([value, words]) => h("label", { key: value }, h("input", { type: "radio", name: "resolved", value,
          checked: (form.resolved ?? "") === value, onChange: () => app.fillWrap({ resolved: value }) }), words))),
      h("label", { for: "follow-up" }, "Follow up on", h("input", { type: "date", id: "follow-up", value: form.follow_up ?? "",
        onInput: (event) => app.fillWrap({ follow_up: event.target.value }) }))),
    notesField(now, app),
    h("div", { class: "controls" },
      button({ words: "Save", name: "save", picture: "check", kind: "good", busy: now.busy.includes("wrap"), disabled: now.link !== "ok",
        onClick: () => app.saveWrap(false) }),
      button({ words: "Save and stay away", name: "save-away", picture: "pause", busy: now.busy.includes("wrap"), disabled: now.link !== "ok",
        onClick: () => app.saveWrap(true) })),
    h("p", { class: "soft" }, "When the time is over, what is here is saved by itself."));
}

function dispositionField(now, app, form) {
  const all = now.desk.wrap.dispositions;
  const chosen = all.find((each) => each.id === form.disposition);
  const typed = form.typed ?? "";
  const found = thatFit(all, typed);
  const pick = (each) => app.fillWrap({ disposition: each.id, typed: "" });
  return h("div", { class: "disposition" },
    h("label", { for: "disposition" }, "What was it?", chosen && h("strong", { id: "chosen" }, ` ${chosen.title}`)),
    h("input", { id: "disposition", type: "text", autocomplete: "off", value: typed, placeholder: "Type, or press 1 to 9 for a favourite",
      role: "combobox", "aria-expanded": "true", "aria-controls": "dispositions", "aria-describedby": chosen ? "chosen" : null,
      onInput: (event) => app.fillWrap({ typed: event.target.value }),
      onKeydown: (event) => dispositionKey(event, { now, all, pick }) }),
    h("ul", { id: "dispositions", role: "listbox", "aria-label": "Dispositions" }, found.slice(0, 12).map((each) =>
      h("li", { key: each.id, role: "option", "aria-selected": String(each.id === form.disposition), "data-disposition": each.id,
        onClick: () => pick(each) }, each.favourite && h("kbd", {}, String(each.favourite)), each.title))));
}

function thatFit(all, typed) {
  return all.filter((each) => each.title.toLowerCase().includes(typed.toLowerCase()));
}

// In this field only: a digit picks a favourite, Enter the first that fits, arrows go through the list.
// What fits is what stands in the field now: a fast typist is ahead of what was drawn.
function dispositionKey(event, { now, all, pick }) {
  const typed = event.target.value;
  const found = thatFit(all, typed);
  const digit = now.settings.single_keys_on && !typed && /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
  const favourite = digit && all.find((each) => each.favourite === digit);
  const at = found.findIndex((each) => each.id === now.wrapUp?.disposition);
  let picked = favourite;
  if (event.key === "Enter") picked = found[0];
  else if (event.key === "ArrowDown") picked = found[Math.min(at + 1, found.length - 1)];
  else if (event.key === "ArrowUp") picked = found[Math.max(at - 1, 0)];
  if (!picked) return;
  event.preventDefault();
  pick(picked);
}
