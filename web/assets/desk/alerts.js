// Tells of offers wherever the agent looks: by sound, by the title, by a notification, and to screen readers.

import { callerOf, levelOf } from "./words.js";
import { secondsUntil } from "./clock.js";
import { ring, stopRinging } from "./sounds.js";
import { keyFor, spoken } from "./shortcuts.js";

const shown = new Map();
const announced = new Set();
const lastSeconds = new Set();

// A page that is left rings nobody: what it told is told by the next one, if it is still true.
window.addEventListener("pagehide", () => {
  for (const notification of shown.values()) notification.close();
  shown.clear();
});

// One sentence to the status region; the same words again are said again.
export function say(words) {
  speak("status", words);
}

function speak(id, words) {
  const region = document.getElementById(id);
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 50);
}

// Only for offers, a lost link, and a call that the caller ended.
export function alarm(words) {
  speak("alarm", words);
}

export function tellOffers({ desk, leads, settings }) {
  const offers = desk?.offers ?? [];
  title(offers, desk);
  for (const offer of offers) announce(offer, settings);
  for (const [id, notification] of shown) {
    if (offers.some((offer) => offer.id === id)) continue;
    notification.close();
    shown.delete(id);
  }
  if (leads && offers.length && desk.me.phone === "browser") ring(settings.ring_volume);
  else stopRinging();
  if (!leads) return;
  for (const offer of offers) notify(offer);
}

function title(offers, desk) {
  const call = desk?.call;
  const now = offers.length ? `● Call: ${callerOf(offers[0].pop)}` : call ? `${callerOf(call.pop)} – Desk` : "Desk – Ringdown";
  if (document.title !== now) document.title = now;
}

function announce(offer, settings) {
  if (!announced.has(offer.id)) {
    announced.add(offer.id);
    const key = settings.shortcuts_on ? ` ${spoken(keyFor("accept", settings))} to accept.` : "";
    alarm(`Incoming call, ${callerOf(offer.pop)}, ${levelOf(offer.pop).words}, ${offer.queue_title}.${key}`);
  }
  if (!lastSeconds.has(offer.id) && secondsUntil(offer.expires_at) <= 5) {
    lastSeconds.add(offer.id);
    alarm("Five seconds left to accept.");
  }
}

function notify(offer) {
  if (shown.has(offer.id) || !("Notification" in window) || Notification.permission !== "granted") return;
  const notification = new Notification(`Call: ${callerOf(offer.pop)}`, {
    body: `${offer.queue_title}. ${levelOf(offer.pop).words}.`,
    tag: offer.id,
    requireInteraction: true,
  });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
  });
  shown.set(offer.id, notification);
}
