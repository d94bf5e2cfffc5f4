// Keeps the focus where the agent's work is, also when what had it has gone from the page.

let opener = null;

export function focusOn(selector) {
  document.querySelector(selector)?.focus();
}

// Call before and after a drawing. What vanished under the focus hands it to the card that came instead.
export function keepFocus(draw) {
  const before = document.activeElement;
  draw();
  if (before && before !== document.body && !before.isConnected) {
    focusOn("#caller, #wrap-up, [data-do='accept'], [data-do='go-available'], #main");
  }
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
