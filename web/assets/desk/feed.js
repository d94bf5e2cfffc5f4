// The stream of news: read by the tab that leads, resumed where it broke, closed when it falls silent.

const SILENT_MS = 30_000;
const FIRST_AGAIN_MS = 500;
const LONGEST_AGAIN_MS = 8_000;

// beat(stream): says to the server that this page is there; false when the server does not know the stream any more.
// news(name, event): something happened; event: as it was sent, {} where it cannot be read. changed(link): ok, reconnecting, or signed_out; back(updates): the
// stream is there again and so many events were replayed.
export function followFeed({ news, changed, back, beat }) {
  const feed = { lastId: "", stopped: false, tries: 0, abort: null, wasThere: false, replayed: null };
  const go = async () => {
    while (!feed.stopped) {
      const ended = await readOnce(feed, { news, changed, back, beat });
      if (feed.stopped) return;
      if (ended === "signed_out") {
        changed("signed_out");
        return;
      }
      changed("reconnecting");
      await pause(feed);
    }
  };
  const again = () => {
    feed.tries = 0;
    feed.wake?.();
  };
  window.addEventListener("online", again);
  window.addEventListener("offline", () => feed.abort?.abort());
  go();
  return {
    stop() {
      feed.stopped = true;
      window.removeEventListener("online", again);
      feed.abort?.abort();
      feed.wake?.();
    },
  };
}

function pause(feed) {
  const longest = Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** feed.tries);
  feed.tries += 1;
  return new Promise((resolve) => {
    feed.wake = resolve;
    setTimeout(resolve, longest * (0.5 + Math.random() / 2));
  });
}

async function readOnce(feed, told) {
  const abort = new AbortController();
  feed.abort = abort;
  let silence = setTimeout(() => abort.abort(), SILENT_MS);
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(() => abort.abort(), SILENT_MS);
  };
  try {
    const headers = { Accept: "text/event-stream" };
    if (feed.lastId) headers["Last-Event-ID"] = feed.lastId;
    const reply = await fetch("/events", { headers, credentials: "same-origin", cache: "no-store", signal: abort.signal });
    if (reply.status === 204 || reply.status === 401) return "signed_out";
    if (!reply.ok) return "refused";
    isThere(feed, told);
    const stream = reply.headers.get("Ringdown-Stream") ?? "";
    const beats = async () => (await told.beat(stream)) || abort.abort();
    beats();
    await readEvents(reply.body, { alive, beats }, (event) => hear(feed, told, event));
    return "ended";
  } catch {
    return "broke";
  } finally {
    clearTimeout(silence);
  }
}

// What comes in the first moment after a break was missed in it.
function isThere(feed, { changed, back }) {
  feed.tries = 0;
  changed("ok");
  if (feed.wasThere) {
    feed.replayed = 0;
    setTimeout(() => {
      back(feed.replayed ?? 0);
      feed.replayed = null;
    }, 700);
  }
  feed.wasThere = true;
}

function hear(feed, { news }, { name, data, id }) {
  if (id) {
    if (id === feed.lastId) return;
    feed.lastId = id;
    if (feed.replayed !== null && name !== "queue.stats") feed.replayed += 1;
  }
  let read = {};
  try {
    read = JSON.parse(data);
  } catch {
    // An event that cannot be read still says that something happened.
  }
  news(name, read);
}

// Server-sent events from a body. A comment says that the other side is there, and is answered by a beat: not by
// a timer, which browsers hold back in a page that nobody looks at.
export async function readEvents(body, { alive, beats }, hear) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = { name: "message", data: "", id: "" };
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    const lines = (rest + value).split(/\r\n|\n|\r/);
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith(":")) {
        beats();
      } else if (line === "") {
        if (event.data) hear(event);
        event = { name: "message", data: "", id: "" };
      } else {
        take(event, line);
      }
    }
  }
}

function take(event, line) {
  const at = line.indexOf(":");
  const field = at < 0 ? line : line.slice(0, at);
  const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
  if (field === "event") event.name = value;
  else if (field === "data") event.data += event.data ? `\n${value}` : value;
  else if (field === "id") event.id = value;
}
