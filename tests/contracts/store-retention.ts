/** What every store promises about old data: what goes, what stays, and that both are told. */
import { expect, test } from "@jest/globals";
import { AttachmentId, CommandId } from "../../protocol/ids.js";
import type { CustomerId, InteractionId } from "../../protocol/ids.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import { KEEP_FOR_EVER, NOTHING_PURGED, type Retention } from "../../protocol/retention.js";
import { leaseOf } from "../support/lease.js";
import { forgetCustomer, purge } from "../../src/desk/retention.js";
import type { Store } from "../../src/store/store.js";
import {
  ada,
  AT,
  bucketId,
  content,
  effect,
  headers,
  message,
  newCustomerId,
  newId,
  newInteractionId,
  queued,
  routed,
  session,
  step,
  turn,
  write,
} from "./store-samples.js";

const DAY = 86_400_000;
/** A hundred days after everything. */
const LATER = AT + 100 * DAY;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const days = (all: number): Retention => ({
  messagesDays: all,
  interactionsDays: all,
  journalDays: all,
});

export function purgesOldData(open: () => Store): void {
  async function epoch(): Promise<number> {
    return leaseOf(open());
  }

  const over = (id: InteractionId, parts: Partial<RoutedInteraction> = {}): RoutedInteraction =>
    routed(id, {
      state: "closed",
      outcome: "handled",
      engineerId: ada,
      endedAt: AT,
      closedAt: AT,
      ...parts,
    });

  /** A customer with a contact that has everything a contact can have. */
  async function contact(
    parts: Partial<RoutedInteraction> = {},
    inside: Parameters<typeof content>[1] = {},
  ): Promise<{ id: InteractionId; customerId: CustomerId; mailId: string; file: AttachmentId }> {
    const store = open();
    const id = newInteractionId();
    const customerId = newCustomerId();
    const address = { kind: "email" as const, value: `${customerId}@example.com` };
    await store.putCustomer(
      {
        id: customerId,
        name: "Grace",
        company: null,
        tier: "basic",
        language: null,
        addresses: [address],
      },
      AT,
    );
    const mailId = `<${newId("mail")}@example.com>`;
    const file = AttachmentId.parse(newId("att"));
    const asked = CommandId.parse(newId("cmd"));
    const written = headers(mailId);
    await store.commitTurn(
      turn({
        epoch: await epoch(),
        commands: [
          {
            command: {
              id: asked,
              at: AT,
              type: "interaction.transfer",
              interactionId: id,
              engineerId: ada,
              to: { bucketId },
              note: 'Says "note":"x\\" is his PIN',
            },
            outcome: { ok: true, interactionId: id },
          },
        ],
        events: [
          { commandId: asked, event: queued(id) },
          {
            commandId: asked,
            event: {
              type: "interaction.transferred",
              at: AT,
              interactionId: id,
              fromEngineerId: ada,
              toBucketId: bucketId,
              toEngineerId: null,
              note: 'Says "note":"x\\" is his PIN',
            },
          },
        ],
        interactions: [over(id, { channel: "email", customerId, ...parts })],
        contents: [content(id, { subject: "Secret", key: newId("key"), ...inside })],
        sessions: [session(id, 0)],
        messages: [
          write(message(id, { kind: "mail", mail: written, clientId: null }), {
            attachments: [
              { id: file, name: "a.txt", type: "text/plain", cid: null, bytes: bytes("file") },
            ],
            mail: { mailbox: "box", messageId: mailId, raw: bytes("raw"), cursor: null },
          }),
        ],
      }),
    );
    await store.saveMenuSteps([step(id, 1)]);
    await store.saveMessages([write(message(id, { kind: "note", from: "engineer" }))]);
    return { id, customerId, mailId, file };
  }

  /** A later command, so that the journal's newest entry is none of the tests'. */
  async function goOn(): Promise<void> {
    const id = CommandId.parse(newId("cmd"));
    const asked = { id, at: LATER, type: "router.tick" as const };
    const outcome = { ok: true as const, interactionId: null };
    await open().commitTurn(
      turn({ epoch: await epoch(), commands: [{ command: asked, outcome }] }),
    );
  }

  async function run(retention: Retention, at = LATER): Promise<typeof NOTHING_PURGED> {
    const store = open();
    const number = await store.startPurge({ by: "timer", at });
    const counts = await purge({ store, retention, at, run: number });
    expect(await store.endPurge(number, at)).toEqual(counts);
    return counts;
  }

  const textOf = async (id: InteractionId): Promise<string> =>
    JSON.stringify([await open().timeline(id), await open().messages(id)]);

  test("[D1] without a policy everything stays, and settings from before have none", async () => {
    const { id } = await contact();
    expect(await run(KEEP_FOR_EVER)).toEqual(NOTHING_PURGED);
    expect(await open().messages(id)).toHaveLength(2);
  });

  test("[D2] what was said goes, with source and files; that there was a contact stays", async () => {
    const store = open();
    const { id, customerId, mailId, file } = await contact();
    const [mail] = await store.messages(id);
    const policy = { ...KEEP_FOR_EVER, messagesDays: 100 };
    const young = await contact({ closedAt: AT + DAY });
    expect(await run(policy)).toMatchObject({ messages: 0, interactions: 0 });
    const counts = await run(policy, LATER + 1);
    expect(counts.messages).toBeGreaterThanOrEqual(2);
    expect(counts.notes).toBeGreaterThanOrEqual(1);
    expect(await store.messages(id)).toEqual([]);
    expect(await store.attachment(file)).toBeNull();
    expect(mail === undefined ? null : await store.rawMail(mail.id)).toBeNull();
    expect(await store.mailKnown("box", mailId)).toBe(false);
    expect(await store.interactionOfMail([mailId])).toBeNull();
    expect(await store.interaction(id)).toMatchObject({
      id,
      subject: null,
      lastMessage: null,
      unread: 0,
      customer: { id: customerId, name: "Grace" },
    });
    expect((await store.timeline(id)).menuSteps).toHaveLength(1);
    expect(await store.messages(young.id)).toHaveLength(2);
    expect((await store.interaction(young.id))?.subject).toBe("Secret");
  });

  test("[D3] notes are blotted out in commands and events alike, and the rest of the journal stays", async () => {
    const { id } = await contact();
    const before = await open().timeline(id);
    expect(await textOf(id)).toContain("PIN");
    await run({ ...KEEP_FOR_EVER, messagesDays: 30 });
    const after = await open().timeline(id);
    expect(await textOf(id)).not.toContain("PIN");
    expect(after.events).toEqual(
      before.events.map(({ seq, event }) => ({
        seq,
        event: "note" in event ? { ...event, note: null } : event,
      })),
    );
    const [replayed] = (await open().replay(0, 1000)).filter(({ events }) =>
      events.some((event) => "interactionId" in event && event.interactionId === id),
    );
    expect(replayed?.command).toMatchObject({ type: "interaction.transfer", note: null });
  });

  test("[D4] a contact goes whole, and a customer of whom nothing is left", async () => {
    const store = open();
    const { id, customerId } = await contact();
    const policy = { ...days(30), journalDays: null };
    const counts = await run(policy);
    expect(counts.interactions).toBeGreaterThanOrEqual(1);
    expect(counts.customers).toBeGreaterThanOrEqual(1);
    expect(await store.interaction(id)).toBeNull();
    expect(await store.menuSession(id)).toBeNull();
    expect((await store.timeline(id)).menuSteps).toEqual([]);
    expect(await store.customer(customerId)).toBeNull();
    // What was decided is still known, and has no name and no words in it.
    expect((await store.timeline(id)).events).toHaveLength(2);
    // The address is free, and whoever has it is somebody new.
    const fresh = { id: newCustomerId(), name: "New", at: LATER };
    const address = { kind: "email" as const, value: `${customerId}@example.com` };
    const [welcome] = await store.welcome([{ key: null, address, fresh }]);
    expect(welcome?.customer?.id).toBe(fresh.id);
  });

  test("[D5] the journal goes but for its newest entry and for contacts that are still there", async () => {
    const store = open();
    const gone = await contact();
    const young = await contact({ closedAt: LATER - DAY });
    await goOn();
    const counts = await run(days(30));
    expect(counts.journal).toBeGreaterThanOrEqual(1);
    expect((await store.timeline(gone.id)).events).toEqual([]);
    expect((await store.timeline(young.id)).events).toHaveLength(2);
    await run(days(30), LATER + 1000 * DAY);
    expect((await store.load(0)).lastAt).toBe(LATER);
    expect(await store.replay(0, 10)).toHaveLength(1);
  });

  test("[D6] an open contact is not touched, and neither is the thread it goes on with", async () => {
    const store = open();
    const first = await contact();
    const second = await contact({}, { threadId: first.id });
    const third = await contact(
      { state: "waiting", outcome: null, endedAt: null, closedAt: null },
      { threadId: first.id },
    );
    await run(days(30));
    for (const { id, customerId } of [first, second, third]) {
      expect(await store.messages(id)).toHaveLength(2);
      expect((await store.timeline(id)).events).toHaveLength(2);
      expect(await store.customer(customerId)).not.toBeNull();
    }
    await store.commitTurn(
      turn({ epoch: await epoch(), interactions: [over(third.id, { channel: "email" })] }),
    );
    await goOn();
    await run(days(30));
    for (const { id } of [first, second, third]) expect(await store.interaction(id)).toBeNull();
  });

  test("[D7] what came in after the end is as young as it is, and what waits to be sent is sent first", async () => {
    const store = open();
    const late = await contact();
    await store.saveMessages([write(message(late.id, { at: LATER - DAY }))]);
    const waiting = await contact();
    const asked = effect(waiting.id);
    await store.commitTurn(turn({ epoch: await epoch(), effects: [asked] }));
    await run({ ...days(30), journalDays: null });
    expect(await store.messages(late.id)).toHaveLength(1);
    expect(await store.interaction(waiting.id)).not.toBeNull();
    await store.finishEffect(asked.id, { state: "refused", because: "no", at: LATER });
    const counts = await run({ ...days(30), journalDays: null }, LATER + 60 * DAY);
    expect(counts.effects).toBeGreaterThanOrEqual(1);
    expect(await store.interaction(late.id)).toBeNull();
    expect(await store.interaction(waiting.id)).toBeNull();
  });

  test("[D8] the carrier is asked once to delete what it recorded", async () => {
    const store = open();
    const { id } = await contact({ channel: "voice" });
    await store.saveMessages([
      write(message(id, { clientId: "recording:RE17", text: "Voice message, 9 s: https://…" })),
    ]);
    await run({ ...KEEP_FOR_EVER, messagesDays: 30 });
    await run({ ...KEEP_FOR_EVER, messagesDays: 30 });
    const due = (await store.dueEffects(LATER, 1000)).map(({ effect: one }) => one);
    expect(due.filter(({ interactionId }) => interactionId === id)).toEqual([
      expect.objectContaining({
        channel: "voice",
        kind: "erase",
        payload: { recordingSid: "RE17" },
      }),
    ]);
    await store.finishEffect("erase:RE17", { state: "done", because: null, at: LATER });
  });

  test("[D9] counting deletes nothing, and counts what goes", async () => {
    const store = open();
    await run(days(30));
    const { id } = await contact();
    const letter = {
      id: newId("dead"),
      mailbox: "box",
      cursor: null,
      because: "no bucket",
      at: AT,
    };
    await store.saveDeadLetter({ ...letter, raw: bytes("raw") });
    await goOn();
    const foretold = await purge({ store, retention: days(30), at: LATER, run: null });
    expect(await store.messages(id)).toHaveLength(2);
    expect(foretold).toMatchObject({
      messages: 2,
      notes: 1,
      letters: 1,
      interactions: 1,
      customers: 1,
    });
    expect(await run(days(30))).toEqual(foretold);
    expect(await run(days(30))).toEqual(NOTHING_PURGED);
  });

  test("[D10] two purges at once purge each thing once, and each tells its own", async () => {
    const store = open();
    await run(days(30));
    for (let count = 0; count < 30; count += 1) await contact();
    const both = await Promise.all([run(days(30)), run(days(30))]);
    const purged = both.map(({ interactions }) => interactions);
    expect((purged[0] ?? 0) + (purged[1] ?? 0)).toBe(30);
    const told = (await store.retentionRuns(10)).map(({ counts }) => counts.interactions);
    expect(told.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(30);
  });

  test("[D11] a purge that is cut off has told what it deleted, and the next one goes on", async () => {
    const store = open();
    await run(days(30));
    for (let count = 0; count < 60; count += 1) await contact();
    const number = await store.startPurge({ by: "timer", at: LATER });
    const rest = (): Promise<boolean> => Promise.resolve(false);
    const first = await purge({ store, retention: days(30), at: LATER, run: number, rest });
    expect(first.messages).toBe(50);
    const [told] = await store.retentionRuns(1);
    expect(told).toMatchObject({ seq: number, endedAt: null, counts: first });
    expect(await run(days(30))).toMatchObject({ messages: 70, interactions: 60 });
    // One that found nothing is kept only while it is the last.
    await run(days(30));
    const empty = await run(days(30));
    expect(empty.messages).toBe(0);
    const runs = await store.retentionRuns(3);
    expect(runs.map(({ counts }) => counts.messages > 0)).toEqual([false, true, true]);
  });

  test("[D12] a customer is forgotten with all closed contacts, whatever their age, and not while one is open", async () => {
    const store = open();
    const customer = await contact({ closedAt: LATER });
    const other = await contact({ closedAt: LATER });
    const more = newInteractionId();
    const asked = { store, customerId: customer.customerId, now: () => LATER };
    const open2 = routed(more, { customerId: customer.customerId });
    await store.commitTurn(turn({ epoch: await epoch(), interactions: [open2] }));
    expect(await forgetCustomer(asked)).toBe("open");
    expect(await store.messages(customer.id)).toHaveLength(2);
    await store.commitTurn(
      turn({
        epoch: await epoch(),
        interactions: [over(more, { customerId: customer.customerId, closedAt: LATER })],
      }),
    );
    expect(await forgetCustomer(asked)).toMatchObject({
      messages: 2,
      notes: 1,
      interactions: 2,
      customers: 1,
    });
    expect(await store.customer(customer.customerId)).toBeNull();
    expect(await store.interaction(customer.id)).toBeNull();
    expect(await textOf(customer.id)).not.toContain("PIN");
    expect(await store.messages(other.id)).toHaveLength(2);
    expect(await forgetCustomer(asked)).toBe("unknown");
    const [told] = await store.retentionRuns(1);
    expect(told).toMatchObject({ by: "forget", counts: { interactions: 2 } });
  });
}
