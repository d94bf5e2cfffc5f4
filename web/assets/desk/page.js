// Puts the parts of the desk in their places.

import { draw } from "./view.js";
import { banner, statusBar } from "./views/status_bar.js";
import { afterOffer, offerCards } from "./views/offers.js";
import { callCard } from "./views/call_card.js";
import { clocksPane } from "./views/clocks.js";
import { wrapUpCard } from "./views/wrap_up.js";
import { idleCard } from "./views/idle.js";
import { customerCard } from "./views/customer.js";
import { callbacks, historyList, queueList, unfinishedList } from "./views/side.js";
import { onlyWatches } from "./words.js";
import { floorList } from "./views/floor.js";
import { dialogOf } from "./views/dialogs.js";

const place = (id) => document.getElementById(id);

export function drawPage(now, app) {
  draw(place("status-bar"), statusBar(now, app));
  draw(place("banners"), banner(now, app));
  if (!now.desk) return;
  document.body.dataset.work = now.desk.me.work;
  draw(place("clocks"), clocksPane(now, app));
  draw(place("offers"), [offerCards(now, app), afterOffer(now, app)]);
  draw(place("work"), [queueList(now), callbacks(now), unfinishedList(now, app), !onlyWatches(now.desk) && historyList(now, app)]);
  // Between calls a supervisor has the floor before them, and no caller.
  const watches = now.desk.me.role === "supervisor" && !hasCall(now.desk) && !now.desk.wrap;
  draw(place("call"), watches ? floorList(now, app) : centre(now, app));
  draw(place("customer-pane"), watches ? null : customerCard(now, app));
  draw(place("floor-pane"), watches ? null : floorList(now, app));
  draw(place("dialogs"), dialogOf(now, app));
}

function hasCall({ call }) {
  return call && call.phase !== "ended";
}

function centre(now, app) {
  const { desk } = now;
  if (hasCall(desk)) return callCard(now, app);
  if (desk.wrap) return wrapUpCard(now, app);
  return idleCard(now, app);
}
