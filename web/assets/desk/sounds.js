// The ring of an offer, made of tones, so that it needs no file and has the volume that the agent chose.

let context = null;
let ringing = null;

// Browsers let a page sound only after a press: "Go available" is that press.
export async function unlock(deviceId = "") {
  context ??= new AudioContext();
  await context.resume();
  if (deviceId && context.setSinkId) await context.setSinkId(deviceId).catch(() => {});
  return context.state === "running";
}

export function canRing() {
  return context?.state === "running";
}

// volume: 0 to 100.
export function chime(volume) {
  if (!canRing() || !volume) return;
  const at = context.currentTime;
  for (const [offset, hertz] of [[0, 660], [0.18, 880]]) beep({ at: at + offset, hertz, volume });
}

function beep({ at, hertz, volume }) {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime((volume / 100) * 0.4, at + 0.02);
  loudness.gain.linearRampToValueAtTime(0, at + 0.16);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.2);
}

export function ring(volume) {
  if (ringing) return;
  chime(volume);
  ringing = setInterval(() => chime(volume), 2000);
}

export function stopRinging() {
  clearInterval(ringing);
  ringing = null;
}
