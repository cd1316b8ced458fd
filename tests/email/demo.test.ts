import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import express from "express";
import type { DemoMail } from "../../channels/email/demo-mailbox.js";
import { composeReply } from "../../channels/email/compose.js";
import { MessageId } from "../../protocol/ids.js";
import { LOOPBACK, openChannel, SECRET, SUPPORT, type OpenChannel } from "./channel.js";

let folder: string;
let open: OpenChannel;
let http: Server;
let base: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-mail-"));
  open = await openChannel({ listen: LOOPBACK, demo: { folder } });
  const app = express();
  if (open.channel.demoRouter !== null) app.use("/try/api/mails", open.channel.demoRouter);
  http = createServer(app);
  await new Promise<void>((resolve) => {
    http.listen(0, "127.0.0.1", resolve);
  });
  base = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/try/api/mails`;
});
afterEach(async () => {
  await new Promise((resolve) => http.close(resolve));
  await open.channel.close();
  await rm(folder, { recursive: true, force: true });
});

const CARLA = "carla@customer.test";

async function list(address: string): Promise<readonly DemoMail[]> {
  const response = await fetch(`${base}?address=${encodeURIComponent(address)}`);
  return ((await response.json()) as { items: DemoMail[] }).items;
}

function post(body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(base, { method: "POST", headers, body: JSON.stringify(body) });
}

const NEW = { from: CARLA, name: "Carla", to: SUPPORT, subject: "Broken", text: "It is broken." };

test("[C85] a mail written in the demo goes the whole way, and its answer comes back into the mailbox", async () => {
  const attachments = [{ name: "log.txt", type: "text/plain", base64: "aGVsbG8=" }];
  expect((await post({ ...NEW, attachments })).status).toBe(201);
  const [inbound] = open.desk.mails;
  expect(inbound).toMatchObject({
    mailbox: "smtp",
    recipients: [SUPPORT],
    headers: { subject: "Broken", from: { name: "Carla", address: CARLA } },
    attachments: [{ name: "log.txt", bytes: Buffer.from("hello") }],
  });

  const [interaction] = open.desk.interactions;
  if (interaction === undefined) throw new Error("no interaction");
  const before = await open.desk.messages(interaction.id);
  const { headers, text } = composeReply({
    interaction,
    messages: before,
    text: "Try again.",
    html: null,
    options: { quote: true },
    authorName: "Ada",
    messageId: MessageId.parse("msg_9"),
    mailFrom: SUPPORT,
    ownAddresses: [],
    secret: SECRET,
  });
  const [first] = before;
  if (first === undefined) throw new Error("no message");
  const message = { ...first, from: "engineer" as const, mail: headers, text };
  const effect = { id: "send:1", channel: "email" as const, kind: "send", createdAt: 1 };
  expect(
    await open.channel.perform({ ...effect, interactionId: interaction.id, payload: { message } }),
  ).toEqual({ type: "done" });

  const mails = await list(CARLA);
  expect(mails.map(({ direction, subject }) => [direction, subject])).toEqual([
    ["sent", "Broken"],
    ["received", "Re: Broken"],
  ]);
  const [sent, received] = mails;
  expect(sent?.attachments).toEqual([{ name: "log.txt", type: "text/plain", size: 5 }]);
  expect(received).toMatchObject({ from: { name: "Ada", address: SUPPORT } });
  expect(received?.inReplyTo).toBe(sent?.messageId);

  const reply = { ...NEW, to: received?.replyTo, subject: "Re: Broken", text: "Now it works." };
  expect((await post(reply)).status).toBe(201);
  expect(open.desk.mails[1]?.repliesTo).toBe(interaction.id);
});

test("[C85] an attachment is downloaded, never shown", async () => {
  await post({ ...NEW, attachments: [{ name: "x.html", type: "text/html", base64: "PGI+" }] });
  const [sent] = await list(CARLA);
  const query = `address=${CARLA}&mail=${sent?.id ?? ""}&number=0`;
  const file = await fetch(`${base}/attachment?${query}`);
  expect(file.headers.get("content-disposition")).toBe("attachment; filename=x.html");
  expect(file.headers.get("content-type")).toBe("application/octet-stream");
  expect(await file.text()).toBe("<b>");
});

test("[C86] the demo's mailbox takes only what makes sense", async () => {
  const bad = [
    {},
    { ...NEW, from: "nobody" },
    { ...NEW, from: SUPPORT },
    { ...NEW, attachments: [{ name: "x", type: "y", base64: "*" }] },
  ];
  for (const body of bad) {
    const response = await post(body);
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: "BAD_REQUEST" } },
    ]);
  }
  const broken = await fetch(base, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect(broken.status).toBe(400);
  expect((await fetch(`${base}?address=`)).status).toBe(400);
  const path = `address=${CARLA}&mail=../../x&number=0`;
  expect((await fetch(`${base}/attachment?${path}`)).status).toBe(400);
  const none = `address=${CARLA}&mail=000000000000001-sent-0123456789abcdef&number=0`;
  expect((await fetch(`${base}/attachment?${none}`)).status).toBe(404);
  expect(open.desk.mails).toEqual([]);
});

test("[C86] every address has a mailbox of its own, and the same mail is in it once", async () => {
  const mail = { ...NEW, to: ["dave@customer.test", "erin@customer.test"] };
  await post(mail);
  expect(await list("dave@customer.test")).toHaveLength(1);
  expect(await list("erin@customer.test")).toHaveLength(1);
  expect((await list(CARLA)).map(({ direction }) => direction)).toEqual(["sent"]);
  expect(open.desk.mails).toEqual([]);
});
