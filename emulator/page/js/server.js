// What the page asks of the emulator, and what it is told. Every failure comes back as words with a remedy.

export class Trouble extends Error {
  // status: of the refusal; 0 when nobody answered.
  constructor(words, status = 0) {
    super(words);
    this.status = status;
  }
}

const GONE = "The emulator does not answer. Start it again, then reload this page.";

async function ask(path, options) {
  let reply;
  try {
    reply = await fetch(path, { ...options, signal: AbortSignal.timeout(10_000) });
  } catch {
    throw new Trouble(GONE);
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    throw new Trouble(body.message || `The emulator refused that (${reply.status}).`, reply.status);
  }
  return body;
}

export const read = (path) => ask(path, {});

export const order = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

// Follow the state of all phones. onState gets each snapshot; onTrouble gets words, or null once all is well again.
export function follow(onState, onTrouble) {
  const page = crypto.randomUUID();
  const source = new EventSource(`/page/events?page=${page}`);
  source.addEventListener("state", (event) => {
    onTrouble(null);
    onState(JSON.parse(event.data));
  });
  source.addEventListener("error", () => onTrouble(`${GONE} (It is tried again by itself.)`));
  // Whoever closes the page hangs up. A page loaded anew is back before that.
  window.addEventListener("pagehide", () => {
    const leaving = new Blob([JSON.stringify({ page })], { type: "application/json" });
    navigator.sendBeacon("/page/leaving", leaving);
  });
}
