// A call that nobody wrapped up is completed later, in its row among the last calls: one form at a time.

import { focusOn } from "./focus.js";

export function rowOf(call) {
  return `${call.call} ${call.agent} ${call.ended_at}`;
}

export function makeLate({ store, commands, said, readHistory }) {
  // Once it is drawn.
  const focusLater = (selector) => requestAnimationFrame(() => focusOn(selector));

  const late = {
    openLate(call) {
      store.put({ late: { row: rowOf(call), call: call.call, agent: call.agent, ended_at: call.ended_at,
        disposition: "", resolved: "", follow_up: "", notes: call.late.notes } });
      focusLater("#late-disposition");
    },
    fillLate: (changes) => store.put({ late: { ...store.now.late, ...changes } }),
    closeLate() {
      const { row } = store.now.late ?? {};
      store.put({ late: null });
      focusLater(`[data-row="${CSS.escape(row ?? "")}"]`);
    },
    async saveLate() {
      const { row, ...form } = store.now.late;
      if (!(await commands.does("wrap_late", { ...form, resolved: form.resolved || "unsure" }))) return;
      if (store.now.late?.row === row) late.closeLate();
      said("Saved.", "good");
      readHistory();
    },
  };
  return late;
}
