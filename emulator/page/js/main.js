// Ties the page together: configuration once, then each snapshot of the phones, and the keyboard.

import { Dialler } from "./dialler.js";
import { isKey } from "./keypad.js";
import { Panel } from "./panel.js";
import { follow, order, read } from "./server.js";
import { Voice } from "./speech.js";
import { alertItem, showList, textItem } from "./texts.js";

const at = (id) => document.getElementById(id);
const panels = new Map();
const voice = new Voice(at("aloud"));
let active = null; // the panel that the keyboard serves
let dialler = null;
let configured = null; // the emulator's count of its configurations, as this page has taken it up
let clockAhead = 0; // the emulator's clock minus this browser's, in seconds

function onTrouble(words) {
  at("trouble").hidden = words === null;
  if (words !== null) at("trouble").textContent = words;
}

function onTouch(panel) {
  active = panel;
  for (const one of panels.values()) one.element.classList.toggle("active", one === panel);
}

function onState(state) {
  clockAhead = state.now - Date.now() / 1000;
  if (state.configured !== configured) reconfigure();
  configured = state.configured;
  for (const phone of state.phones) showPhone({ ...phone, now: state.now });
  const present = new Set(state.phones.map((phone) => phone.sid));
  for (const [sid, panel] of panels) {
    if (!present.has(sid)) {
      panel.close();
      panels.delete(sid);
    }
  }
  showEntries("texts", state.messages, (text) => textItem(text, onTrouble));
  showEntries("alerts", state.alerts, alertItem);
  showRinging(state.phones.find((phone) => phone.role === "called" && phone.status === "ringing"));
}

async function reconfigure() {
  try {
    dialler.reconfigure(await read("/page/config"));
  } catch (trouble) {
    onTrouble(trouble.message);
  }
}

function showPhone(phone) {
  const known = panels.get(phone.sid);
  if (known) {
    known.update(phone);
    return;
  }
  const panel = new Panel(phone, { voice, onTrouble, onTouch });
  for (const one of panels.values()) if (!one.isLive && one.phone.role === phone.role) one.fold(true);
  panels.set(phone.sid, panel);
  const place = at(phone.role === "caller" ? "mine" : "ringing");
  place.querySelector(".empty")?.remove();
  place.prepend(panel.element);
  panel.toEnd();
  if (panel.isLive && (phone.role === "caller" || !active?.isLive)) onTouch(panel);
  if (panel.isLive && phone.role === "caller") panel.element.focus({ preventScroll: false });
}

function showEntries(id, entries, item) {
  at(`no-${id}`).hidden = entries.length > 0;
  showList(at(id), entries, item);
}

// On a narrow page the phone that rings may be out of sight.
function showRinging(phone) {
  const jump = at("jump-ringing");
  jump.hidden = !phone;
  if (!phone) return;
  jump.href = `#phone-${phone.sid}`;
  jump.textContent = `${phone.title} rings`;
}

async function clear() {
  try {
    await order("/page/clear");
    onTrouble(null);
  } catch (trouble) {
    onTrouble(trouble.message);
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !active?.isLive) return;
  if (event.key === "Escape") {
    event.preventDefault();
    active.hangUp();
    return;
  }
  const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const pressing = event.target.matches("button, input");
  if (active.phone.status === "in-progress" && isKey(event.key) && !typing) {
    event.preventDefault();
    active.press(event.key);
  } else if (event.key === "Enter" && active.phone.status === "ringing" && !typing && !pressing) {
    active.ask("answer");
  }
}

document.addEventListener("keydown", onKey);
at("clear").addEventListener("click", clear);
setInterval(() => {
  for (const panel of panels.values()) panel.tick(Date.now() / 1000 + clockAhead);
}, 500);

try {
  const config = await read("/page/config");
  configured = config.configured;
  dialler = new Dialler(at("dial"), config, onTrouble);
  follow(onState, onTrouble);
} catch (trouble) {
  onTrouble(trouble.message);
}
