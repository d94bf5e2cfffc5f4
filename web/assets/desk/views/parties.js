// Who takes part in a call, and what can be done with each.

import { h, icon } from "../view.js";
import { callerOf } from "../words.js";
import { button } from "./parts.js";

const STATES = { expected: "is being called", dropped: "dropped out", leaving: "is leaving" };
const ROLES = { customer: "Caller", agent: "Agent", external: "Outside number", supervisor: "Supervisor" };

export function partyList(now, app) {
  const { call, me } = now.desk;
  if (call.parties.length < 2) return null;
  return h("ul", { class: "parties", "aria-label": "In this call" },
    call.parties.map((party) => h("li", { key: party.who },
      icon(party.role === "customer" ? "person" : party.role === "supervisor" ? "eye" : "headset"),
      h("span", { class: "party-name" }, party.who === me.id ? `${party.name || me.name} (you)` : nameOf(party, call),
        h("small", {}, ` ${ROLES[party.role] ?? party.role}`)),
      h("span", { class: "party-state" }, [STATES[party.state], party.held && "on hold", party.muted && "muted"].filter(Boolean).join(", ")),
      actsOn(now, app, party))));
}

function nameOf(party, call) {
  return party.role === "customer" ? callerOf(call.pop) : party.name || party.who;
}

function actsOn(now, app, party) {
  const { call, me } = now.desk;
  if (party.who === me.id || party.role === "supervisor" || call.transfer || call.parties.length < 3) return null;
  const name = nameOf(party, call);
  const act = (does, words, picture) => button({ words, name: `${does}-${party.who}`, picture, kind: "small quiet", key: does,
    disabled: now.link !== "ok", "aria-label": `${words} ${name}`, onClick: () => app.does(does, { who: party.who }) });
  return h("span", { class: "party-acts" },
    act(party.muted ? "unmute" : "mute", party.muted ? "Unmute" : "Mute", party.muted ? "mic" : "mic-off"),
    act(party.held ? "resume" : "hold", party.held ? "Take back" : "Hold", party.held ? "play" : "pause"),
    party.role !== "customer" && act("remove", "Remove", "off"));
}
