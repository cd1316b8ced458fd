import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
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
