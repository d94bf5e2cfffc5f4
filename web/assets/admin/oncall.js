// Comfort on the page of on-call schedules; everything works without it. Arrow keys go from day to day of the
// month, Page Up and Page Down from month to month, and the visitor's own time zone is offered.

const days = document.getElementById("days");
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const TURNS = { PageUp: "before", PageDown: "after" };

/** The first thing of a day that can be chosen; null where it has none. */
const first = (cell) => cell.querySelector(".shift a");

/** Let Tab stop at one day alone: the shifts of this one. */
function enter(cell) {
  for (const link of days.querySelectorAll(".shift a")) {
    link.tabIndex = link.closest("td") === cell ? 0 : -1;
  }
}

/** The nearest day in this direction that has something to choose. */
function next(cells, from, step) {
  for (let at = from + step; at >= 0 && at < cells.length; at += step) {
    if (first(cells[at]) && cells[at].getClientRects().length) return cells[at];
  }
  return null;
}

function walk(event) {
  const cell = event.target.closest("td");
  if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key in TURNS) {
    event.preventDefault();
    document.querySelector(`[data-turn="${TURNS[event.key]}"]`).click();
    return;
  }
  const step = STEPS[event.key];
  if (!step) return;
  const there = next([...days.querySelectorAll("td")], [...days.querySelectorAll("td")].indexOf(cell), step);
  if (!there) return;
  event.preventDefault();
  enter(there);
  first(there).focus();
}

function offerOwnZone() {
  const link = document.getElementById("my-zone");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!link || !own || own === "UTC" || own === document.getElementById("zone").textContent) return;
  const address = new URL(link.href);
  address.searchParams.set("zone", own);
  link.href = address.href;
  link.textContent = `Show your own, ${own}`;
  link.hidden = false;
}

/** Copy what a field holds. A page that came without TLS has no clipboard: then the older way, if that is there. */
async function copies(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

function offerCopying() {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copies);
      const copied = await copies(field);
      document.getElementById("copied").textContent = copied ? "Copied." : "It is selected: copy it with your keyboard.";
    });
  }
}

if (days && first(days)) {
  const cells = [...days.querySelectorAll("td")];
  enter(cells.find((cell) => cell.classList.contains("today") && first(cell)) ?? cells.find(first));
  days.addEventListener("keydown", walk);
}
offerOwnZone();
offerCopying();
// What was done, or why not, is where whoever sent a form goes on.
document.getElementById("told")?.focus();
