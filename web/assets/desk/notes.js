// Notes of a call: kept in this browser with each letter, sent when typing rests, sent later when nobody answers.

import { sends } from "./server.js";

const RESTS_MS = 800;
const AGAIN_MS = 4000;
const PREFIX = "ringdown-notes-";
// Notes of calls that are over: looked for so often, and for as long as the server takes them.
const KEPT_EVERY_MS = 60_000;
const KEPT_FOR_MS = 24 * 3_600_000;

export function makeNotes({ store, me }) {
  const local = (call) => `${PREFIX}${me()}-${call}`;
  let timer = null;

  // The call on the card has changed, or the server has a newer text: what was typed here and not sent wins.
  function open(call, from) {
    const held = store.now.notes;
    if (held?.call === call) {
      if (held.saved && from.rev > held.rev) store.put({ notes: { call, text: from.text, rev: from.rev, saved: true } });
      return;
    }
    if (held && !held.saved) send(held);
    sendKept();
    const kept = read(local(call));
    const newer = kept && kept.rev >= from.rev && kept.text !== from.text;
    const notes = newer ? { call, ...kept, saved: false } : { call, text: from.text, rev: from.rev, saved: true };
    store.put({ notes });
    if (newer) soon(0);
  }

  function type(text) {
    const { call, rev } = store.now.notes;
    write(local(call), { text, rev, at: Date.now() });
    store.put({ notes: { call, text, rev, saved: false } });
    soon(RESTS_MS);
  }

  function soon(afterMs) {
    clearTimeout(timer);
    timer = setTimeout(() => send(store.now.notes), afterMs);
  }

  async function send(notes) {
    if (!notes || notes.saved) return;
    const rev = notes.rev + 1;
    try {
      const kept = await sends(`/desk/notes/${encodeURIComponent(notes.call)}`, { text: notes.text, rev }, "PUT");
      settle(notes, kept.rev ?? rev);
    } catch (refused) {
      if (refused.status === 409) settle({ ...notes, text: null }, refused.body.rev);
      // The call is over and its wrap-up not yet in the record, or it is no call of ours: `sendKept` tries on.
      soon(refused.status === 404 ? KEPT_EVERY_MS : AGAIN_MS);
    }
  }

  // What was typed for other calls and did not arrive: the link was lost, and another call came.
  async function sendKept() {
    for (const name of namesOf(local(""))) {
      const call = name.slice(local("").length);
      const kept = read(name);
      if (!kept || call === store.now.notes?.call) continue;
      try {
        await sends(`/desk/notes/${encodeURIComponent(call)}`, { text: kept.text, rev: kept.rev + 1 }, "PUT");
        forget(name);
      } catch (refused) {
        if (refused.status === 409) write(name, { ...kept, rev: refused.body.rev });
        if (refused.status === 404 && Date.now() - (kept.at ?? 0) > KEPT_FOR_MS) forget(name);
      }
    }
  }

  // Sent: unless more was typed meanwhile, nothing is left to do. text null: another
  // tab was ahead, and what is typed here goes on from its number.
  function settle(sent, rev) {
    const now = store.now.notes;
    if (now?.call !== sent.call) return;
    const saved = now.text === sent.text;
    store.put({ notes: { ...now, rev, saved } });
    if (saved) forget(local(sent.call));
    else soon(RESTS_MS);
  }

  setInterval(sendKept, KEPT_EVERY_MS);
  return {
    open,
    type,
    flush: () => send(store.now.notes),
    retry() {
      soon(0);
      sendKept();
    },
  };
}

function namesOf(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden: the notes are still on the page, and are sent.
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // As above.
  }
}
