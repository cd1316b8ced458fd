import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
import { WaitingForMe } from "../../protocol/sockets.js";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";

let folder: ProgramFolder;
let program: Program;
let engineer: Socket;

beforeAll(async () => {
  folder = await programFolder();
  program = await startProgram(folder, { DEMO: "1" });
  const [link] = await program.links("Engineer");
  const token = link?.split("/").at(-1);
  const signedIn = await fetch(`${program.url}/api/v1/session/link`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: program.url },
    body: JSON.stringify({ token }),
  });
  const [cookie] = (signedIn.headers.get("set-cookie") ?? "").split(";");
  engineer = io(`${program.url}/console`, {
    transports: ["websocket"],
    extraHeaders: { cookie: cookie ?? "", origin: program.url },
  });
  await new Promise((resolve) => engineer.once("hello", resolve));
}, 60_000);

afterAll(async () => {
  engineer.close();
  await program.stop();
  folder.remove();
});

/** What the program answers; it must answer whatever is asked. */
async function ask(event: string, ...payload: readonly unknown[]): Promise<unknown> {
  return engineer.timeout(10_000).emitWithAck(event, ...payload);
}

const refused = (code: string): object => ({ ok: false, error: { code } });

test("an event that nobody knows is refused, not passed over in silence", async () => {
  expect(await ask("nobody:knows", {})).toMatchObject(refused("BAD_REQUEST"));
  expect(await ask("constructor")).toMatchObject(refused("BAD_REQUEST"));
});

test("an event without a payload is answered like one with an empty payload", async () => {
  expect(await ask("board:watch")).toMatchObject(refused("WRONG_ROLE"));
  expect(await ask("offer:accept")).toMatchObject(refused("BAD_REQUEST"));
});

test("an engineer takes each channel once, not ten thousand times", async () => {
  const channels = new Array<string>(10_000).fill("chat");
  const status = "available";
  expect(await ask("presence:set", { status, channels })).toMatchObject(refused("BAD_REQUEST"));
  expect(await ask("presence:set", { status, channels: ["chat", "email"] })).toEqual({ ok: true });
});

test("[H22] what waits is told while somebody looks, and is theirs once they take it", async () => {
  expect(await ask("presence:set", { status: "break" })).toEqual({ ok: true });
  const lists: WaitingForMe[] = [];
  engineer.on("waiting", (list: unknown) => lists.push(WaitingForMe.parse(list)));
  expect(await ask("waiting:watch", { on: true })).toEqual({ ok: true });
  await eventually(() => {
    expect(lists.at(-1)).toMatchObject({ items: [] });
  });
  const customer = io(`${program.url}/chat`, { transports: ["websocket"], forceNew: true });
  try {
    customer.on("menu:prompt", (prompt: { options: { key: string }[]; seq: number | null }) => {
      const option = prompt.options[0]?.key;
      if (option !== undefined) customer.emit("menu:choose", { option, seq: prompt.seq });
    });
    await customer.timeout(10_000).emitWithAck("chat:start", { name: "Ana", locale: "en" });
    await eventually(() => {
      expect(lists.at(-1)?.items).toHaveLength(1);
    });
    const interactionId = lists.at(-1)?.items[0]?.interaction.id;
    expect(await ask("interaction:pull", { interactionId })).toEqual({ ok: true, interactionId });
    expect(await ask("interaction:pull", { interactionId })).toMatchObject({ ok: true });
    await eventually(() => {
      expect(lists.at(-1)?.items).toEqual([]);
    });
    expect(await ask("interaction:pull", { interactionId: "none" })).toMatchObject(
      refused("INTERACTION_UNKNOWN"),
    );
  } finally {
    customer.close();
  }
  expect(await ask("waiting:watch", { on: false })).toEqual({ ok: true });
}, 60_000);
