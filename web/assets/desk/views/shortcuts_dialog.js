// Keys and sound: the list of shortcuts, each to be changed, all to be switched off or set back.

import { h } from "../view.js";
import { ACTIONS, keyFor, keyOf } from "../shortcuts.js";
import { button } from "./parts.js";

export function shortcutsDialog(now, app) {
  const { settings } = now;
  const change = (changes) => app.changeSettings({ ...settings, ...changes });
  return { title: "Keys and sound", body: [
    h("label", {}, h("input", { type: "checkbox", role: "switch", id: "shortcuts-on", checked: settings.shortcuts_on,
      onChange: (event) => change({ shortcuts_on: event.target.checked }) }), "Shortcuts"),
    h("label", {}, h("input", { type: "checkbox", role: "switch", id: "single-keys-on", checked: settings.single_keys_on,
      onChange: (event) => change({ single_keys_on: event.target.checked }) }), "Single keys: ? for this list, 1 to 9 for favourites in the field of the disposition"),
    h("table", { class: "keys" }, h("tbody", {}, ACTIONS.map(([action, , words]) => h("tr", { key: action },
      h("th", { scope: "row" }, words),
      h("td", {}, h("input", { type: "text", readonly: true, id: `key-${action}`, value: keyFor(action, settings), "aria-label": `Key for: ${words}. Press the new key.`,
        onKeydown: (event) => take(event, action, settings, change) })))))),
    h("p", { class: "soft" }, "To change a key, go to its field and press the new one. Some browsers keep Alt+D and Alt+E for themselves."),
    h("label", { for: "volume" }, "Ring volume", h("input", { id: "volume", type: "range", min: "0", max: "100", step: "5", value: String(settings.ring_volume),
      onChange: (event) => change({ ring_volume: Number(event.target.value) }) })),
    outputs(now, change),
    h("div", { class: "controls" },
      button({ words: "Test the ring", name: "test-ring", picture: "ring", onClick: app.testRing }),
      button({ words: "Allow notifications", name: "notifications", onClick: app.allowNotifications }),
      button({ words: "Set all keys back", name: "reset-keys", onClick: () => change({ shortcuts: {}, shortcuts_on: true, single_keys_on: true }) }))] };
}

// Modifiers alone, Tab and Escape keep their own meaning; a key can do one thing only.
function take(event, action, settings, change) {
  if (["Tab", "Escape", "Enter", "Shift"].includes(event.key)) return;
  const key = keyOf(event);
  event.preventDefault();
  event.stopPropagation();
  if (!key.includes("+")) return;
  if (ACTIONS.some(([other]) => other !== action && keyFor(other, settings) === key)) return;
  change({ shortcuts: { ...settings.shortcuts, [action]: key } });
}

function outputs(now, change) {
  const devices = now.outputs ?? [];
  if (devices.length < 2) return null;
  return h("label", { for: "ring-device" }, "Ring on", h("select", { id: "ring-device", value: now.settings.ring_device ?? "",
    onChange: (event) => change({ ring_device: event.target.value }) },
  devices.map((device) => h("option", { key: device.deviceId, value: device.deviceId }, device.label || "Speaker"))));
}
