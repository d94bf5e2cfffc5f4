// Twelve keys, for the mouse, for fingers and for the keyboard.

const KEYS = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"],
  ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"],
  ["*", ""], ["0", "+"], ["#", ""],
];
const NAMES = { "*": "star", "#": "hash" };

export const isKey = (text) => /^[0-9*#]$/.test(text);

export function fillKeypad(group, onKey) {
  for (const [key, letters] of KEYS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "key outline secondary";
    button.dataset.key = key;
    button.setAttribute("aria-label", NAMES[key] ?? key);
    const digit = document.createElement("span");
    digit.textContent = key;
    const small = document.createElement("small");
    small.textContent = letters;
    button.append(digit, small);
    button.addEventListener("click", () => onKey(key));
    group.append(button);
  }
}

// Show a key as pressed for a moment, so that typing is seen on the pad.
export function flash(group, key) {
  const button = group.querySelector(`[data-key="${CSS.escape(key)}"]`);
  button?.classList.add("pressed");
  setTimeout(() => button?.classList.remove("pressed"), 150);
}
