// Notices what has become different between two states of the desk: ends, offers that went, cards to be read.

import { reads } from "./server.js";
import { alarm, say } from "./alerts.js";
import { makeReading } from "./callers.js";
import { callerOf, recordingOf } from "./words.js";

export function makeFollowing({ store, notes }) {
  const callers = makeReading({ store });
  let ownEnd = "";

  function changed(before, desk) {
    lookAtOffers(before, desk);
    lookAtCall(before, desk);
    lookAtWrapUp(before, desk);
    lookAtHands(before, desk);
    const at = desk.call ?? (desk.wrap ? { id: desk.wrap.call, pop: desk.wrap.pop } : null);
    if (desk.call) notes.open(desk.call.id, desk.call.notes ?? { text: "", rev: 0 });
    if (desk.call) callers.readCrm(desk.call);
    if (at) callers.readCustomer(at);
    else if (store.now.customer || store.now.crm || store.now.looking) store.put({ customer: null, crm: null, looking: null });
  }

  function lookAtOffers(before, desk) {
    for (const offer of before?.offers ?? []) {
      const taken = desk.offers.some((each) => each.id === offer.id) || desk.call?.id === offer.call;
      if (taken) continue;
      const missed = desk.me.reason === "missed" && before.me.reason !== "missed";
      const words = missed ? `Offered to someone else: ${callerOf(offer.pop)}. You are set to Away.`
        : declined.has(offer.id) ? "" : `The offer is over: ${callerOf(offer.pop)} hung up or went to someone else.`;
      store.put({ lastOffer: words });
      if (words) say(words);
    }
    if (desk.offers.length) store.put({ lastOffer: "" });
  }

  // A supervisor hears at once of who wants help.
  function lookAtHands(before, desk) {
    const up = new Set((before?.floor ?? []).filter((agent) => agent.hand).map((agent) => agent.id));
    for (const agent of before ? desk.floor ?? [] : []) {
      if (agent.hand && !up.has(agent.id)) say(`${agent.name} has raised a hand.`);
    }
  }

  function lookAtCall(before, desk) {
    if (before?.call && !desk.call) {
      if (before.call.id !== ownEnd && desk.wrap) alarm("The call has ended.");
      store.put({ phone: { ...store.now.phone, muted: false } });
      readHistory();
    }
    if (desk.call && before?.call?.id === desk.call.id && before.call.recording !== desk.call.recording) say(recordingOf(desk.call)[0]);
    for (const each of desk.call?.supervisors ?? []) {
      if (!before?.call?.supervisors?.some((other) => other.name === each.name && other.mode === each.mode)) say(`${each.name}: ${each.mode}.`);
    }
  }

  // The form of a wrap-up lives as long as the wrap-up: what was filled in is not drawn anew.
  function lookAtWrapUp(before, desk) {
    if (desk.wrap && !store.now.wrapUp) {
      const call = before?.call;
      store.put({ wrapUp: { call: call?.id ?? desk.wrap.call ?? "", pop: call?.pop ?? desk.wrap.pop ?? null, disposition: "", resolved: "", typed: "" } });
      if (!call && desk.wrap.call) notes.open(desk.wrap.call, desk.wrap.notes ?? { text: "", rev: 0 });
    } else if (!desk.wrap && store.now.wrapUp) {
      store.put({ wrapUp: null });
      readHistory();
    }
    if (!desk.wrap && !desk.call && store.now.notes?.saved) store.put({ notes: null });
  }

  async function readHistory() {
    try {
      store.put({ history: (await reads("/desk/history")).calls ?? [] });
    } catch {
      store.put({ history: store.now.history ?? [] });
    }
  }

  const declined = new Set();
  return {
    changed,
    readHistory,
    // What the agent did is no news to them.
    did(name, fields) {
      if (name === "decline") declined.add(fields.offer);
      if (name === "end" || name === "complete") ownEnd = store.now.desk?.call?.id ?? "";
    },
  };
}
