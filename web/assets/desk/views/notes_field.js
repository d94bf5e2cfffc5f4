// The field of a call's notes, which keeps each letter.

import { h, icon } from "../view.js";

export function notesField(now, app) {
  const { notes } = now;
  if (!notes) return null;
  return h("div", { class: "notes" },
    h("label", { for: "notes" }, "Notes"),
    h("textarea", { id: "notes", rows: "4", maxlength: "10000", value: notes.text, onInput: (event) => app.typeNotes(event.target.value) }),
    (notes.text || notes.rev > 0 || !notes.saved) && h("p", { class: "saved", id: "notes-saved" }, icon(notes.saved ? "check" : "pause"),
      notes.saved ? "Saved" : now.link === "ok" ? "Saving…" : "Kept in this browser; sent when the connection is back"));
}
