// Notices what has become different between two states of the desk: ends, offers that went, cards to be read.

import { reads } from "./server.js";
import { alarm, say } from "./alerts.js";
import { makeReading } from "./callers.js";
import { callerOf, recordingOf, wordsOfFreed, wordsOfMiss, wordsOfReturn } from "./words.js";

// A wrap-up that nobody saved is in the record some seconds after it: each look waits twice as long as the last.
const HISTORY_AGAIN_MS = 2000;
const HISTORY_TRIES = 4;

export function makeFollowing({ store, notes, said }) {
  const callers = makeReading({ store });
  let ownEnd = "";
  // The hand-over that the page showed last: news of its end name nobody.
  let handOver = null;

  function changed(before, desk) {
    lookAtOffers(before, desk);
    lookAtCall(before, desk);
    lookAtWrapUp(before, desk);
    lookAtHands(before, desk);
    lookAtClocks(before, desk);
    handOver = desk.call?.transfer ?? handOver;
    const at = desk.call ?? (desk.wrap ? { id: desk.wrap.call, pop: desk.wrap.pop } : null);
    if (desk.call) notes.open(desk.call.id, desk.call.notes ?? { text: "", rev: 0 });
    if (desk.call) callers.readCrm(desk.call);
    if (at) callers.readCustomer(at);
    else if (store.now.customer || store.now.crm || store.now.looking) store.put({ customer: null, crm: null, looking: null });
  }

  // What only the news say: why a hand-over came back, and that a supervisor ended one's work.
  function heard(name, data) {
    const { desk } = store.now;
    if (name === "call.transfer_cancelled" && data.by_agent === desk?.me.id && desk.call) {
      const words = wordsOfReturn(data.cause, handOver?.to === data.to ? handOver.name : data.to);
      if (words) said(words, "attention");
    }
    // One that was saved unasked is there to be completed; one that was completed no more.
    if (name === "call.wrapped" && data.late) readHistory();
    if (name === "call.wrapped" && data.auto && desk?.me.role === "supervisor") readHistory(data.call_id);
    if (name === "agent.work_changed" && data.agent_id === desk?.me.id && data.reason === "freed") said(wordsOfFreed(data.from), "attention");
  }

  function lookAtOffers(before, desk) {
    for (const offer of before?.offers ?? []) {
      const taken = desk.offers.some((each) => each.id === offer.id) || desk.call?.id === offer.call;
      if (taken) continue;
      // Of a miss that sends its agent away tells the banner with the way back.
      const missed = desk.me.reason === "missed" && before.me.reason !== "missed" ? callerOf(offer.pop) : "";
      const words = missed || declined.has(offer.id) ? "" : `The offer is over: ${callerOf(offer.pop)} hung up or went to someone else.`;
      store.put({ lastOffer: words, missed });
      if (missed || words) say(words || wordsOfMiss(desk.me.missed, missed));
    }
    if (desk.offers.length) store.put({ lastOffer: "", missed: "" });
  }

  // A supervisor hears at once of who wants help.
  function lookAtHands(before, desk) {
    const up = new Set((before?.floor ?? []).filter((agent) => agent.hand).map((agent) => agent.id));
    for (const agent of before ? desk.floor ?? [] : []) {
      if (agent.hand && !up.has(agent.id)) say(`${agent.name} has raised a hand.`);
    }
  }

  // Told once each, as its people on call are: half of the time has gone, and all of it.
  function lookAtClocks(before, desk) {
    for (const clock of before ? desk.clocks ?? [] : []) {
      const was = (before.clocks ?? []).find((each) => each.call === clock.call && each.clock === clock.clock);
      if (!was || was.told === clock.told) continue;
      if (clock.told === "breached") alarm(`Overdue: ${clock.title}.`);
      else say(`Half the time is gone: ${clock.title}.`);
    }
  }

  function lookAtCall(before, desk) {
    if (before?.call && !desk.call) {
      if (before.call.id !== ownEnd && desk.wrap) alarm("The call has ended.");
      store.put({ phone: { ...store.now.phone, muted: false } });
      if (!desk.wrap) readHistory(before.call.id);
    }
    // What was told of the call before says nothing of this one.
    if (desk.call && before && before.call?.id !== desk.call.id) store.put({ told: null });
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
      const { call } = store.now.wrapUp;
      store.put({ wrapUp: null });
      readHistory(call);
    }
    if (!desk.wrap && !desk.call && store.now.notes?.saved) store.put({ notes: null });
  }

  // wanted: a call that belongs there; it is looked for some times more.
  async function readHistory(wanted = "", left = HISTORY_TRIES) {
    let calls = null;
    try {
      const found = await reads("/desk/history");
      store.put({ history: found.calls, unfinished: found.unfinished, historyTrouble: "" });
      calls = [...found.calls, ...found.unfinished];
    } catch (refused) {
      store.put({ historyTrouble: refused.message });
    }
    const isWhole = calls && (!wanted || calls.some((each) => each.call === wanted));
    if (!isWhole && left) setTimeout(() => readHistory(wanted, left - 1), HISTORY_AGAIN_MS * 2 ** (HISTORY_TRIES - left));
  }

  const declined = new Set();
  return {
    changed,
    heard,
    readHistory,
    // What the agent did is no news to them.
    did(name, fields) {
      if (name === "decline") declined.add(fields.offer);
      if (name === "end" || name === "complete") ownEnd = store.now.desk?.call?.id ?? "";
    },
  };
}
