// What the agent can do on the page, by name; the views and the keys call these.

import { reads, sends } from "./server.js";
import { say } from "./alerts.js";
import { secondsUntil } from "./clock.js";
import { askForNotifications, preflight } from "./preflight.js";
import { makeCallers } from "./callers.js";
import { chime, unlock } from "./sounds.js";
import { focusOn } from "./focus.js";

const SEARCHES_AFTER_MS = 200;
const SAVES_BEFORE_S = 2;

export function makeApp({ store, commands, phone, notes, tabs, said }) {
  const desk = () => store.now.desk;
  const dialog = (changes) => store.put({ dialog: { ...store.now.dialog, ...changes } });
  const whyIn = new Map();
  let search = null;

  const app = {
    ...makeCallers({ store, commands, said }),
    does: commands.does,
    lead: () => tabs.take(),
    closeTold: () => store.put({ told: null }),
    closeLastOffer: () => store.put({ lastOffer: "" }),
    typeNotes: (text) => notes.type(text),
    declineReason: () => document.getElementById("decline-reason")?.value ?? "busy",

    async copy(words, name) {
      try {
        await navigator.clipboard.writeText(words);
        said(`${name} copied.`, "good");
      } catch {
        said("The browser did not let this page copy. Select the text instead.", "bad");
      }
    },

    // Available only when a call could be answered here.
    async choosePresence(presence, reason) {
      document.getElementById("presence")?.removeAttribute("open");
      if (presence === "available") {
        if (!store.now.leads && desk().me.phone === "browser") tabs.take();
        const result = await preflight({ phone, now: store.now });
        store.put({ preflight: result });
        if (!result.good) {
          store.put({ dialog: { name: "preflight" } });
          return;
        }
        askForNotifications();
      }
      await commands.does("presence", { presence, reason });
    },

    // Mute works without the server, at the microphone; the others see it when the server is told.
    async mute() {
      const mine = desk()?.call?.parties.find((party) => party.who === desk().me.id);
      if (!mine) return;
      const on = !(store.now.phone.muted || mine.muted);
      phone.mute(on);
      store.put({ phone: { ...store.now.phone, muted: on } });
      say(on ? "You are muted." : "You are heard again.");
      if (store.now.link === "ok") await commands.does(on ? "mute" : "unmute");
    },

    openTransfer() {
      store.put({ dialog: { name: "transfer", typed: "" } });
      app.searchTargets("");
    },

    searchTargets(typed) {
      dialog({ typed });
      clearTimeout(search);
      search = setTimeout(async () => {
        try {
          const found = await reads(`/desk/targets?q=${encodeURIComponent(typed)}`);
          if (store.now.dialog?.typed === typed) dialog({ targets: freeFirst(found.targets), trouble: "" });
        } catch (refused) {
          if (store.now.dialog) dialog({ trouble: refused.message });
        }
      }, typed ? SEARCHES_AFTER_MS : 0);
    },

    async transfer(mode, target) {
      app.closeDialog();
      await commands.does("transfer", { mode, kind: target.kind, to: target.to, reason: "" });
    },

    openEscalate: () => store.put({ dialog: { name: "escalate" } }),
    fillDialog: dialog,
    // As the fields stand now: a fast typist is ahead of what was drawn. Whoever takes the call on reads the
    // reason in the notes.
    async escalate() {
      const { tier = 2, reason = "" } = store.now.dialog ?? {};
      if (!reason.trim()) return;
      app.closeDialog();
      const before = store.now.notes?.text;
      if (store.now.notes) notes.type(`${before}${before ? "\n" : ""}Escalated to Tier ${tier}: ${reason}`);
      await notes.flush();
      await commands.does("escalate", { tier, reason });
    },

    openShortcuts() {
      store.put({ dialog: { name: "shortcuts" } });
      navigator.mediaDevices?.enumerateDevices?.().then((all) =>
        store.put({ outputs: all.filter((device) => device.kind === "audiooutput") })).catch(() => {});
    },
    openSupervise(agent, call, mode) {
      store.put({ dialog: { name: "supervise", agent, call, mode, reason: whyIn.get(call) ?? "" } });
    },
    // The reason stands again when the same call is listened to in another way.
    async supervise() {
      const { call, mode, reason } = store.now.dialog ?? {};
      if (!reason?.trim()) return;
      whyIn.set(call, reason);
      app.closeDialog();
      await commands.does("supervise", { call, mode, reason });
    },
    openFree: (agent) => store.put({ dialog: { name: "free", agent } }),
    closeDialog: () => store.put({ dialog: null }),

    async openTimeline(call) {
      store.put({ dialog: { name: "timeline" } });
      try {
        const found = await reads(`/desk/calls/${encodeURIComponent(call)}/timeline`);
        if (store.now.dialog?.name === "timeline") dialog({ steps: found.timeline, whole: found.whole });
      } catch (refused) {
        if (store.now.dialog) dialog({ trouble: refused.message });
      }
    },

    fillWrap: (changes) => store.put({ wrapUp: { ...store.now.wrapUp, ...changes } }),
    async saveWrap(stayAway) {
      const form = store.now.wrapUp ?? {};
      const saved = await commands.does("wrap", {
        disposition: form.disposition ?? "", resolved: form.resolved || "unsure", notes: store.now.notes?.text ?? "",
        follow_up: form.follow_up ?? "", stay_away: stayAway,
      });
      if (saved) said("Saved.", "good");
    },
    // What was chosen is saved before the time is over; the server saves the notes of everybody else.
    async saveWrapInTime() {
      const { wrapUp, leads, link, busy } = store.now;
      const chosen = wrapUp?.disposition || wrapUp?.resolved || wrapUp?.follow_up;
      if (!desk()?.wrap || !chosen || !leads || link !== "ok" || busy.includes("wrap")) return;
      if (secondsUntil(desk().wrap.until) <= SAVES_BEFORE_S) await app.saveWrap(false);
    },

    async changeSettings(settings) {
      store.put({ settings });
      try {
        await sends("/desk/settings", settings, "PUT");
      } catch (refused) {
        said(refused.message, "bad");
      }
    },
    async testRing() {
      await unlock(store.now.settings.ring_device);
      chime(store.now.settings.ring_volume);
    },
    allowNotifications: askForNotifications,
  };
  return app;
}

function freeFirst(targets) {
  return [...targets].sort((one, other) => Number(one.busy) - Number(other.busy));
}

// What the keys do: only what the page would let the agent press.
export function keysOf(store, app) {
  const press = (name) => () => document.querySelector(`[data-do="${name}"]:not([aria-disabled="true"])`)?.click();
  return {
    accept: press("accept"), decline: press("decline"), mute: () => app.mute(), hold: press("hold"),
    transfer: press("transfer"), end: press("end"), clock: press("clock"), notes: () => focusOn("#notes"),
    status() {
      document.getElementById("presence")?.setAttribute("open", "");
      focusOn("#presence summary");
    },
  };
}
