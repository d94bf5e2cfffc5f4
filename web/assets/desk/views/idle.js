// The middle of the desk between two calls.

import { h, icon } from "../view.js";
import { stateOf } from "../words.js";
import { button } from "./parts.js";

export function idleCard(now, app) {
  const { me } = now.desk;
  const ready = me.presence === "available";
  const { words, icon: picture } = stateOf(me.display);
  return h("section", { class: "card idle", "aria-labelledby": "idle", key: "idle" },
    h("h2", { id: "idle" }, icon(picture), words),
    now.desk.offers.length ? h("p", {}, "A call is offered to you above. Accept or decline it.")
      : ready ? h("p", {}, "The next call that fits you is offered here. You can leave this page in the background: it rings.")
      : h("p", {}, "No call is offered to you until you go available."),
    !ready && button({ words: "Go available", name: "go-available", picture: "check", kind: "good big", disabled: now.link !== "ok",
      busy: now.busy.includes("presence"), onClick: () => app.choosePresence("available", "") }),
    !ready && now.desk.me.phone === "browser" && h("p", { class: "soft" },
      "Before that this page tests your phone, and plays the ring once."));
}
