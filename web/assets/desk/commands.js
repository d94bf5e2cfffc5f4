// Sends what the agent wants done, once: the same number again gets the same answer, so a lost reply is asked for again.

import { newId, Refused, sends } from "./server.js";

const TRIES = 3;

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
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await sends("/desk/commands", command);
    } catch (refused) {
      const unknown = refused instanceof Refused && (refused.status === 0 || refused.status === 503);
      if (!unknown || left === 0) throw refused;
      await new Promise((resolve) => setTimeout(resolve, 400 + Math.random() * 400));
    }
  }
}
