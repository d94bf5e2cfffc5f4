// The call under way: who it is, what they told the menu, and what can be done.

import { h, icon } from "../view.js";
import { secondsSince, spell } from "../clock.js";
import { callerOf, plain, recordingOf } from "../words.js";
import { keyFor } from "../shortcuts.js";
import { answersOf, badge, button, commandButton, pathOf } from "./parts.js";
import { notesField } from "./notes_field.js";
import { partyList } from "./parties.js";
import { whyThis } from "./why.js";
import { clocksOfCall } from "./clocks.js";

const PHASES = { connecting: "Connecting", talking: "Connected", ended: "Ended" };
const HOLD_WARNS_S = [60, 120];

export function callCard(now, app) {
  const { call, me } = now.desk;
  const mine = call.parties.find((party) => party.who === me.id);
  return h("section", { class: "card call", "aria-labelledby": "caller", key: call.id },
    h("header", {},
      h("div", {},
        h("h2", { id: "caller", tabindex: "-1" }, callerOf(call.pop)),
        h("p", { class: "facts" }, badge(call.pop), call.pop?.tier && h("span", { class: "chip soft" }, plain(call.pop.tier)),
          h("span", {}, call.queue_title), h("span", {}, `waited ${spell(call.pop?.waited_s ?? 0)}`))),
      h("div", { class: "clock-of-call" },
        h("p", { class: `phase ${call.phase}` }, PHASES[call.phase] ?? call.phase),
        call.answered_at && h("p", { class: "elapsed" }, spell(secondsSince(call.answered_at))))),
    clocksOfCall(now, app, call.id),
    call.pop?.reason && h("p", { class: "reason" }, call.pop.reason),
    pathOf(call.pop, () => app.openTimeline(call.id)),
    notices(now, mine),
    controls(now, app, mine),
    call.transfer && consultBar(now, app),
    partyList(now, app),
    whyThis(call.why, me.id),
    h("h3", {}, "What the caller told us"),
    answersOf(call.pop, app),
    notesBefore(call.pop),
    notesField(now, app));
}

function notices(now, mine) {
  const { call } = now.desk;
  const held = call.held_since ? secondsSince(call.held_since) : null;
  const pausing = now.busy.includes("pause_recording");
  const resuming = now.busy.includes("resume_recording");
  const [words, picture, tone] = recordingOf(pausing ? { recording: "pausing" } : resuming ? { recording: "resuming" } : call);
  const late = held !== null && held >= HOLD_WARNS_S[0];
  return h("ul", { class: "notices" },
    h("li", { class: `recording ${tone}`, key: "recording", id: "recording" }, icon(picture), words),
    held !== null && h("li", { class: late ? "attention" : "", key: "held", id: "held" }, icon(late ? "alert" : "pause"),
      `Caller on hold ${spell(held)}`, late && (held >= HOLD_WARNS_S[1] ? " · over two minutes: speak to them" : " · over a minute")),
    (mine?.muted || now.phone.muted) && h("li", { class: "attention", key: "muted", id: "muted" }, icon("mic-off"), "You are muted"),
    (call.supervisors ?? []).map((each) => h("li", { class: "attention", key: `s ${each.name}` }, icon("eye"), `${each.name} ${doing(each.mode)}`)),
    mine?.state === "dropped" && h("li", { class: "bad", key: "dropped" }, icon("alert"),
      "Your phone dropped out. The caller hears music; your phone dials in again."),
    now.phone.trouble && h("li", { class: "bad", key: "trouble" }, icon("alert"), now.phone.trouble));
}

function doing(mode) {
  return { listen: "is listening", coach: "is coaching you: the caller does not hear it", barge: "is in the call" }[mode] ?? "is here";
}

function controls(now, app, mine) {
  const { call } = now.desk;
  const muted = now.phone.muted || mine?.muted;
  const held = Boolean(call.held_since) && !call.transfer;
  const talking = call.phase === "talking";
  const hint = (action) => (now.settings.shortcuts_on ? keyFor(action, now.settings) : null);
  const off = now.link !== "ok" || !talking;
  // From when it is to go on, it may be recorded already: a pause can be asked for at once.
  const paused = call.recording === "paused" && !now.busy.includes("resume_recording");
  return h("div", { class: "controls", role: "group", "aria-label": "Call controls" },
    button({ words: muted ? "Unmute" : "Mute", name: "mute", picture: muted ? "mic-off" : "mic", title: hint("mute"),
      "aria-pressed": String(Boolean(muted)), onClick: app.mute }),
    commandButton(now, app, { does: held ? "resume" : "hold", name: "hold", words: held ? "Take back" : "Hold",
      picture: held ? "play" : "pause", title: hint("hold"), "aria-pressed": String(held), disabled: off || Boolean(call.transfer) }),
    button({ words: "Transfer or add", name: "transfer", picture: "swap", title: hint("transfer"),
      disabled: off || Boolean(call.transfer), onClick: app.openTransfer }),
    call.recording !== "off" && commandButton(now, app, { does: paused ? "resume_recording" : "pause_recording", name: "recording",
      words: paused ? "Resume recording" : "Pause recording", picture: paused ? "record" : "pause",
      disabled: off || call.recording === "pausing" }),
    // Together on the next row, where one is not wide enough.
    h("span", { class: "last" },
      button({ words: "Escalate", name: "escalate", picture: "up", disabled: off || Boolean(call.transfer), onClick: app.openEscalate }),
      commandButton(now, app, { does: "end", words: "End call", picture: "hang-up", kind: "bad", title: hint("end") })));
}

function consultBar(now, app) {
  const { call, me } = now.desk;
  const { transfer } = call;
  if (transfer.by !== me.id) return askedBar(call);
  const who = transfer.name || transfer.to;
  const consult = transfer.mode === "consult";
  const state = !transfer.answered ? `Calling ${who}. Without an answer in 20 seconds the caller comes back to you.`
    : transfer.facing === "customer" ? `You speak with the caller. ${who} is on hold.` : `You speak with ${who}. The caller is on hold.`;
  const act = (does, words, picture, needed = true) => commandButton(now, app, { does, words, picture, kind: does === "complete" ? "good" : "",
    disabled: now.link !== "ok" || (needed && !transfer.answered) });
  return h("div", { class: "consult", id: "consult" }, h("p", {}, icon("swap"), state),
    consult && h("div", { class: "controls", role: "group", "aria-label": "Consult" },
      act("swap", "Swap", "swap"), act("join_all", "Join all", "people"), act("complete", "Complete", "check"),
      act("back_to_caller", "Back to caller", "back", false)),
    !consult && !transfer.answered && h("div", { class: "controls" }, act("back_to_caller", "Take back", "back", false)));
}

// What the colleague sees who is asked: only the other one can hand the caller over.
function askedBar({ transfer, parties }) {
  const by = parties.find((party) => party.who === transfer.by)?.name || "A colleague";
  const words = transfer.facing === "target" ? "The caller is on hold." : `${by} speaks with the caller, and you are on hold.`;
  return h("div", { class: "consult", id: "consult" }, h("p", {}, icon("swap"), `${by} asks you. ${words}`));
}

function notesBefore(pop) {
  const before = pop?.notes_before ?? [];
  if (!before.length) return null;
  return h("div", { class: "before" }, h("h3", {}, "Notes of colleagues on this call"),
    before.map((note, at) => h("blockquote", { key: `${at}` }, h("p", {}, note.text), h("footer", {}, note.by))));
}
