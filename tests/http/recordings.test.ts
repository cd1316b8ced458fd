import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MenuTree } from "../../protocol/menu-tree.js";
import { drawTree } from "../flows/draw.js";
import { bucket } from "../support/organisation.js";
import { PNG, mp3, recordingId, wav } from "../support/sounds.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

let server: HttpServer;
const as = "supervisor" as const;
const at = "/api/v1/recordings";

beforeAll(async () => {
  const buckets = [bucket("it"), bucket("desk")];
  server = await startHttp({ roster: () => Promise.resolve({ engineers: [], buckets }) });
});

afterAll(() => server.close());

const upload = (body: Uint8Array): Promise<Answered> => server.ask("POST", at, { as, body });

test("[H33] what telephones and browsers play is kept, with what it is and how long it is", async () => {
  const files: readonly (readonly [Uint8Array, string, number])[] = [
    [wav({ seconds: 1.5 }), "audio/wav", 1.5],
    [wav({ bits: 8 }), "audio/wav", 1],
    [wav({ rate: 44_100, channels: 2 }), "audio/wav", 1],
    [wav({ format: 7, bits: 8 }), "audio/wav", 1],
    [wav({ format: 6, bits: 8 }), "audio/wav", 1],
    [mp3(), "audio/mpeg", 2.61],
  ];
  for (const [bytes, type, seconds] of files) {
    const answered = await upload(bytes);
    expect(answered.status).toBe(201);
    const { now } = server.clock;
    const told = { id: recordingId(bytes), type, seconds, size: bytes.length };
    expect(answered.body).toEqual({ ...told, uploadedBy: "supervisor", uploadedAt: now });
  }
  const { body } = await server.ask("GET", at, { as });
  const { items } = body as { items: unknown[] };
  expect(items).toHaveLength(files.length);
});

test("[H33] the same file is the same recording", async () => {
  const [first, second] = [await upload(wav()), await upload(wav())];
  expect((second.body as { id: string }).id).toBe((first.body as { id: string }).id);
});

test("[H34] what a telephone cannot play is refused, whatever it is called", async () => {
  const refused: Readonly<Record<string, Uint8Array>> = {
    "a picture": PNG,
    words: new TextEncoder().encode("RIFF but not really, WAVE neither"),
    "a head without sound": wav({ seconds: 0 }),
    "half a head": wav().slice(0, 30),
    "a click": wav({ seconds: 0.05 }),
    "numbers with a point": wav({ format: 3, bits: 32 }),
    "packed samples": wav({ format: 2, bits: 4 }),
    "24 bits": wav({ bits: 24 }),
    "six channels": wav({ channels: 6 }),
    "too slow": wav({ rate: 4000 }),
    "no rate at all": wav({ rate: 0 }),
    "over five minutes": wav({ seconds: 301, bits: 8 }),
    noise: new Uint8Array(5000).map((_, n) => (n * 7919) % 251),
    "a webm of a browser's": new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1]),
  };
  for (const [name, bytes] of Object.entries(refused)) {
    expect([name, refusal(await upload(bytes))]).toEqual([name, "422 RECORDING_UNPLAYABLE"]);
  }
});

test("[H34] a head that lies does not make it longer", async () => {
  const { body, status } = await upload(wav({ seconds: 2, claims: 4_000_000 }));
  expect([status, (body as { seconds: number }).seconds]).toEqual([201, 2]);
  expect(refusal(await upload(wav({ seconds: 2, claims: 100 })))).toBe("422 RECORDING_UNPLAYABLE");
});

test("[H34] an empty file and one over 5 MB are refused", async () => {
  expect(refusal(await upload(new Uint8Array(0)))).toBe("400 BAD_REQUEST");
  expect(refusal(await upload(wav({ seconds: 750, bits: 8 })))).toBe("413 BODY_TOO_LARGE");
});

test("[H35] a player gets the sound, or the part of it that it asks for", async () => {
  const bytes = wav({ seconds: 0.5 });
  const id = recordingId(bytes);
  await upload(bytes);
  const whole = await server.ask("GET", `${at}/${id}`, { as });
  expect(whole.status).toBe(200);
  expect(whole.headers.get("content-type")).toBe("audio/wav");
  expect(whole.headers.get("accept-ranges")).toBe("bytes");
  expect(whole.headers.get("content-length")).toBe(String(bytes.length));
  const part = async (range: string): Promise<string> => {
    const { status, headers } = await server.ask("GET", `${at}/${id}`, { as, headers: { range } });
    return `${String(status)} ${headers.get("content-range") ?? ""} ${headers.get("content-length") ?? ""}`;
  };
  expect(await part("bytes=0-1")).toBe("206 bytes 0-1/8044 2");
  expect(await part("bytes=8000-")).toBe("206 bytes 8000-8043/8044 44");
  expect(await part("bytes=-4")).toBe("206 bytes 8040-8043/8044 4");
  expect(await part("bytes=9000-")).toBe("416 bytes */8044 0");
  expect(await part("bytes=0-1,5-6")).toBe("200  8044");
  expect(await part("nonsense")).toBe("200  8044");
});

test("[H35] only supervisors have to do with recordings", async () => {
  const bytes = wav();
  const id = recordingId(bytes);
  for (const path of [at, `${at}/${id}`]) {
    expect(refusal(await server.ask("GET", path))).toBe("401 NOT_SIGNED_IN");
    expect(refusal(await server.ask("GET", path, { as: "engineer" }))).toBe("403 WRONG_ROLE");
  }
  expect(refusal(await server.ask("POST", at, { as: "engineer", body: bytes }))).toBe(
    "403 WRONG_ROLE",
  );
  expect(refusal(await server.ask("GET", `${at}/rec-1`, { as }))).toBe("404 NOT_FOUND");
  const unknown = recordingId(PNG);
  expect(refusal(await server.ask("GET", `${at}/${unknown}`, { as }))).toBe("404 NOT_FOUND");
});

test("[H36] a tree with a recording that is not here is a draft, and cannot be published", async () => {
  const bytes = wav({ seconds: 3 });
  const drawn = drawTree(`
    a     menu 1>b
    b     menu 1>c
    c     menu 1>d
    d     menu 1>it
    it    bucket
    desk  operator`);
  const recordings = { en: { id: recordingId(bytes), seconds: 3 } };
  const nodes = drawn.nodes.map((node) => (node.id === "b" ? { ...node, recordings } : node));
  const tree = MenuTree.parse({ ...drawn, nodes });
  expect((await server.ask("POST", "/api/v1/menus", { as, json: { tree } })).status).toBe(201);
  const publish = (): Promise<Answered> =>
    server.ask("POST", "/api/v1/menus/drawn/publish", { as, json: { note: "recorded" } });
  const refused = await publish();
  expect(refusal(refused)).toBe("422 MENU_INVALID");
  expect(refused.text).toContain("F92");
  await upload(bytes);
  expect((await publish()).status).toBe(201);
  const { body } = await server.ask("GET", "/api/v1/menus/drawn/versions/1", { as });
  expect((body as { tree: unknown }).tree).toEqual(tree);
});
