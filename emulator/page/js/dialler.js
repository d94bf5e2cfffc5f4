// Who you are and whom you dial.

import { order } from "./server.js";

const OWN = "own";
const REMEMBERED = "phone.who";

export class Dialler {
  constructor(form, config, onTrouble) {
    this.form = form;
    this.config = config;
    this.onTrouble = onTrouble;
    this.who = form.querySelector("#who");
    this.own = form.querySelector("#own");
    this.ownNumber = form.querySelector("#own-number");
    this.hints = form.querySelector("#hints");
    this.other = form.querySelector("#other-line");
    this.fillPeople();
    this.fillLines();
    this.who.addEventListener("change", () => {
      this.showPerson();
      this.presetLine();
    });
    this.other.addEventListener("input", () => this.pickLine(""));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.dial();
    });
    this.showPerson();
    this.presetLine();
  }

  fillPeople() {
    this.config.people.forEach((person, place) => {
      this.who.append(new Option(person.name, String(place)));
    });
    this.who.append(new Option("Somebody else: type a number", OWN));
    const before = localStorage.getItem(REMEMBERED);
    if (before && [...this.who.options].some((option) => option.value === before)) this.who.value = before;
  }

  // Take up lines that have changed, and keep the one that is chosen if it is there still.
  reconfigure(config) {
    const chosen = this.line();
    const other = this.other.value;
    this.config = config;
    this.fillLines();
    if (other || config.lines.some((line) => line.number === chosen)) this.pickLine(other ? "" : chosen);
  }

  fillLines() {
    const fieldset = this.form.querySelector("#lines");
    for (const one of fieldset.querySelectorAll(".line")) one.remove();
    this.config.lines.forEach((line, place) => {
      const label = document.createElement("label");
      label.className = "line";
      const choice = Object.assign(document.createElement("input"), {
        type: "radio", name: "line", value: line.number, checked: place === 0,
      });
      choice.addEventListener("change", () => { this.other.value = ""; });
      const name = Object.assign(document.createElement("span"), { textContent: line.name });
      const number = Object.assign(document.createElement("small"), { textContent: line.number });
      label.append(choice, name, number);
      fieldset.append(label);
    });
    fieldset.hidden = this.config.lines.length === 0;
  }

  pickLine(number) {
    for (const choice of this.form.querySelectorAll('input[name="line"]')) {
      choice.checked = choice.value === number;
    }
  }

  // The line that this person would dial; whoever has none leaves the choice as it is.
  presetLine() {
    const { line } = this.person();
    if (!line) return;
    this.other.value = "";
    this.pickLine(line);
  }

  person() {
    if (this.who.value === OWN) return { number: this.ownNumber.value.replace(/[\s()-]/g, ""), hints: [] };
    return this.config.people[Number(this.who.value)];
  }

  showPerson() {
    localStorage.setItem(REMEMBERED, this.who.value);
    this.own.hidden = this.who.value !== OWN;
    const { number, hints = [] } = this.person();
    const note = this.form.querySelector("#who-number");
    note.hidden = this.who.value === OWN;
    note.textContent = number || "Number withheld";
    this.hints.hidden = hints.length === 0;
    this.hints.querySelector("ul").replaceChildren(
      ...hints.map((hint) => Object.assign(document.createElement("li"), { textContent: hint })),
    );
  }

  line() {
    const chosen = this.form.querySelector('input[name="line"]:checked');
    return this.other.value.replace(/[\s()-]/g, "") || chosen?.value || "";
  }

  async dial() {
    const person = this.person();
    const to = this.line();
    if (this.who.value === OWN && !/^\+\d{7,15}$/.test(person.number)) {
      this.refuse(this.ownNumber, "Type your number with its country code, such as +15105550101.");
      return;
    }
    if (!/^\+\d{7,15}$/.test(to)) {
      this.refuse(this.other, "Choose a line, or type a number with its country code, such as +18005550100.");
      return;
    }
    try {
      await order("/page/calls", { from: person.number, attestation: person.attestation, to });
      this.onTrouble(null);
    } catch (trouble) {
      this.onTrouble(trouble.message);
    }
  }

  refuse(field, words) {
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
    field.focus();
    this.onTrouble(words);
  }
}
