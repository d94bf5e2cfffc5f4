// What states are called, and the picture that stands beside each: never colour alone.

const STATES = {
  available: ["Available", "check", "good"],
  away: ["Away", "pause", "soft"],
  transfers_only: ["Transfers only", "swap", "soft"],
  offline: ["Offline", "off", "soft"],
  lost: ["Connection lost", "alert", "bad"],
  reserved: ["A call is coming", "ring", "busy"],
  ringing: ["Ringing", "ring", "busy"],
  on_call: ["On a call", "phone", "busy"],
  on_hold: ["Caller on hold", "pause", "busy"],
  consulting: ["Consulting", "swap", "busy"],
  wrap_up: ["Wrap-up", "note", "busy"],
  idle: ["Idle", "check", "good"],
};

const REASONS = {
  break: "Break", lunch: "Lunch", meeting: "Meeting", training: "Training", paperwork: "Paperwork",
  missed: "missed a call", disconnected: "disconnected",
};

// What an agent may choose for being away.
export const AWAY_FOR = ["break", "lunch", "meeting", "training", "paperwork"];

const LEVELS = {
  none: ["Not identified", "question"],
  recognised: ["Recognised number", "number"],
  identified: ["Identified", "id"],
  verified: ["Verified", "shield"],
};

const MAY = {
  none: "Give general information only. Ask who is calling.",
  recognised: "The number is on file, but caller ID can be faked. Disclose nothing until the caller is identified.",
  identified: "Say the status of what they named. No personal data, no changes.",
  verified: "Personal data and changes of this customer's own account are allowed.",
};

// A display state such as "away:lunch" as { words, icon, tone }.
export function stateOf(display) {
  const [state, reason] = String(display ?? "").split(":");
  const [words, picture, tone] = STATES[state] ?? [state, "question", "soft"];
  return { words: reason ? `${words} · ${REASONS[reason] ?? reason}` : words, icon: picture, tone };
}

export function reasonOf(reason) {
  return REASONS[reason] ?? reason;
}

// The verification badge; in the server's own words where it has them.
export function levelOf(pop) {
  const level = pop?.level in LEVELS ? pop.level : "none";
  const [words, picture] = LEVELS[level];
  return { level, words: pop?.level_words || words, icon: picture, may: MAY[level] };
}

// "order_number" as "Order number".
export function plain(name) {
  const words = String(name).replaceAll(/[._]/g, " ").trim().replaceAll(/\b(isp|id|rma|crm)\b/g, (short) => short.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// Whom a pop is about, as far as is known.
export function callerOf(pop) {
  if (pop?.name) return pop.name;
  if (pop?.match === "withheld" || !pop?.number) return "Number withheld";
  return pop.number;
}

export function many(count, one, more = `${one}s`) {
  return `${count} ${count === 1 ? one : more}`;
}

// Words, picture and tone of each state of a call's recording. Card numbers wait until a pause is confirmed.
const RECORDINGS = {
  starting: ["Recording: it begins now", "record", "live"],
  on: ["Recording", "record", "live"],
  resuming: ["Recording: it goes on", "record", "live"],
  pausing: ["Pausing the recording: no card numbers yet", "alert", "attention"],
  unsure: ["Pause not confirmed: no card numbers. This call may still be recorded. Press Pause recording again", "alert", "bad"],
  paused: ["Recording paused: the phone network confirms it", "pause", "attention"],
  off: ["Not recorded", "record-off", ""],
};
const UNRECORDED = {
  policy: "calls of this queue are not", refused: "the caller refused", not_told: "the caller was not told that they might be",
  over: "the recording is over",
};

export function recordingOf(call) {
  const [words, picture, tone] = RECORDINGS[call.recording] ?? RECORDINGS.off;
  const why = call.recording === "off" && UNRECORDED[call.recording_why];
  return [why ? `${words}: ${why}` : words, picture, tone];
}

// That an agent is away by a miss; of one call whose, where this page showed it.
export function wordsOfMiss(count, caller = "") {
  const what = count > 1 ? many(count, "call") : caller ? `the call of ${caller}` : "a call";
  return `You missed ${what}, so you are set to Away.`;
}

// Why a hand-over came back, by its cause; "" where the agent took it back, or nobody is with them.
const RETURNS = { declined: "declined", busy: "was busy or declined", no_answer: "did not answer", timed_out: "did not answer", normal: "hung up", media_lost: "dropped out", cancelled: "" };

export function wordsOfReturn(cause, name) {
  const words = RETURNS[cause] ?? "could not be reached";
  return words && `${name} ${words}. The caller is back with you.`;
}

// Whether somebody has the floor alone: a supervisor whom no call is offered to.
export function onlyWatches({ me }) {
  return !me.takes_calls && me.presence === "offline" && me.work === "idle";
}

// What a supervisor ended, by what the agent was doing.
export function wordsOfFreed(work) {
  if (work === "wrap_up") return "A supervisor ended your wrap-up. What you had typed is saved.";
  if (work === "reserved" || work === "ringing") return "A supervisor took this offer from you.";
  return "A supervisor took this call from you. Your notes are saved, and the caller is looked after.";
}
