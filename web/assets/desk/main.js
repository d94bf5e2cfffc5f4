// Starts the desk: what it knows, where news come from, and what is drawn.

import { keysOf, makeApp } from "./app.js";
import { alarm, say, tellOffers } from "./alerts.js";
import { heardNow } from "./clock.js";
import { makeCommands } from "./commands.js";
import { followFeed } from "./feed.js";
import { keepFocus, openDialogs } from "./focus.js";
import { makeFollowing } from "./following.js";
import { makeLate } from "./late.js";
import { isKnown, withNews } from "./news.js";
import { makeNotes } from "./notes.js";
import { makePhone } from "./phone.js";
import { beat, reads, Refused } from "./server.js";
import { listenForKeys } from "./shortcuts.js";
import { makeStore } from "./store.js";
import { shareBetweenTabs } from "./tabs.js";
import { many } from "./words.js";
import { drawPage } from "./page.js";

const RECONNECTING_SHOWN_MS = 2000;
// One's own news are looked at at once, a floor's at most so often: what is drawn of it at once is in the event itself.
const OWN_LOOKS_EVERY_MS = 100;
const FLOOR_LOOKS_EVERY_MS = 1000;
const LOOKS_AGAIN_MS = 2500;
const LOOKS_ANYWAY_MS = 20_000;
const TOLD_FOR_MS = 8000;

const config = JSON.parse(document.getElementById("config").textContent);
const store = makeStore();
let asked = 0;
let look = null;
let lookAt = Infinity;
let lookedAt = -Infinity;
let feed = null;

function said(words, kind = "good") {
  const told = { words, kind };
  store.put({ told });
  say(words);
  if (kind === "good") setTimeout(() => store.now.told === told && store.put({ told: null }), TOLD_FOR_MS);
}

// A state of the desk, from whichever reply or tab; an older one than is shown is dropped.
function fresh(desk, tookMs = 0, shared = false) {
  const before = store.now.desk;
  if (before && Date.parse(desk.now) < Date.parse(before.now)) return;
  heardNow(desk.now, tookMs);
  following.changed(before, desk);
  store.put({ desk });
  phone.follow();
  if (!shared && tabs.leads) tabs.tell({ desk });
}

async function lookNow() {
  lookAt = Infinity;
  lookedAt = Date.now();
  const number = (asked += 1);
  const begun = Date.now();
  try {
    const desk = await reads("/desk/state");
    if (number === asked) fresh(desk, Date.now() - begun);
  } catch (refused) {
    if (refused instanceof Refused && refused.status === 401) linkIs("signed_out");
    else lookSoon(LOOKS_AGAIN_MS);
  }
}

function lookSoon(afterMs, everyMs = OWN_LOOKS_EVERY_MS) {
  const at = Math.max(Date.now() + afterMs, lookedAt + everyMs);
  if (at >= lookAt) return;
  clearTimeout(look);
  lookAt = at;
  look = setTimeout(lookNow, at - Date.now());
}

function heard(name, event) {
  const { desk } = store.now;
  if (name === "feed.snapshot" && event.data?.state) fresh(event.data.state);
  following.heard(name, event.data ?? {});
  if (name === "feed.snapshot" || isKnown(desk, event)) return;
  const now = withNews(desk, name, event);
  if (now !== desk) {
    store.put({ desk: now });
    tabs.tell({ desk: now });
  }
  if (name === "queue.stats") return;
  const { agent_id: agent, supervisor_id: supervisor } = event.data ?? {};
  const isOwn = desk?.me.role !== "supervisor" || [agent, supervisor].includes(desk.me.id);
  lookSoon(0, isOwn ? OWN_LOOKS_EVERY_MS : FLOOR_LOOKS_EVERY_MS);
}

let shownLater = null;
function linkIs(link) {
  if (store.now.link === link) return;
  const before = store.now.link;
  store.put({ link });
  if (tabs.leads) tabs.tell({ link });
  clearTimeout(shownLater);
  store.put({ reconnectingShown: false });
  if (link === "reconnecting") {
    shownLater = setTimeout(() => {
      store.put({ reconnectingShown: true });
      alarm("Reconnecting.");
    }, RECONNECTING_SHOWN_MS);
  }
  if (link === "ok" && before !== "ok") {
    lookSoon(0);
    notes.retry();
  }
}

function lead() {
  store.put({ leads: true });
  feed = followFeed({
    news: heard,
    changed: linkIs,
    beat,
    back: (updates) => said(`Back online, ${many(updates, "update")}.`),
  });
  lookSoon(0);
}

function followOther() {
  feed?.stop();
  feed = null;
  store.put({ leads: false });
}

function heardFromTab({ desk, link, hello }) {
  if (desk && !tabs.leads) fresh(desk, 0, true);
  if (link && !tabs.leads) linkIs(link);
  if (hello && tabs.leads && store.now.desk) tabs.tell({ desk: store.now.desk, link: store.now.link });
}

function each(everyMs, does) {
  setInterval(does, everyMs);
}

const notes = makeNotes({ store, me: () => config.me });
const following = makeFollowing({ store, notes, said });
const phone = await makePhone({ config, store, said });
const tabs = shareBetweenTabs({ led: lead, followed: followOther, heard: heardFromTab });
const sent = makeCommands({ store, fresh, said });
const commands = {
  does(name, fields) {
    following.did(name, fields ?? {});
    return sent.does(name, fields);
  },
};
const app = {
  ...makeApp({ store, commands, phone, notes, tabs, said }),
  ...makeLate({ store, commands, said, readHistory: following.readHistory }),
};

store.read((now) => {
  keepFocus(() => drawPage(now, app));
  openDialogs();
  tellOffers(now);
});
listenForKeys({ store, does: keysOf(store, app), help: app.openShortcuts });
each(1000, () => {
  phone.follow();
  app.saveWrapInTime();
  store.redraw();
});
each(250, () => store.now.desk?.offers.length && store.redraw());
each(LOOKS_ANYWAY_MS, () => lookSoon(0));
window.addEventListener("pagehide", () => {
  notes.flush();
  phone.hangUp();
});
document.addEventListener("visibilitychange", () => document.hidden || lookSoon(0));

reads("/desk/settings").then((settings) => store.put({ settings: { ...store.now.settings, ...settings } })).catch(() => {});
tabs.tell({ hello: true });
await lookNow();
following.readHistory();
