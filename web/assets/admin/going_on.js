// What goes on now, looked at again every few seconds. Without scripts it is as old as the page.

const EVERY_MS = 5000;
const ANSWERS_WITHIN_MS = 4000;
/** A page that nobody touches looks no more: else a sign-in would never end by itself. */
const UNTOUCHED_MS = 30 * 60 * 1000;

const place = document.getElementById("going-on-place");
const state = document.getElementById("going-on-state");
let touched = performance.now();
let counted = document.getElementById("going-on-now").dataset.counted;

function say(words, isTrouble = true) {
  if (state.textContent !== words) state.textContent = words;
  state.className = isTrouble ? "attention" : "soft";
}

/** Ask for it as a document of its own: the content policy lets no script make markup from text. */
function asked() {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("GET", place.dataset.from);
    request.responseType = "document";
    request.timeout = ANSWERS_WITHIN_MS;
    request.onload = () => {
      const found = request.status === 200 && request.response?.getElementById("going-on-now");
      if (found) done(found);
      else failed(request.status);
    };
    request.onerror = request.ontimeout = failed;
    request.send();
  });
}

async function look() {
  if (document.hidden) return;
  if (performance.now() - touched > UNTOUCHED_MS) {
    say("Not looked at again since nobody has touched this page for half an hour. Press a key to go on.");
    return;
  }
  try {
    const found = await asked();
    place.replaceChildren(document.importNode(found, true));
    say(found.dataset.counted === counted ? "" : `${found.dataset.counted}.`, false);
    counted = found.dataset.counted;
  } catch {
    say("This is not up to date: there was no answer. It is tried again.");
  }
}

for (const kind of ["pointermove", "pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, () => { touched = performance.now(); }, { passive: true });
}
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY_MS);
