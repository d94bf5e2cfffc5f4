// A softphone for a network that is not Twilio: plain requests and server-sent events (emulator/README.md, Softphones).

export function makeSoftphone({ url, token, told }) {
  let line = null;

  async function post(path, body) {
    const reply = await fetch(url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      keepalive: true,
      signal: AbortSignal.timeout(8000),
    });
    const answer = await reply.json().catch(() => ({}));
    if (!reply.ok) throw new Error(answer.message ?? `The telephone network refused the call (${reply.status}).`);
    return answer;
  }

  function follow(leg) {
    const source = new EventSource(`${url}/softphone/${leg}/events`);
    const mine = { leg, source, muted: false };
    source.addEventListener("open", (event) => {
      if (event instanceof MessageEvent) told("talking");
    });
    source.addEventListener("closed", () => end(mine));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) end(mine);
    });
    return mine;
  }

  function end(mine) {
    mine.source.close();
    if (line !== mine) return;
    line = null;
    told("ready");
  }

  return {
    // What must hold before calls are offered: the network answers, and would take the token.
    async check() {
      await token();
      await post("/softphone/none/mute", {}).catch((refused) => {
        if (refused instanceof TypeError) throw new Error("The telephone network cannot be reached.");
      });
      told("ready");
    },
    async connect() {
      if (line) return;
      told("connecting");
      try {
        const { leg } = await post("/softphone/connect", { token: await token(), params: {} });
        line = follow(leg);
      } catch (failed) {
        told("ready");
        throw failed;
      }
    },
    mute(on) {
      if (line) post(`/softphone/${line.leg}/${on ? "mute" : "unmute"}`, {}).catch(() => {});
    },
    hangUp() {
      if (!line) return;
      const { leg } = line;
      end(line);
      post(`/softphone/${leg}/hangup`, {}).catch(() => {});
    },
    get isOn() {
      return line !== null;
    },
  };
}
