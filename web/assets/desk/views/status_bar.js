// The bar at the top of the desk: one's own state, the queues, the link and the phone.

import { h, icon } from "../view.js";
import { spell, secondsSince } from "../clock.js";
import { AWAY_FOR, onlyWatches, reasonOf, stateOf, wordsOfMiss } from "../words.js";
import { clocksShort } from "./clocks.js";
import { button } from "./parts.js";

const LINKS = {
  connecting: ["Connecting", "link"], ok: ["Connected", "link"], reconnecting: ["Reconnecting", "alert"], signed_out: ["Signed out", "off"],
};
const PHONES = {
  off: "Phone not ready", ready: "Phone ready", connecting: "Phone connecting", talking: "Phone in a call",
};

export function statusBar(now, app) {
  const { desk } = now;
  return [
    h("div", { class: "bar-state" },
      desk && onlyWatches(desk) ? h("p", { class: "watches" }, icon("eye"), "You take no calls") : presenceMenu(now, app),
      desk && h("p", { class: "queues-short" }, busiest(desk.queues).map((queue) =>
        h("span", { key: queue.name }, `${queue.title} `, h("strong", {}, `${queue.waiting} waiting`),
          queue.waiting ? ` · ${spell(queue.longest_wait_s)}` : ""))),
      clocksShort(now),
      h("p", { class: `link-state ${now.link}` }, icon(LINKS[now.link][1]), h("span", {}, LINKS[now.link][0])),
      phoneState(now, app)),
    h("div", { class: "bar-own" },
      h("p", { class: "who" }, desk ? desk.me.name : ""),
      desk?.me.role === "agent" && button({ words: desk.me.hand ? "Lower hand" : "Raise hand", name: "hand", picture: "hand", kind: "quiet",
        "aria-pressed": String(desk.me.hand), disabled: now.link !== "ok",
        onClick: () => app.does("raise_hand", { on: !desk.me.hand }) }),
      button({ words: "Keys, sound", name: "settings", picture: "keys", kind: "quiet", onClick: app.openShortcuts })),
  ];
}

function busiest(queues) {
  return [...queues].sort((one, other) => other.waiting - one.waiting).slice(0, 1);
}

function phoneState(now, app) {
  if (!now.desk) return null;
  if (now.desk.me.phone === "desk") return h("p", { class: "phone-state" }, icon("phone"), h("span", {}, "Desk phone"));
  if (!now.leads) {
    return button({ words: "Use this tab", name: "lead", picture: "phone", kind: "attention", onClick: app.lead,
      title: "The phone and the sound are in another tab of this browser" });
  }
  // Whoever only listens has no phone to keep ready: it dials when they do.
  if (onlyWatches(now.desk) && ["off", "ready"].includes(now.phone.state)) return null;
  return h("p", { class: `phone-state ${now.phone.state}`, title: now.phone.trouble }, icon("phone"), h("span", {}, PHONES[now.phone.state]));
}

function presenceMenu(now, app) {
  const { desk } = now;
  if (!desk) return h("p", { class: "presence" }, "Loading");
  const { words, icon: picture, tone } = stateOf(desk.me.display);
  const choose = (presence, reason = "") => () => app.choosePresence(presence, reason);
  const choices = [
    ["available", "", "Available", "check"],
    ...AWAY_FOR.map((reason) => ["away", reason, `Away · ${reasonOf(reason)}`, "pause"]),
    ["transfers_only", "", "Transfers only", "swap"],
    ["offline", "", "Offline", "off"],
  ];
  return h("details", { class: `presence ${tone}`, id: "presence", onKeydown: (event) => closeOnEscape(event) },
    h("summary", {}, icon(picture), h("span", { class: "unseen" }, "Your status: "),
      h("span", { class: "state-words" }, words), desk.me.presence !== "offline" && h("span", { class: "since" }, spell(secondsSince(desk.me.since))), icon("down")),
    h("div", { class: "menu" },
      desk.me.work !== "idle" && h("p", { class: "soft" }, "You are working on a call: your choice takes effect after it."),
      choices.map(([presence, reason, label, each]) => button({ words: label, name: `presence-${reason || presence}`, picture: each,
        kind: "quiet", disabled: now.link !== "ok", key: label,
        "aria-current": desk.me.presence === presence && (desk.me.reason || "") === reason ? "true" : null,
        onClick: choose(presence, reason) }))),
    desk.me.next_presence && h("p", { class: "next" }, `Then: ${stateOf(desk.me.next_presence).words}`));
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  const menu = event.currentTarget;
  menu.open = false;
  menu.querySelector("summary").focus();
}

export function banner(now, app) {
  if (now.link === "signed_out") {
    return h("div", { class: "banner bad" }, icon("off"), "You are signed out, so no call reaches you. ",
      h("a", { href: "/sign-in?next=/desk" }, "Sign in again"));
  }
  if (now.link === "reconnecting" && now.reconnectingShown) {
    return h("div", { class: "banner bad", id: "reconnecting" }, icon("alert"),
      "Reconnecting… Your call goes on, and what you type is kept. Buttons that need the server wait.");
  }
  if (now.told) {
    return h("div", { class: `banner ${now.told.kind}`, id: "told" }, icon(now.told.kind === "good" ? "check" : "alert"),
      h("span", {}, now.told.words),
      button({ words: "Close", name: "close-told", kind: "small quiet", onClick: app.closeTold }));
  }
  const { desk } = now;
  if (desk && desk.me.work === "idle" && wasSentOff(desk.me)) {
    const why = desk.me.reason === "missed" ? wordsOfMiss(desk.me.missed, now.missed)
      : "Your connection was lost, so you were taken off the floor.";
    return h("div", { class: "banner attention", id: "sent-off" }, icon("pause"), h("span", {}, why),
      button({ words: "I'm back", name: "back", picture: "check", kind: "primary big", disabled: now.link !== "ok",
        onClick: () => app.choosePresence("available", "") }));
  }
  return null;
}

function wasSentOff(me) {
  return (me.presence === "away" && me.reason === "missed") || (me.presence === "offline" && me.reason === "disconnected");
}
