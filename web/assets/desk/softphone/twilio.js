// A softphone on Twilio's Voice SDK. The page loads the SDK, which names itself `Twilio`.

export function makeSoftphone({ token, told }) {
  let device = null;
  let call = null;

  async function ready() {
    if (device) return device;
    if (!window.Twilio) throw new Error("The telephone's software could not be loaded. Reload the page.");
    const { Device } = window.Twilio;
    device = new Device(await token(), { closeProtection: true, codecPreferences: ["opus", "pcmu"] });
    device.on("tokenWillExpire", async () => device.updateToken(await token()));
    device.on("error", (error) => told(call ? "talking" : "ready", error.message));
    await device.register();
    return device;
  }

  function over(which) {
    if (call !== which) return;
    call = null;
    told("ready");
  }

  return {
    async check() {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      await ready();
      told("ready");
    },
    async connect() {
      if (call) return;
      told("connecting");
      try {
        const made = await (await ready()).connect({});
        call = made;
        made.on("accept", () => told("talking"));
        for (const ending of ["disconnect", "cancel", "reject"]) made.on(ending, () => over(made));
        made.on("error", () => over(made));
      } catch (failed) {
        told("ready");
        throw failed;
      }
    },
    mute(on) {
      call?.mute(on);
    },
    hangUp() {
      call?.disconnect();
    },
    get isOn() {
      return call !== null;
    },
  };
}
