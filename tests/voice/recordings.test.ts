import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createRecordings as createLengths } from "../../channels/voice/local-carrier/recordings.js";
import { createRecordings, type VoiceRecordings } from "../../channels/voice/recordings.js";
import type { RecordingId } from "../../protocol/ids.js";
import { FAKE_MENU, until } from "../support/fake-desk.js";
import { mp3, recordingId, wav } from "../support/sounds.js";
import { openRig, type Rig, type TestPhone } from "./support/rig.js";

const SOUND = wav({ seconds: 2 });
const OTHER = wav({ seconds: 1 });
const FILE = { type: "audio/wav", bytes: SOUND };
const ID = recordingId(SOUND);

let rig: Rig;

beforeEach(async () => {
  rig = await openRig();
});

afterEach(() => rig.close());

/** The first address that is played. */
function played(phone: TestPhone): Promise<string> {
  return until(
    () => phone.heard.flatMap((heard) => (heard.type === "play" ? [heard.url] : []))[0],
    "a recording",
  );
}

describe("a recorded prompt", () => {
  test("[C90] is played to the caller in place of its words, and a key cuts it off", async () => {
    rig.desk.record("welcome", ID, FILE);
    const phone = rig.call();
    expect(await played(phone)).toMatch(new RegExp(`^/twilio/recordings/${ID}\\?s=`));
    phone.press("1");
    await phone.hears(FAKE_MENU.support);
    expect(phone.words).not.toContain(FAKE_MENU.welcome);
    expect(phone.heard.map(({ type }) => type)).toContain("stop");
    expect(rig.carrier.alerts).toEqual([]);
    phone.hangUp();
  });

  test("[C90] stands inside what listens for keys", async () => {
    rig.desk.record("welcome", ID, FILE);
    const fields = { CallSid: `CA${"1".repeat(32)}`, From: "+15550177", CallStatus: "ringing" };
    const { text } = await rig.post("/twilio/voice", fields);
    const address = `${rig.url}/twilio/recordings/${ID}?s=`;
    expect(text).toMatch(/<Gather [^>]*><Play>[^<]+<\/Play><\/Gather>/);
    expect(text).toContain(address);
    expect(text).not.toContain("<Say");
  });

  test("[C92] that is gone is said, and the call goes on", async () => {
    rig.desk.record("welcome", ID, null);
    const phone = rig.call();
    await phone.hears(FAKE_MENU.welcome);
    phone.press("1");
    await phone.hears(FAKE_MENU.support);
    expect(phone.heard.every(({ type }) => type !== "play")).toBe(true);
    expect(rig.missed).toBe(1);
    phone.hangUp();
  });

  test("[C92] that vanishes after it was promised is played all the same", async () => {
    rig.desk.record("welcome", ID, FILE);
    const first = rig.call();
    const link = await played(first);
    rig.desk.record("welcome", ID, null);
    expect((await fetch(rig.url + link)).status).toBe(200);
    const second = rig.call();
    await played(second);
    expect(rig.carrier.alerts).toEqual([]);
    first.hangUp();
    second.hangUp();
  });
});

test("[C93] the local carrier fetches it once, and knows how long it is", async () => {
  let fetched = 0;
  const seconds = createLengths({
    call: () => {
      fetched += 1;
      const body = Buffer.from(mp3());
      return Promise.resolve({ status: 200, type: "audio/mpeg", cacheable: true, body });
    },
  });
  const { signal } = new AbortController();
  const ask = (): Promise<number> => seconds("http://127.0.0.1/a", signal);
  expect([await ask(), await ask(), fetched]).toEqual([2.61, 2.61, 1]);
});

describe("its link", () => {
  test("[C91] opens that recording to everybody who has it, to be kept", async () => {
    rig.desk.record("welcome", ID, FILE);
    const phone = rig.call();
    const link = await played(phone);
    const answer = await fetch(rig.url + link);
    expect(answer.headers.get("content-type")).toBe("audio/wav");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(SOUND);
    phone.hangUp();
  });

  test("[C91] opens no other recording, and nothing opens without it", async () => {
    const other = recordingId(OTHER);
    rig.desk.record("welcome", ID, FILE);
    rig.desk.record("support", other, { type: "audio/wav", bytes: OTHER });
    const phone = rig.call();
    const link = new URL(await played(phone), rig.url);
    const seal = link.searchParams.get("s") ?? "";
    const tried = [
      `${other}?s=${seal}`,
      `${ID}?s=${seal.slice(0, -1)}`,
      `${ID}?s=${seal}x`,
      `${ID}?s=`,
      `${ID}?s=${seal}&s=${seal}`,
      ID,
      `rec-1?s=${seal}`,
      `..%2F${ID}?s=${seal}`,
    ];
    for (const one of tried) {
      const answer = await fetch(`${rig.url}/twilio/recordings/${one}`);
      expect([one, answer.status]).toEqual([one, 404]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    phone.hangUp();
  });
});

describe("a database that is away", () => {
  const says = [{ text: "Hello", language: "en", recordingId: ID }];
  let recordings: VoiceRecordings;
  let missed = 0;
  let file: () => Promise<typeof FILE | null>;

  beforeAll(() => {
    recordings = createRecordings({
      desk: { recording: () => file() },
      secret: "the organisation's",
      address: (id: RecordingId, seal) => `${id} ${seal}`,
      onMissing: () => {
        missed += 1;
      },
      log: { warn: () => undefined },
    });
  });

  test("[C92] makes the words be said, not the call fail; then it is played again", async () => {
    file = () => Promise.reject(new Error("away"));
    expect(await recordings.links(says)).toEqual(new Map());
    expect(missed).toBe(1);
    file = () => Promise.resolve(FILE);
    expect([...(await recordings.links([...says, ...says])).keys()]).toEqual([ID]);
    file = () => Promise.reject(new Error("away"));
    expect([...(await recordings.links(says)).keys()]).toEqual([ID]);
    expect(missed).toBe(1);
  });
});
