// The server's time on this page, and times in words. The computer's own clock may be wrong by minutes.

let aheadMs = 0;

// The server said what time it is; a reply is on its way for about half of what it took.
export function heardNow(iso, tookMs = 0) {
  const server = Date.parse(iso) + tookMs / 2;
  if (!Number.isNaN(server)) aheadMs = server - Date.now();
}

export function nowMs() {
  return Date.now() + aheadMs;
}

export function secondsSince(iso) {
  const then = Date.parse(iso ?? "");
  return Number.isNaN(then) ? 0 : Math.max(0, Math.floor((nowMs() - then) / 1000));
}

export function secondsUntil(iso) {
  const then = Date.parse(iso ?? "");
  return Number.isNaN(then) ? 0 : Math.max(0, Math.ceil((then - nowMs()) / 1000));
}

// 75 as "1:15", 3720 as "1:02:00".
export function spell(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function timeOfDay(iso) {
  const then = new Date(iso ?? "");
  return Number.isNaN(then.getTime()) ? "" : then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function isToday(iso) {
  return new Date(iso).toDateString() === new Date(nowMs()).toDateString();
}

// "2026-10-06" as "Tue, 6 October", in the words of the reader's own place; with the year where it is another one.
export function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  const other = year !== new Date(nowMs()).getFullYear();
  return new Date(year, month - 1, date).toLocaleDateString([], { weekday: "short", day: "numeric", month: "long", year: other ? "numeric" : undefined });
}

// "21 Nov, 10:32", in the words of the reader's own place; with the year where it is another one.
export function dayAndTime(iso) {
  const then = new Date(iso ?? "");
  if (Number.isNaN(then.getTime())) return "";
  const year = then.getFullYear() === new Date(nowMs()).getFullYear() ? undefined : "numeric";
  return then.toLocaleString([], { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit" });
}
