// What an event says by itself, drawn at once: the state and hand of who is on the floor, and the figures of a queue.
// The whole is read again in any case, and is right where an event says less.

const OF_AN_AGENT = {
  "agent.presence_changed": ({ to }) => ({ presence: to.split(":")[0], reason: to.split(":")[1] ?? "" }),
  "agent.work_changed": ({ to }) => ({ work: to }),
  "agent.link_changed": ({ to }) => ({ link: to }),
  "agent.hand_raised": () => ({ hand: true }),
  "agent.hand_lowered": () => ({ hand: false }),
};

const IN_CALL = ["on_call", "on_hold", "consulting"];

// Whether the desk as it was read last knows of this already. Events without a sequence are figures of this moment.
export function isKnown(desk, { sequence }) {
  return Boolean(desk && sequence && sequence <= desk.sequence);
}

// The desk as it is with this event; the same one where the event says nothing that is drawn by itself.
export function withNews(desk, name, { data, time }) {
  if (!desk || !data) return desk;
  const now = time > desk.now ? time : desk.now;
  if (name === "queue.stats") return { ...desk, now, queues: changed(desk.queues, (queue) => queue.name === data.queue, (queue) => ({ ...queue, ...figures(data) })) };
  const change = OF_AN_AGENT[name];
  const isTheirs = (row) => row.id === data.agent_id;
  if (!change || !desk.floor.some(isTheirs)) return desk;
  return { ...desk, now, floor: changed(desk.floor, isTheirs, (row) => redrawn(row, change(data), time)) };
}

function changed(rows, which, how) {
  return rows.map((row) => (which(row) ? how(row) : row));
}

function figures({ waiting, longest_wait_s, free_agents }) {
  return { waiting, longest_wait_s, free_agents };
}

function redrawn(row, change, time) {
  const after = { ...row, ...change, seen_at: time };
  after.display = displayOf(after);
  // Through holds and consults the time of the talk goes on.
  const goesOn = IN_CALL.includes(after.display) && IN_CALL.includes(row.display);
  if (after.display !== row.display && !goesOn) after.since = time;
  // Whose work is over is in no call: no button may still help with it.
  if (after.work !== row.work && (after.work === "idle" || after.work === "wrap_up")) after.call = null;
  return after;
}

// Lost, else work unless idle, else presence: as the server says it.
function displayOf({ presence, reason, work, link }) {
  if (link === "lost" && presence !== "offline") return "lost";
  if (work !== "idle") return work;
  return reason ? `${presence}:${reason}` : presence;
}
