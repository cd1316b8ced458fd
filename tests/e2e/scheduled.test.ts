/** A menu is to be published at a time, and the program is killed before that. */
import { expect, test } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { programFolder, startProgram, type Program } from "../support/program.js";

const MENU = "/api/v1/menus/it-support";
/** Long enough to be killed in, however slow the machine; the start after it takes longer. */
const AHEAD_MS = 3000;

test("[H43] what was scheduled before a kill is published after the start, once", async () => {
  const folder = await programFolder();
  let program: Program = await startProgram(folder, { DEMO: "1" });
  const [link] = await program.links("Supervisor");
  const signedIn = await fetch(`${program.url}/api/v1/session/link`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: program.url },
    body: JSON.stringify({ token: link?.split("/").at(-1) }),
  });
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { cookie, origin: program.url, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${program.url}${path}`, { method, headers, ...sent });
    return response.json();
  };
  const versions = () => ask("GET", `${MENU}/versions`);
  try {
    const before = (await versions()) as { items: unknown[] };
    const at = Date.now() + AHEAD_MS;
    expect(await ask("POST", `${MENU}/publish`, { note: "For Monday", at })).toMatchObject({
      scheduled: { dueAt: at },
    });
    await program.kill();
    program = await startProgram(folder);
    await eventually(async () => {
      expect(await ask("GET", MENU)).toMatchObject({ scheduled: null });
    }, 30_000);
    const after = (await versions()) as { items: unknown[] };
    expect(after.items).toHaveLength(before.items.length + 1);
    expect(after.items[0]).toMatchObject({ note: "For Monday" });
    await program.kill();
    program = await startProgram(folder);
    expect(await versions()).toEqual(after);
  } finally {
    await program.kill();
    folder.remove();
  }
}, 120_000);
