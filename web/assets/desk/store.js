// The one place where the page keeps what it knows; whoever draws it is told of each change, once a frame.

const NOTHING = {
  // What the server last said (GET /desk/state); null before that.
  desk: null,
  // connecting, ok, reconnecting, signed_out.
  link: "connecting",
  // Whether this tab holds the stream, the sound and the phone.
  leads: false,
  // The softphone: off, ready, connecting, talking; and what stands in its way, in words.
  phone: { state: "off", trouble: "" },
  // What became of the offer that was shown last and not taken, in words; whose call was missed, if one was.
  lastOffer: "",
  missed: "",
  // Commands under way, by name.
  busy: [],
  // What is told on the page: { words, kind: good | attention | bad }.
  told: null,
  // The dialog that is open: { name, ... } or null.
  dialog: null,
  // Notes as they stand in the field: { call, text, rev, saved }.
  notes: null,
  wrapUp: null,
  // The card of whom the call is about: { call, customer, card, calls, trouble }.
  customer: null,
  // What the CRM says of its number: { call, answer }.
  crm: null,
  // Who is looked for: { call, typed, found, trouble, form: { name, number } }.
  looking: null,
  history: null,
  // Why the last calls could not be read, in words.
  historyTrouble: "",
  // Calls of others that a supervisor may complete; the form that completes one, or null.
  unfinished: [],
  late: null,
  preflight: null,
  settings: { shortcuts: {}, shortcuts_on: true, single_keys_on: true, ring_volume: 70, ring_device: "" },
};

export function makeStore() {
  let kept = NOTHING;
  let drawing = false;
  const readers = new Set();
  const tell = () => {
    drawing = false;
    for (const reader of readers) reader(kept);
  };
  const soon = () => {
    if (drawing) return;
    drawing = true;
    // A hidden page draws no frames, but its title and its offers count there too.
    if (document.hidden) queueMicrotask(tell);
    else requestAnimationFrame(tell);
  };
  return {
    get now() {
      return kept;
    },
    put(changes) {
      kept = { ...kept, ...changes };
      soon();
    },
    redraw: soon,
    read(reader) {
      readers.add(reader);
    },
  };
}
