/** Asked to stop while people are at work, the program stops: in time, and in order. */
import { Agent, get } from "node:http";
import { createConnection } from "node:net";
import { expect, test } from "@jest/globals";
import { io } from "socket.io-client";
import { eventually } from "../support/eventually.js";
import { programFolder, startProgram } from "../support/program.js";

/** One request on a connection that is kept. Resolves also when there was no answer. */
function asked(url: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${url}/readyz`, { agent }, (response) => {
      response.resume().once("close", () => {
        resolve(response.complete);
      });
    }).once("error", () => {
      resolve(false);
    });
  });
}

test("somebody who asks without a pause, and somebody who never ends a request, keep nothing up", async () => {
  const folder = await programFolder();
  const program = await startProgram(folder, { DEMO: "1" });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const slow = createConnection(folder.port, "127.0.0.1");
  slow.on("error", () => undefined);
  slow.write("POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
  let answers = 0;
  let isOver = false;
  const asker = async (): Promise<void> => {
    while (!isOver) if (await asked(program.url, agent)) answers += 1;
  };
  const askers = Array.from({ length: 16 }, asker);
  try {
    await eventually(() => {
      if (answers < 100) throw new Error("nobody is at work yet");
    });
    expect(await program.stop()).toBe(0);
  } finally {
    isOver = true;
    await Promise.all(askers);
    agent.destroy();
    slow.destroy();
    folder.remove();
  }
}, 60_000);

test("pages that come back without a pause keep nothing up", async () => {
  const folder = await programFolder();
  const program = await startProgram(folder, { DEMO: "1" });
  const pages = Array.from({ length: 20 }, () =>
    io(`${program.url}/chat`, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 1,
      reconnectionDelayMax: 5,
    }),
  );
  try {
    await eventually(() => {
      if (!pages.every(({ connected }) => connected)) throw new Error("not all are there yet");
    });
    expect(await program.stop()).toBe(0);
  } finally {
    for (const page of pages) page.disconnect();
    folder.remove();
  }
}, 60_000);
