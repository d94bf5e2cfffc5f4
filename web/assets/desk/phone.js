// Dials in when the desk says that this agent, or supervisor, takes part in a call, and again when the line drops.

import { reads } from "./server.js";

// From one attempt to the next, while the desk still expects us in the call.
const AGAIN_MS = 3000;
// A line that the server still counts as joined, after the page was loaded anew, may be our own old one.
const OLD_LINE_MS = 2500;

export async function makePhone({ config, store, said }) {
  const { makeSoftphone } = await import(config.softphone_url ? "./softphone/stand_in.js" : "./softphone/twilio.js");
  const told = (state, trouble = "") => store.put({ phone: { state, trouble } });
  const token = async () => (await reads("/desk/voice-token")).token;
  const softphone = makeSoftphone({ url: config.softphone_url, token, told });
  const seen = { part: "", since: 0, tried: 0, muted: false };

  async function dial() {
    Object.assign(seen, { tried: Date.now(), muted: false });
    try {
      await softphone.connect();
    } catch (failed) {
      told("ready", failed.message);
      said(`Your phone could not connect. ${failed.message}`, "bad");
    }
  }

  // Look whether the line is as the desk says. Called on each change, and each second.
  function follow() {
    const { desk, leads } = store.now;
    if (!leads || !desk) return;
    const part = partOf(desk);
    const name = part ? part.call : "";
    if (name !== seen.part) Object.assign(seen, { part: name, since: Date.now(), tried: 0 });
    if (!part) {
      if (softphone.isOn) softphone.hangUp();
      return;
    }
    if (softphone.isOn) {
      if (store.now.phone.state === "talking" && part.muted !== seen.muted) softphone.mute((seen.muted = part.muted));
      return;
    }
    if (store.now.phone.state === "connecting") return;
    if (Date.now() - seen.tried < AGAIN_MS) return;
    if (part.state === "joined" && Date.now() - seen.since < OLD_LINE_MS) return;
    dial();
  }

  return {
    follow,
    check: () => softphone.check(),
    // At once, also while the server is away.
    mute(on) {
      seen.muted = on;
      softphone.mute(on);
    },
    hangUp: () => softphone.hangUp(),
    get isOn() {
      return softphone.isOn;
    },
  };
}

// In which call this browser's phone belongs: { call, state } or null.
export function partOf(desk) {
  const { me, call } = desk;
  if (me.phone !== "browser") return null;
  if (call && call.phase !== "ended") {
    const mine = call.parties.find((party) => party.who === me.id);
    if (mine && mine.state !== "leaving") return { call: call.id, state: mine.state, muted: mine.muted };
  }
  const watched = supervisedBy(desk);
  return watched ? { call: watched.id, state: watched.state, muted: false } : null;
}

// The call that a supervisor takes part in: { id, mode, state } or null.
export function supervisedBy(desk) {
  for (const agent of desk.floor ?? []) {
    const party = agent.call?.parties?.find((each) => each.who === desk.me.id && each.role === "supervisor");
    if (party && party.state !== "leaving") return { id: agent.call.id, mode: party.mode, state: party.state };
  }
  return null;
}
