/** What travels between nodes, there and back. */
import { expect, test } from "@jest/globals";
import {
  AttachmentId,
  CommandId,
  InteractionId,
  MessageId,
  ServerNodeId,
} from "../../protocol/ids.js";
import type { Message } from "../../protocol/interactions.js";
import { createClock } from "../../src/cluster/clock.js";
import { decodeEnvelope, encodeEnvelope } from "../../src/cluster/envelope.js";
import { createLeadShare } from "../../src/cluster/lead-share.js";
import { decodeRecord, encodeRecord } from "../../src/dispatch/record.js";
import type { MessageWrite } from "../../src/store/store.js";

const id = CommandId.parse("cmd_1");
const message: Message = {
  id: MessageId.parse("msg_1"),
  interactionId: InteractionId.parse("int_1"),
  kind: "mail",
  from: "customer",
  authorName: "Ada",
  engineerId: null,
  text: "It is broken.",
  html: null,
  quoteFrom: null,
  mail: null,
  attachments: [],
  at: 1000,
  clientId: null,
  delivery: null,
};
const write: MessageWrite = {
  message,
  attachments: [
    {
      id: AttachmentId.parse("att_1"),
      name: "a.bin",
      type: "application/octet-stream",
      cid: null,
      bytes: new Uint8Array([0, 255, 10, 128]),
    },
  ],
  uploads: [],
  effects: [],
  mail: { mailbox: "imap:x", messageId: "<1@x>", raw: Buffer.from([13, 10, 0, 200]), cursor: null },
};

test("[N20] an envelope arrives as it was sent, the bytes of mails included", () => {
  const sent = {
    id,
    from: ServerNodeId.parse("nod_1"),
    expiresAt: 5000,
    again: false,
    asked: { id, type: "router.tick" as const },
    luggage: { messages: [write] },
  };
  const arrived = decodeEnvelope(encodeEnvelope(sent));
  expect(arrived.luggage.messages?.[0]?.attachments[0]?.bytes).toEqual(
    new Uint8Array([0, 255, 10, 128]),
  );
  expect(arrived.luggage.messages?.[0]?.mail?.raw).toEqual(new Uint8Array([13, 10, 0, 200]));
  expect({ ...arrived, luggage: {} }).toEqual({ ...sent, luggage: {} });
});

test.each(["", "{", "null", "{}", '{"id":1}'])(
  "[N20] what is no envelope is refused: %p",
  (text) => {
    expect(() => decodeEnvelope(text)).toThrow();
  },
);

test("[N21] a record shows what was decided, and leaves what a mail weighs in SQL", () => {
  const decision = {
    outcome: { ok: true as const, interactionId: message.interactionId },
    events: [],
    interactions: [],
    offers: [],
    engineerStates: [],
    engineers: [],
    buckets: [],
  };
  const command = { id, at: 1000, type: "router.tick" as const };
  const body = encodeRecord({
    number: 7,
    epoch: 2,
    committedAt: 1001,
    decided: [{ command, decision, luggage: { messages: [write] }, effects: [] }],
  });
  expect(body).not.toContain("a.bin");
  const read = decodeRecord(body);
  expect(read).toMatchObject({ number: 7, epoch: 2, committedAt: 1001 });
  expect(read?.decided[0]).toMatchObject({ command, decision, effects: [] });
  expect(read?.decided[0]?.luggage.messages?.[0]?.message).toEqual(message);
});

test("[N21] a record of a newer program is not guessed at", () => {
  expect(decodeRecord(JSON.stringify({ format: 99, number: 1, decided: [] }))).toBeNull();
});

test("[N22] a clock that is minutes off goes by the database's, and one that is right is left alone", async () => {
  const warned: string[] = [];
  let wall = 1_000_000;
  const clock = createClock(() => wall, { warn: (_details, said) => warned.push(said) });
  /** The database says that it is `ahead` of this machine in the middle of an answer that takes `ms`. */
  const ask = (ahead: number, ms: number): Promise<{ now: number }> =>
    clock.ask(() => {
      const now = wall + ms / 2 + ahead;
      wall += ms;
      return Promise.resolve({ now });
    });
  await ask(200, 10);
  expect(clock.now()).toBe(wall);
  // Whoever was frozen meanwhile learns nothing from the answer.
  await ask(2500, 5000);
  expect(clock.now()).toBe(wall);
  expect(warned).toEqual([]);
  await ask(-300_000, 20);
  expect(clock.now()).toBe(wall - 300_000);
  expect(clock.offMs()).toBe(300_000);
  wall += 5000;
  expect(clock.now()).toBe(wall - 300_000);
  // An answer that took longer than others does not make time jump.
  await ask(-300_200, 800);
  expect(clock.now()).toBe(wall - 300_000);
  // Somebody set it right.
  wall -= 300_000;
  await ask(0, 10);
  expect(clock.now()).toBe(wall);
  expect(warned).toEqual([expect.stringContaining("clock is off")]);
});

test("[N23] a process counts what it leads, and hands over one at a time", () => {
  let time = 0;
  const share = createLeadShare(() => time);
  share.began();
  share.began();
  share.ended();
  expect(share.leads()).toBe(1);
  expect(share.mayHandOver()).toBe(false);
  time = 5000;
  expect(share.mayHandOver()).toBe(true);
  share.handedOver();
  expect(share.mayHandOver()).toBe(false);
});
