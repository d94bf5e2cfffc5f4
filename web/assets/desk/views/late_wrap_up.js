// The form of a call that nobody wrapped up: the fields of a wrap-up, in the call's row.

import { h } from "../view.js";
import { timeOfDay } from "../clock.js";
import { rowOf } from "../late.js";
import { button } from "./parts.js";
import { RESOLVED } from "./wrap_up.js";

export function lateWrapUp(now, app, call) {
  if (!call.late) return null;
  const about = `the call of ${call.name || call.number || "an unknown caller"}, ${timeOfDay(call.ended_at)}`;
  if (now.late?.row !== rowOf(call)) {
    return button({ words: "Complete", name: "complete-late", picture: "note", kind: "small", "aria-label": `Complete ${about}`,
      "aria-expanded": "false", onClick: () => app.openLate(call) });
  }
  return h("div", { key: "late", class: "late", role: "form", "aria-label": `Complete ${about}`,
    onKeydown: (event) => event.key === "Escape" && app.closeLate() }, fieldsOf(now.late, app, call.late.dispositions),
  h("div", { class: "controls" },
    button({ words: "Save", name: "save-late", picture: "check", kind: "good", "aria-label": `Save ${about}`, busy: now.busy.includes("wrap_late"),
      disabled: now.link !== "ok", onClick: app.saveLate }),
    button({ words: "Cancel", name: "cancel-late", onClick: app.closeLate })));
}

function fieldsOf(form, app, dispositions) {
  return [
    h("label", { key: "disposition", for: "late-disposition" }, "What was it?"),
    h("select", { key: "select", id: "late-disposition", value: form.disposition, onChange: (event) => app.fillLate({ disposition: event.target.value }) },
      [{ id: "", title: "Not chosen" }, ...dispositions].map((each) => h("option", { key: each.id, value: each.id }, each.title))),
    h("fieldset", { key: "resolved", class: "resolved" }, h("legend", {}, "Resolved on this call?"),
      RESOLVED.map(([value, words]) => h("label", { key: value }, h("input", { type: "radio", name: "late-resolved", value,
        checked: form.resolved === value, onChange: () => app.fillLate({ resolved: value }) }), words))),
    h("label", { key: "follow-up", for: "late-follow-up" }, "Follow up on", h("input", { type: "date", id: "late-follow-up", value: form.follow_up,
      onInput: (event) => app.fillLate({ follow_up: event.target.value }) })),
    h("label", { key: "notes-label", for: "late-notes" }, "Notes of that call"),
    h("textarea", { key: "notes", id: "late-notes", rows: "4", maxlength: "10000", value: form.notes,
      onInput: (event) => app.fillLate({ notes: event.target.value }) }),
  ];
}
