// Before "available": whether a call could be heard, answered and reached. Else say what stands in the way.

import { unlock, chime, canRing } from "./sounds.js";

// Returns { good, checks: [{ name, good, words }] }.
export async function preflight({ phone, now }) {
  const checks = [];
  const check = async (name, does) => {
    try {
      await does();
      checks.push({ name, good: true, words: "" });
    } catch (failed) {
      checks.push({ name, good: false, words: wordsOf(failed) });
    }
  };
  await check("Connection", async () => {
    if (now.link !== "ok") throw new Error("The server cannot be reached. Wait until the page is connected again.");
  });
  if (now.desk.me.phone === "browser") {
    await check("Sound", async () => {
      await unlock(now.settings.ring_device);
      if (!canRing()) throw new Error("The browser does not let this page sound. Allow sound for this site.");
      chime(now.settings.ring_volume);
    });
    await check("Phone", () => phone.check());
  }
  return { good: checks.every((each) => each.good), checks };
}

function wordsOf(failed) {
  if (failed.name === "NotAllowedError") return "The microphone is not allowed. Allow it for this site, then check again.";
  if (failed.name === "NotFoundError") return "No microphone was found. Plug in the headset, then check again.";
  return failed.message;
}

export async function askForNotifications() {
  if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
}
