// One tab of a browser leads: it alone holds the stream, rings, and carries the softphone.

const LOCK = "ringdown-desk";

// led, followed: called when this tab begins to lead, and when another took over. heard: a message of the leader.
export function shareBetweenTabs({ led, followed, heard }) {
  const channel = new BroadcastChannel(LOCK);
  let leads = false;
  let release = () => {};
  channel.addEventListener("message", (event) => heard(event.data));

  const waitForTurn = (options) => {
    navigator.locks.request(LOCK, options, () => new Promise((resolve) => {
      leads = true;
      release = resolve;
      led();
    })).catch(() => {
      // Another tab took the lead by "Use this tab": wait to get it back when that one closes.
      leads = false;
      followed();
      waitForTurn({});
    });
  };

  if (!navigator.locks) {
    // A browser without locks cannot tell: each of its tabs leads.
    leads = true;
    queueMicrotask(led);
  } else {
    waitForTurn({});
  }
  return {
    get leads() {
      return leads;
    },
    tell(message) {
      channel.postMessage(message);
    },
    // "Use this tab".
    take() {
      if (!leads) waitForTurn({ steal: true });
    },
    leave() {
      release();
    },
  };
}
