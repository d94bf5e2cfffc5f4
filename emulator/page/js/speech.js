// Reads aloud what the caller hears. One voice at a time; a switch silences it and is remembered.

const synthesis = window.speechSynthesis;
const KEY = "phone.aloud";

export class Voice {
  constructor(toggle) {
    this.toggle = toggle;
    toggle.checked = localStorage.getItem(KEY) !== "no";
    if (!synthesis) {
      toggle.checked = false;
      toggle.disabled = true;
      toggle.parentElement.title = "This browser has no speech synthesis.";
    }
    toggle.addEventListener("change", () => {
      localStorage.setItem(KEY, toggle.checked ? "yes" : "no");
      if (!toggle.checked) this.hush();
    });
  }

  say(text, language) {
    if (!this.toggle.checked || !text) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language || "en-US";
    synthesis.speak(words);
  }

  hush() {
    synthesis?.cancel();
  }
}
