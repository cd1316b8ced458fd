/** The voice channel keeps what every channel promises; its provider is the local carrier. */
import { describeChannel } from "../contracts/channel.js";
import { FAKE_MENU, until } from "../support/fake-desk.js";
import { openRig, type TestPhone } from "./support/rig.js";

describeChannel("voice", async () => {
  const rig = await openRig();
  rig.phoneAt("client:ada");
  let caller: TestPhone | null = null;
  const phone = (): TestPhone => {
    if (caller === null) throw new Error("nobody called");
    return caller;
  };
  const again = async (path: string): Promise<void> => {
    const request = rig.requests.find((one) => one.path === path);
    if (request === undefined) throw new Error(`the carrier never called ${path}`);
    await rig.repeat(request);
  };
  return {
    port: rig.channel,
    desk: rig.desk,
    begin: async () => {
      caller = rig.call();
      await caller.hears(FAKE_MENU.welcome);
      return until(() => rig.desk.interactions[0]?.id);
    },
    beginAgain: () => again("/twilio/voice"),
    chooseOne: async () => {
      phone().press("1");
      await phone().hears(FAKE_MENU.support);
    },
    heard: () => phone().words,
    leave: async () => {
      phone().hangUp();
      await until(() => rig.desk.facts.some((fact) => fact.type === "interaction.ended"));
      await until(() => rig.requests.some((one) => one.path === "/twilio/voice/status"));
    },
    leaveAgain: () => again("/twilio/voice/status"),
    close: () => rig.close(),
  };
});
