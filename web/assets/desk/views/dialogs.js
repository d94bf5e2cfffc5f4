// The dialogs of the desk. Each is a real modal: Escape closes it, and the focus goes back to where it was.

import { h } from "../view.js";
import { button } from "./parts.js";
import { escalateDialog, transferDialog } from "./transfer.js";
import { shortcutsDialog } from "./shortcuts_dialog.js";
import { timeOfDay } from "../clock.js";
import { plain } from "../words.js";
import { superviseDialog } from "./floor.js";
import { whyThis } from "./why.js";

const KINDS = { transfer: transferDialog, escalate: escalateDialog, shortcuts: shortcutsDialog, timeline: timelineDialog, free: freeDialog, supervise: superviseDialog, preflight: preflightDialog };

export function dialogOf(now, app) {
  const { dialog } = now;
  if (!dialog) return null;
  const { title, body } = KINDS[dialog.name](now, app, dialog);
  return h("dialog", { key: dialog.name, id: "dialog", "aria-labelledby": "dialog-title", onCancel: app.closeDialog, onClose: app.closeDialog },
    h("article", {}, h("header", {}, h("h2", { id: "dialog-title" }, title),
      button({ words: "Close", name: "close-dialog", picture: "off", kind: "small quiet", onClick: app.closeDialog })), body));
}

function timelineDialog(now, app, dialog) {
  const steps = dialog.steps;
  const body = dialog.trouble ? h("p", { class: "bad" }, dialog.trouble)
    : !steps ? h("p", {}, "Loading")
      : [!dialog.whole && h("p", { class: "soft" }, "What came before is no longer kept: the path of a call is kept for a day."),
        h("ol", { class: "timeline" }, steps.map((step, at) => h("li", { key: String(at) },
        h("time", {}, timeOfDay(step.at)), " ", h("strong", {}, step.title ?? plain(step.name ?? "")), step.detail && ` ${step.detail}`,
        whyThis(step.why, now.desk?.me.id))))];
  return { title: "What happened in this call", body };
}

function freeDialog(now, app, { agent }) {
  return { title: `Free ${agent.name}?`, body: [
    h("p", {}, "Their open work is saved as it is. A caller who is with them goes on with whoever else is in the call, or waits again at the head of the queue."),
    h("div", { class: "controls" },
      button({ words: `Free ${agent.name}`, name: "free-now", kind: "bad", onClick: () => { app.does("free", { agent: agent.id }); app.closeDialog(); } }),
      button({ words: "Leave as it is", name: "free-not", onClick: app.closeDialog }))] };
}

function preflightDialog(now, app) {
  const { preflight } = now;
  const checks = preflight?.checks ?? [];
  return { title: "You cannot go available yet", body: [
    h("ul", { class: "checks" }, checks.map((check) => h("li", { key: check.name, class: check.good ? "good" : "bad" },
      h("strong", {}, `${check.good ? "✓" : "✗"} ${check.name}`), check.words && ` ${check.words}`))),
    h("p", {}, "A call that you could not hear or answer would be lost time for a caller."),
    h("div", { class: "controls" }, button({ words: "Check again", name: "check-again", kind: "good", onClick: () => { app.closeDialog(); app.choosePresence("available", ""); } }))] };
}
