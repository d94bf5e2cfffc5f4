// Sends what the agent wants done, once: the same number again gets the same answer, so a lost reply is asked for again.

import { newId, Refused, sends } from "./server.js";

const TRIES = 3;
// What is under way is done or free again within ten seconds: until then its answer is asked for.
const UNDER_WAY_MS = 12_000;

export function makeCommands({ store, fresh, said }) {
  // Does one command. Returns whether it was done; what was refused is told on the page in the server's words.
  async function does(name, fields = {}) {
    if (store.now.busy.includes(name)) return false;
    store.put({ busy: [...store.now.busy, name] });
    try {
      const answer = await send({ id: newId(), do: name, ...fields });
      if (answer.state) fresh(answer.state);
      return true;
    } catch (refused) {
      if (refused.body?.state) fresh(refused.body.state);
      said(refused.message, "bad");
      return false;
    } finally {
      store.put({ busy: store.now.busy.filter((other) => other !== name) });
    }
  }
  return { does };
}

async function send(command) {
  const until = Date.now() + UNDER_WAY_MS;
  for (let left = TRIES - 1; ; ) {
    try {
      return await sends("/desk/commands", command);
    } catch (refused) {
      if (!(refused instanceof Refused) || !(refused.status === 0 || refused.status === 503)) throw refused;
      if (refused.body.under_way ? Date.now() >= until : left-- === 0) throw refused;
      await new Promise((resolve) => setTimeout(resolve, 400 + Math.random() * 400));
    }
  }
}
