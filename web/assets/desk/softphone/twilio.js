// A softphone on Twilio's Voice SDK. The SDK is loaded by the page's own script element and names itself `Twilio`.

export function makeSoftphone({ token, told }) {
  let device = null;
  let call = null;

  async function ready() {
    if (device) return device;
    const { Device } = await loadSdk();
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

function loadSdk() {
  if (window.Twilio) return Promise.resolve(window.Twilio);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.getElementById("desk").dataset.voiceSdk;
    script.addEventListener("load", () => resolve(window.Twilio));
    script.addEventListener("error", () => reject(new Error("The telephone's software could not be loaded. Reload the page.")));
    document.head.append(script);
  });
}
