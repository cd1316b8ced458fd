/** An engineer's browser at Twilio. The SDK is large, so it is loaded only here and when needed. */
import type { Call, Device } from "@twilio/voice-sdk";
import type { PhoneParts, Softphone } from "./telephone-port.js";

export function twilioPhone({ token, tell }: PhoneParts): Softphone {
  let device: Device | null = null;
  let call: Call | null = null;
  let muted = false;
  let closed = false;

  const trouble = (error: unknown): void => {
    tell({ problem: error instanceof Error ? error.message : String(error) });
  };

  function take(incoming: Call): void {
    tell({ mode: "ringing" });
    const over = (): void => {
      if (call !== incoming) return;
      call = null;
      tell({ mode: "registered", audio: "none", microphone: false });
    };
    call = incoming;
    incoming.on("accept", () => {
      incoming.mute(muted);
      tell({ mode: "in-call", audio: "live", microphone: true, problem: null });
    });
    incoming.on("disconnect", over);
    incoming.on("cancel", over);
    incoming.on("reject", over);
    incoming.on("error", trouble);
    incoming.accept();
  }

  async function register(): Promise<void> {
    const { Device: TwilioDevice } = await import("@twilio/voice-sdk");
    const made = new TwilioDevice(await token(), { tokenRefreshMs: 60_000 });
    if (closed) {
      made.destroy();
      return;
    }
    device = made;
    made.on("registered", () => {
      if (call === null) tell({ mode: "registered", problem: null });
    });
    made.on("unregistered", () => {
      if (!closed) tell({ mode: "connecting" });
    });
    made.on("error", trouble);
    made.on("tokenWillExpire", () => {
      token().then((fresh) => {
        made.updateToken(fresh);
      }, trouble);
    });
    made.on("incoming", take);
    await made.register();
  }

  register().catch((error: unknown) => {
    tell({ mode: "off", problem: error instanceof Error ? error.message : String(error) });
  });

  return {
    mute: (on) => {
      muted = on;
      call?.mute(on);
    },
    hangup: () => {
      call?.disconnect();
    },
    close: () => {
      closed = true;
      device?.destroy();
    },
  };
}
