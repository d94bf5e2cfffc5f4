// Keys for what is done many times a day. Each can be changed; all can be switched off.

export const ACTIONS = [
  ["accept", "Alt+A", "Accept the call"],
  ["decline", "Alt+D", "Decline the call"],
  ["mute", "Alt+M", "Mute or unmute yourself"],
  ["hold", "Alt+H", "Hold or take back the caller"],
  ["transfer", "Alt+T", "Transfer or add somebody"],
  ["end", "Alt+E", "End the call"],
  ["notes", "Alt+N", "Go to the notes"],
  ["clock", "Alt+C", "Say that what the first clock waits for is done"],
  ["status", "Alt+S", "Choose your status"],
];

// The same action again so soon is a slip.
const THROTTLED_MS = 400;

export function keyFor(action, settings) {
  return settings.shortcuts?.[action] ?? ACTIONS.find(([name]) => name === action)[1];
}

// "Alt+A" as it is read aloud.
export function spoken(key) {
  return key.replaceAll("+", " ");
}

// The key of an event, such as "Alt+A" or "Control+Shift+M"; "" for a modifier alone.
export function keyOf(event) {
  if (["Alt", "Control", "Shift", "Meta"].includes(event.key)) return "";
  // With Option on a Mac, a letter key types another character: its place on the keyboard says which it is.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const held = [event.ctrlKey && "Control", event.altKey && "Alt", event.metaKey && "Meta", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), letter].join("+");
}

// does: action to function. help: opens the list.
export function listenForKeys({ store, does, help }) {
  let last = { action: "", at: 0 };
  document.addEventListener("keydown", (event) => {
    const { settings, dialog } = store.now;
    if (event.repeat || dialog?.name === "shortcuts") return;
    if (event.key === "?" && settings.single_keys_on && !isTyping(event.target)) {
      event.preventDefault();
      help();
      return;
    }
    if (!settings.shortcuts_on) return;
    const pressed = keyOf(event);
    const action = ACTIONS.find(([name]) => keyFor(name, settings) === pressed)?.[0];
    if (!action) return;
    event.preventDefault();
    if (action === last.action && Date.now() - last.at < THROTTLED_MS) return;
    last = { action, at: Date.now() };
    does[action]();
  });
}

export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
