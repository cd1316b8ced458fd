/** Who has a menu open, and what is told of it, over the console's socket. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
import { MenuNews, MenuPeople } from "../../protocol/sockets.js";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";

const menuId = "it-support";
let folder: ProgramFolder;
let program: Program;
let supervisor = "";
let engineer = "";
const open: Socket[] = [];

beforeAll(async () => {
  folder = await programFolder();
  program = await startProgram(folder, { DEMO: "1" });
  supervisor = await cookieOf("Supervisor");
  engineer = await cookieOf("Engineer");
}, 60_000);
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(async () => {
  await program.stop();
  folder.remove();
});

async function cookieOf(label: string): Promise<string> {
  const [link] = await program.links(label);
  const signedIn = await fetch(`${program.url}/api/v1/session/link`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: program.url },
    body: JSON.stringify({ token: link?.split("/").at(-1) }),
  });
  return (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

interface Window {
  readonly socket: Socket;
  readonly people: MenuPeople[];
  readonly news: MenuNews[];
  ask(payload: object): Promise<unknown>;
}

async function window(cookie = supervisor): Promise<Window> {
  const socket = io(`${program.url}/console`, {
    transports: ["websocket"],
    forceNew: true,
    extraHeaders: { cookie, origin: program.url },
  });
  open.push(socket);
  const people: MenuPeople[] = [];
  const news: MenuNews[] = [];
  socket.on("menu:people", (told: unknown) => people.push(MenuPeople.parse(told)));
  socket.on("menu:changed", (told: unknown) => news.push(MenuNews.parse(told)));
  await new Promise((resolve) => socket.once("hello", resolve));
  const ask = (payload: object): Promise<unknown> =>
    socket.timeout(10_000).emitWithAck("menu:watch", payload);
  return { socket, people, news, ask };
}

async function save(name: string): Promise<void> {
  const headers = {
    cookie: supervisor,
    origin: program.url,
    "content-type": "application/json",
  };
  const address = `${program.url}/api/v1/menus/${menuId}`;
  const menu = (await (await fetch(address, { headers })).json()) as {
    draft: object;
    draftRevision: number;
  };
  const body = JSON.stringify({ tree: { ...menu.draft, name }, revision: menu.draftRevision });
  const saved = await fetch(`${address}/draft`, { method: "PUT", headers, body });
  expect(saved.status).toBe(200);
}

test("[H46] everybody who has a menu open is told who else has, until their window is gone", async () => {
  const [one, two, elsewhere] = [await window(), await window(), await window()];
  expect(await one.ask({ menuId })).toEqual({ ok: true });
  await eventually(() => {
    expect(one.people.at(-1)).toMatchObject({ menuId, people: [{ windows: 1, isEditing: false }] });
  });
  expect(await two.ask({ menuId, isEditing: true })).toEqual({ ok: true });
  await eventually(() => {
    for (const { people } of [one, two]) {
      expect(people.at(-1)?.people).toMatchObject([{ windows: 2, isEditing: true }]);
    }
  });
  expect(await two.ask({ menuId, isEditing: false })).toEqual({ ok: true });
  await eventually(() => {
    expect(one.people.at(-1)?.people).toMatchObject([{ windows: 2, isEditing: false }]);
  });
  // A connection that is simply gone.
  two.socket.io.engine.close();
  two.socket.close();
  await eventually(() => {
    expect(one.people.at(-1)?.people).toMatchObject([{ windows: 1 }]);
  });
  expect(await one.ask({ menuId, on: false })).toEqual({ ok: true });
  expect(elsewhere.people).toEqual([]);
});

test("[H46] engineers are not among them, and a menu that there is not is refused", async () => {
  const refused = (code: string): object => ({ ok: false, error: { code } });
  const reader = await window(engineer);
  expect(await reader.ask({ menuId })).toMatchObject(refused("WRONG_ROLE"));
  const drawer = await window();
  expect(await drawer.ask({ menuId: "nothing" })).toMatchObject(refused("NOT_FOUND"));
  expect(await drawer.ask({ menuId: 7 })).toMatchObject(refused("BAD_REQUEST"));
  await save("For supervisors' eyes");
  await eventually(() => {
    expect(drawer.news).toHaveLength(1);
  });
  expect(reader.news).toEqual([]);
});

test("[H46] what somebody saves is told to supervisors at once, and how it stands on entering", async () => {
  const one = await window();
  await one.ask({ menuId });
  await eventually(() => {
    expect(one.news).toMatchObject([{ menu: { id: menuId, scheduled: null }, by: null }]);
  });
  const before = one.news[0]?.menu.draftRevision ?? 0;
  await save("Told at once");
  await eventually(() => {
    expect(one.news.at(-1)).toMatchObject({
      menu: { name: "Told at once", draftRevision: before + 1 },
      by: { name: expect.any(String) as unknown },
    });
  });
});
