// Asks the server: JSON in and out, the page's token with each change, and a limit of time on everything.

const ANSWERS_WITHIN_MS = 8000;

// Who did not get what they asked for. status 0: no answer came. words: for people; body: the whole answer.
export class Refused extends Error {
  constructor(status, words, body = {}) {
    super(words);
    this.status = status;
    this.body = body;
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

export function reads(path) {
  return ask(path, { method: "GET" });
}

export function sends(path, body, method = "POST") {
  return ask(path, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken() },
    body: JSON.stringify(body),
  });
}

// Says that this page is there. Returns whether the server knows the stream; what fails on the way is said again with
// the next heartbeat, which is in time.
export async function beat(stream) {
  try {
    await sends("/desk/beat", { stream });
  } catch (refused) {
    return refused.status !== 404;
  }
  return true;
}

async function ask(path, request) {
  let reply;
  try {
    reply = await fetch(path, { ...request, credentials: "same-origin", signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
  } catch {
    throw new Refused(0, "The server does not answer. Check your connection; this page tries again by itself.");
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Refused(reply.status, body.error ?? `The server could not do this (${reply.status}). Try again.`, body);
  return body;
}
