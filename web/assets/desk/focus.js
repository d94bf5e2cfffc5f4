// Keeps the focus where the agent's work is, also when what had it has gone from the page.

// Where the work is, the first that there is: what came of a call is written first, then the call itself.
const WORK = ["#disposition", "#caller", "[data-do='accept']", "[data-do='go-available']", "#main"];

let opener = null;

export function focusOn(selector) {
  document.querySelector(selector)?.focus();
}

// Call before and after a drawing. What vanished under the focus hands it to what stands in its place, such as the
// notes of the wrap-up for those of the call, or to where the work is.
export function keepFocus(draw) {
  const before = document.activeElement;
  draw();
  if (before && before !== document.body && !before.isConnected) {
    const same = before.id && document.getElementById(before.id);
    if (same) takesOver(same, before);
    else WORK.map((each) => document.querySelector(each)).find(Boolean)?.focus();
  }
}

// Whoever types goes on at the same letter.
function takesOver(field, before) {
  field.focus();
  if (field.setSelectionRange && before.tagName === "TEXTAREA") field.setSelectionRange(before.selectionStart, before.selectionEnd);
}

// A dialog that has just been drawn is opened as a modal; the browser gives the focus back when it goes.
export function openDialogs() {
  const dialog = document.getElementById("dialog");
  if (dialog && !dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  } else if (!dialog && opener) {
    const back = opener;
    opener = null;
    if (back.isConnected) back.focus();
  }
}
