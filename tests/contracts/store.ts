/** What every store promises (`docs/spec/store.md`), whichever database is under it. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { AttachmentId, CommandId, EngineerId, RecordingId } from "../../protocol/ids.js";
import type { Command } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { InteractionId } from "../../protocol/ids.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Customer, CustomerAddress } from "../../protocol/organisation.js";
import {
  StoreFenced,
  StoreKeyTaken,
  StoreUnavailable,
  type InteractionFilter,
  type LostContact,
  type Store,
  type Visitor,
} from "../../src/store/store.js";
import { bucket, engineer, plainSettings } from "../support/organisation.js";
import { leaseOf } from "../support/lease.js";
import { countsMenus } from "./menu-counts.js";
import { schedulesMenus } from "./menu-schedules.js";
import {
  ada,
  adaState,
  AT,
  bucketId,
  content,
  decided,
  effect,
  headers,
  message,
  newCustomerId,
  newId,
  newInteractionId,
  offer,
  queued,
  routed,
  session,
  step,
  tree,
  treeId,
  turn,
  user,
  write,
} from "./store-samples.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const textOf = (raw: Uint8Array | null | undefined): string => Buffer.from(raw ?? []).toString();

const anything: InteractionFilter = {
  states: null,
  bucketId: null,
  channel: null,
  customerId: null,
  engineerId: null,
  cursor: null,
  limit: 50,
};

/** The interaction of a contact's key. */
async function ofKey(store: Store, key: string): Promise<InteractionId | null> {
  const fresh = { id: newCustomerId(), name: "Nobody", at: AT };
  const [welcome] = await store.welcome([{ key, address: null, fresh }]);
  return welcome?.interactionId ?? null;
}

async function ofAddress(
  store: Store,
  address: CustomerAddress,
  fresh: Visitor["fresh"],
): Promise<Customer> {
  const [welcome] = await store.welcome([{ key: null, address, fresh }]);
  const customer = welcome?.customer ?? null;
  if (customer === null) throw new Error(`nobody was made for ${address.value}`);
  return customer;
}

/** `open` is called once; the tests share what it opened. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`a store on ${name}`, () => {
    let store: Store;
    let epoch: number;
    beforeAll(async () => {
      store = await open();
      epoch = await leaseOf(store);
      await store.commitTurn(
        turn({ epoch, buckets: [bucket(bucketId)], engineers: [engineer(ada)] }),
      );
    }, 60_000);
    afterAll(() => store.close());

    /** An interaction that waits, with a content. */
    async function begin(parts: Parameters<typeof content>[1] = {}): Promise<InteractionId> {
      const id = newInteractionId();
      await store.commitTurn(
        turn({ epoch, interactions: [routed(id)], contents: [content(id, parts)] }),
      );
      return id;
    }

    test("[S1] a turn is written whole", async () => {
      const id = newInteractionId();
      const asked = effect(id);
      const told = message(id);
      const shown = offer(id);
      const given = decided(id);
      await store.commitTurn(
        turn({
          epoch,
          commands: [given],
          events: [{ commandId: given.command.id, event: queued(id) }],
          interactions: [routed(id, { state: "offered", offers: 1 })],
          offers: [shown],
          engineerStates: [adaState],
          contents: [content(id, { subject: "Printer" })],
          messages: [write(told)],
          sessions: [session(id, 0)],
          effects: [asked],
        }),
      );
      expect(await store.interaction(id)).toMatchObject({
        state: "offered",
        subject: "Printer",
        unread: 1,
        lastMessage: { from: "customer", text: told.text, at: AT },
      });
      expect(await store.messages(id)).toEqual([told]);
      expect(await store.menuSession(id)).toEqual(session(id, 0));
      expect((await store.timeline(id)).events.map(({ event }) => event)).toEqual([queued(id)]);
      const due = await store.dueEffects(AT, 1000);
      expect(due.map((row) => row.effect)).toContainEqual(asked);
      const live = await store.load(0);
      expect(live.offers).toContainEqual(shown);
      expect(live.engineerStates).toContainEqual(adaState);
    });

    test("[S1] a turn that cannot be written leaves nothing", async () => {
      const id = newInteractionId();
      const nowhere = newInteractionId();
      const given = decided(id);
      await expect(
        store.commitTurn(
          turn({
            epoch,
            commands: [given],
            interactions: [routed(id)],
            offers: [offer(nowhere)],
          }),
        ),
      ).rejects.toThrow();
      expect(await store.interaction(id)).toBeNull();
      expect(await store.knownCommands([given.command.id])).toEqual([]);
    });

    test("[S1] of two rows for one interaction in a turn the later one counts", async () => {
      const id = newInteractionId();
      await store.commitTurn(
        turn({ epoch, interactions: [routed(id), routed(id, { state: "menu", priority: 1 })] }),
      );
      expect(await store.interaction(id)).toMatchObject({ state: "menu", priority: 1 });
    });

    test("[S1] an interaction that begins although it is there already is written all the same", async () => {
      const id = await begin({ subject: "Printer" });
      const waiting = offer(id);
      await store.commitTurn(turn({ epoch, offers: [waiting] }));
      const given = decided(id);
      await store.commitTurn(
        turn({
          epoch,
          commands: [given],
          events: [{ commandId: given.command.id, event: queued(id) }],
          interactions: [routed(id, { priority: 1 })],
          contents: [content(id, { subject: "Paper" })],
          offers: [{ ...waiting, expiresAt: AT + 1 }],
        }),
      );
      expect(await store.interaction(id)).toMatchObject({ priority: 1, subject: "Paper" });
      expect((await store.load(0)).offers).toContainEqual({ ...waiting, expiresAt: AT + 1 });
    });

    test("[S2] the router that lost its lease writes nothing", async () => {
      const before = await leaseOf(store, 7);
      const now = await leaseOf(store, 7);
      expect(now).toBe(before + 1);
      const id = newInteractionId();
      const late = turn({ epoch: before, partition: 7, interactions: [routed(id)] });
      await expect(store.commitTurn(late)).rejects.toBeInstanceOf(StoreFenced);
      expect(await store.interaction(id)).toBeNull();
      await store.commitTurn({ ...late, epoch: now });
      expect(await store.interaction(id)).not.toBeNull();
    });

    test("[S3] a command is committed once and its outcome kept", async () => {
      const id = newInteractionId();
      const refused = {
        ...decided(id),
        outcome: { ok: false as const, error: { code: "BUCKET_UNKNOWN", message: "no" } },
      };
      await store.commitTurn(turn({ epoch, commands: [refused] }));
      const again = turn({ epoch, commands: [refused], interactions: [routed(id)] });
      await expect(store.commitTurn(again)).rejects.toBeInstanceOf(StoreUnavailable);
      expect(await store.interaction(id)).toBeNull();
      const unknown = CommandId.parse(newId("cmd"));
      expect(await store.knownCommands([unknown, refused.command.id])).toEqual([
        { id: refused.command.id, type: "interaction.queue", outcome: refused.outcome },
      ]);
      expect(await store.knownCommands([])).toEqual([]);
    });

    test("[S4] the journal keeps commands and events in the order of their decision", async () => {
      const everything = await store.replay(0, 10_000);
      const after = everything.at(-1)?.seq ?? 0;
      const [first, second] = [newInteractionId(), newInteractionId()];
      const [one, two] = [decided(first), decided(second)];
      await store.commitTurn(
        turn({
          epoch,
          commands: [one, two],
          events: [
            { commandId: one.command.id, event: queued(first) },
            { commandId: one.command.id, event: queued(first, AT + 1) },
            { commandId: two.command.id, event: queued(second) },
          ],
          interactions: [routed(first), routed(second)],
        }),
      );
      const replayed = await store.replay(after, 10);
      expect(replayed.map(({ command, events }) => ({ command, events }))).toEqual([
        { command: one.command, events: [queued(first), queued(first, AT + 1)] },
        { command: two.command, events: [queued(second)] },
      ]);
      expect(await store.replay(after, 1)).toHaveLength(1);
      expect(await store.replay(replayed.at(-1)?.seq ?? 0, 10)).toEqual([]);
    });

    test("[S5] a message that comes twice is stored once", async () => {
      const id = await begin();
      const first = message(id);
      const again = { ...message(id), clientId: first.clientId, text: "again" };
      expect(await store.saveMessages([write(first)])).toEqual([{ message: first, isNew: true }]);
      const other = message(id, { clientId: null, from: "engineer", text: "Hello" });
      expect(await store.saveMessages([write(again), write(other), write(again)])).toEqual([
        { message: first, isNew: false },
        { message: other, isNew: true },
        { message: first, isNew: false },
      ]);
      expect(await store.messages(id)).toEqual([first, other]);
      expect(await store.interaction(id)).toMatchObject({
        unread: 1,
        lastMessage: { from: "engineer", text: "Hello" },
      });
      // The same words from elsewhere are another message.
      const elsewhere = await begin();
      const [saved] = await store.saveMessages([
        write(message(elsewhere, { clientId: first.clientId })),
      ]);
      expect(saved?.isNew).toBe(true);
    });

    test("[S5] two that send the same message at once send one", async () => {
      const id = await begin();
      const clientId = newId("client");
      const results = await Promise.all(
        Array.from({ length: 5 }, () => store.saveMessages([write(message(id, { clientId }))])),
      );
      expect(results.flat().filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(await store.messages(id)).toHaveLength(1);
    });

    test("[S5] a mail that is fetched twice is one message", async () => {
      const id = await begin();
      const messageId = `<${newId("mail")}@example.com>`;
      const mail = { mailbox: "imap:a", messageId, raw: bytes("Subject: Hi"), cursor: null };
      const first = message(id, { clientId: null, kind: "mail", mail: headers(messageId) });
      const again = message(id, { clientId: null, kind: "mail", mail: headers(messageId) });
      await store.saveMessages([write(first, { mail })]);
      expect(await store.saveMessages([write(again, { mail })])).toEqual([
        { message: first, isNew: false },
      ]);
      expect(await store.mailKnown("imap:a", messageId)).toBe(true);
      expect(await store.mailKnown("imap:b", messageId)).toBe(false);
      expect(textOf(await store.rawMail(first.id))).toBe("Subject: Hi");
      expect(await store.rawMail(again.id)).toBeNull();
    });

    test("[S5] a group of messages is stored whole or not at all", async () => {
      const id = await begin();
      const good = message(id);
      const homeless = message(newInteractionId());
      await expect(store.saveMessages([write(good), write(homeless)])).rejects.toThrow();
      expect(await store.messages(id)).toEqual([]);
      expect(await store.interaction(id)).toMatchObject({ unread: 0, lastMessage: null });
    });

    test("[S5] attachments, uploads and effects come with their message", async () => {
      const id = await begin();
      const [carried, uploaded] = [newId("att"), newId("att")].map((name) =>
        AttachmentId.parse(name),
      );
      if (carried === undefined || uploaded === undefined) throw new Error("two were made");
      const file = { name: "a.png", type: "image/png", cid: null };
      await store.saveUpload({ ...file, id: uploaded, bytes: bytes("up") }, AT);
      expect(await store.attachment(uploaded)).toMatchObject({ interactionId: null });
      const asked = effect(id);
      await store.saveMessages([
        write(message(id, { attachments: [{ ...file, id: carried, size: 4 }] }), {
          attachments: [{ ...file, id: carried, bytes: bytes("down") }],
          uploads: [uploaded],
          effects: [asked],
        }),
      ]);
      const stored = await store.attachment(carried);
      expect(stored).toMatchObject({ name: "a.png", type: "image/png", interactionId: id });
      expect(textOf(stored?.bytes)).toBe("down");
      expect(await store.attachment(uploaded)).toMatchObject({ interactionId: id });
      const due = await store.dueEffects(AT, 1000);
      expect(due.map((row) => row.effect)).toContainEqual(asked);
    });

    test("[S6] a step is taken only from the step before it", async () => {
      const [one, two] = [newInteractionId(), newInteractionId()];
      await store.commitTurn(
        turn({
          epoch,
          interactions: [routed(one, { state: "menu" }), routed(two, { state: "menu" })],
          contents: [content(one), content(two)],
          sessions: [session(one, 0), session(two, 0)],
        }),
      );
      // A repeated answer, a late one, and two steps of one walk in a group.
      expect(
        await store.saveMenuSteps([
          step(one, 1),
          step(one, 1, "9"),
          step(two, 1),
          step(two, 2, "digits:••••"),
        ]),
      ).toEqual([true, false, true, true]);
      expect(await store.saveMenuSteps([step(two, 2), step(one, 3)])).toEqual([false, false]);
      expect(await store.saveMenuSteps([])).toEqual([]);
      expect(await store.menuSession(two)).toEqual(session(two, 2));
      expect((await store.timeline(two)).menuSteps).toEqual([
        { seq: 1, at: AT + 1, ...step(two, 1).step },
        { seq: 2, at: AT + 2, ...step(two, 2, "digits:••••").step },
      ]);
      expect(await store.interaction(two)).toMatchObject({
        language: "zh",
        path: [
          { key: "1", label: "One" },
          { key: "1", label: "One" },
        ],
        collected: { ticket: "2" },
      });
    });

    test("[S6] of two answers at once the first one counts", async () => {
      const id = newInteractionId();
      await store.commitTurn(
        turn({ epoch, interactions: [routed(id, { state: "menu" })], sessions: [session(id, 0)] }),
      );
      const taken = await Promise.all(
        Array.from({ length: 5 }, () => store.saveMenuSteps([step(id, 1)])),
      );
      expect(taken.flat().filter(Boolean)).toHaveLength(1);
      expect((await store.timeline(id)).menuSteps).toHaveLength(1);
    });

    countsMenus(() => ({ store, epoch }));
    schedulesMenus(() => store);

    test("[S7] versions are numbered and stay as they were published", async () => {
      const id = treeId();
      expect(await store.saveDraft({ tree: tree(id, "One"), revision: null, at: AT })).toBe(true);
      expect(await store.menuVersion(id, null)).toBeNull();
      const published = { treeId: id, note: "first", publishedBy: "Ada", publishedAt: AT };
      expect(await store.publish({ ...published, tree: tree(id, "One") })).toBe(1);
      expect(await store.saveDraft({ tree: tree(id, "Two"), revision: 1, at: AT })).toBe(true);
      expect(await store.publish({ ...published, tree: tree(id, "Two") })).toBe(2);
      expect((await store.menuVersion(id, 1))?.tree.name).toBe("One");
      expect(await store.menuVersion(id, null)).toMatchObject({ version: 2, note: "first" });
      expect((await store.menuVersions(id)).map(({ version }) => version)).toEqual([2, 1]);
      expect(await store.menu(id)).toMatchObject({
        name: "Two",
        draftRevision: 2,
        publishedVersion: 2,
      });
      expect((await store.menus()).map((row) => row.id)).toContain(id);
    });

    test("[S7] a draft is saved only over the revision it started from", async () => {
      const id = treeId();
      await store.saveDraft({ tree: tree(id, "One"), revision: null, at: AT });
      expect(await store.saveDraft({ tree: tree(id, "Mine"), revision: 1, at: AT })).toBe(true);
      expect(await store.saveDraft({ tree: tree(id, "Yours"), revision: 1, at: AT })).toBe(false);
      expect(await store.saveDraft({ tree: tree(id, "New"), revision: null, at: AT })).toBe(false);
      expect((await store.menu(id))?.draft.name).toBe("Mine");
      await expect(
        store.publish({
          treeId: treeId(),
          tree: tree(id, "x"),
          note: "",
          publishedBy: "",
          publishedAt: AT,
        }),
      ).rejects.toThrow();
    });

    test("[S8] a contact's key is one interaction's", async () => {
      const key = newId("call");
      const id = await begin({ key });
      const second = newInteractionId();
      const commit = store.commitTurn(
        turn({
          epoch,
          interactions: [routed(second)],
          contents: [content(second, { key })],
        }),
      );
      await expect(commit).rejects.toMatchObject({ key });
      await expect(commit).rejects.toBeInstanceOf(StoreKeyTaken);
      expect(await store.interaction(second)).toBeNull();
      // The owner may write it again, and keeps it when it does not say it.
      await store.commitTurn(turn({ epoch, contents: [content(id, { key, subject: "A" })] }));
      await store.commitTurn(turn({ epoch, contents: [content(id, { subject: "B" })] }));
      expect(await ofKey(store, key)).toBe(id);
      expect(await store.interaction(id)).toMatchObject({ subject: "B" });
    });

    test("[S8] an address is one customer's", async () => {
      const address = { kind: "email" as const, value: `${newId("grace")}@example.com` };
      const grace = await ofAddress(store, address, { id: newCustomerId(), name: "Grace", at: AT });
      expect(grace).toMatchObject({ name: "Grace", tier: "basic", addresses: [address] });
      const again = { id: newCustomerId(), name: "Somebody", at: AT };
      expect(await ofAddress(store, address, again)).toEqual(grace);
      const alan: Customer = { ...grace, id: newCustomerId(), name: "Alan" };
      await expect(store.putCustomer(alan, AT)).rejects.toBeInstanceOf(StoreKeyTaken);
      expect(await store.customer(alan.id)).toBeNull();
      const moved: Customer = {
        ...grace,
        tier: "gold",
        addresses: [{ kind: "phone", value: newId("+49") }, address],
      };
      await store.putCustomer(moved, AT);
      expect(await store.customer(grace.id)).toEqual(moved);
    });

    test("[S8] everybody at the door is welcomed in one go, in their order", async () => {
      const next = (): Visitor["fresh"] => ({ id: newCustomerId(), name: "Linus", at: AT });
      const key = newId("call");
      const id = await begin({ key });
      const address = { kind: "email" as const, value: `${newId("linus")}@example.com` };
      const fresh = next();
      await ofAddress(store, address, fresh);
      const stranger = { kind: "phone" as const, value: newId("+49") };
      const other = { kind: "chat" as const, value: newId("visitor") };
      const [known, again, twin, made, nobody] = await store.welcome([
        { key, address, fresh: next() },
        { key: newId("new"), address, fresh: next() },
        { key: null, address: stranger, fresh: next() },
        { key: null, address: stranger, fresh: next() },
        { key: newId("new"), address: null, fresh: next() },
      ]);
      const unknown = { customer: null, lastEngineerId: null, lost: null };
      expect(known).toEqual({ interactionId: id, ...unknown });
      expect(again).toMatchObject({ interactionId: null, customer: { id: fresh.id } });
      expect(twin?.customer).toMatchObject({ name: "Linus", addresses: [stranger] });
      expect(made?.customer).toEqual(twin?.customer);
      expect(nobody).toEqual({ interactionId: null, ...unknown });
      // The same value of another kind is another address.
      const chat = { kind: "chat" as const, value: stranger.value };
      expect(await ofAddress(store, chat, next())).not.toEqual(twin?.customer);
      expect(await store.welcome([])).toEqual([]);
      expect(await ofAddress(store, other, next())).toMatchObject({ addresses: [other] });
    });

    test("[S23] whoever is welcomed is told what they lost a moment ago", async () => {
      const address = { kind: "phone" as const, value: newId("+49") };
      const { id: customerId } = await ofAddress(store, address, {
        id: newCustomerId(),
        name: "Edsger",
        at: AT,
      });
      const lost = async (at = AT + 10_000): Promise<LostContact | null> => {
        const fresh = { id: newCustomerId(), name: "Edsger", at };
        const [welcome] = await store.welcome([{ key: null, address, fresh }]);
        return welcome?.lost ?? null;
      };
      const over = async (
        parts: Partial<RoutedInteraction>,
        by: "customer" | "engineer",
      ): Promise<InteractionId> => {
        const id = newInteractionId();
        const ended: Command = {
          id: CommandId.parse(newId("cmd")),
          at: AT + 5000,
          type: "interaction.end",
          interactionId: id,
          by,
          engineerId: null,
        };
        const event: DomainEvent = {
          type: "interaction.ended",
          at: AT + 5000,
          interactionId: id,
          by,
          outcome: parts.outcome ?? "handled",
          engineerId: null,
        };
        const row = { customerId, channel: "voice", state: "closed", endedAt: AT + 5000 } as const;
        await store.commitTurn(
          turn({
            epoch,
            commands: [{ command: ended, outcome: { ok: true, interactionId: id } }],
            events: [{ commandId: ended.id, event }],
            interactions: [routed(id, { ...row, closedAt: AT + 5000, ...parts })],
          }),
        );
        return id;
      };
      expect(await lost()).toBeNull();
      const gaveUp = await over({ outcome: "abandoned" }, "customer");
      const place = { interactionId: gaveUp, bucketId, queuedAt: AT, endedAt: AT + 5000 };
      expect(await lost()).toEqual(place);
      expect(await lost(AT + 86_405_001)).toBeNull();
      await over({ outcome: "abandoned", channel: "chat" }, "customer");
      expect(await lost()).toEqual(place);
      await over({ outcome: "handled", answeredAt: AT }, "engineer");
      expect(await lost()).toBeNull();
      const cutOff = await over({ outcome: "handled", answeredAt: AT }, "customer");
      expect(await lost()).toMatchObject({ interactionId: cutOff });
    });

    test("[S8] a customer who writes twice at once is made once", async () => {
      const address = { kind: "chat" as const, value: newId("visitor") };
      const made = await Promise.all(
        Array.from({ length: 5 }, () =>
          ofAddress(store, address, { id: newCustomerId(), name: "Grace", at: AT }),
        ),
      );
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    });

    test("[S8] a mail address is one user's, however it is written", async () => {
      const one = user({ email: `${newId("Ada")}@Example.com` });
      await store.putUser(one);
      const other = user({ email: one.email.toLowerCase() });
      await expect(store.putUser(other)).rejects.toBeInstanceOf(StoreKeyTaken);
      expect(await store.userByEmail(one.email.toUpperCase())).toEqual(one);
      await store.putUser({ ...one, name: "Ada L." });
      expect(await store.user(one.id)).toMatchObject({ name: "Ada L." });
      expect((await store.users()).map(({ id }) => id)).toContain(one.id);
    });

    test("[S9] an effect waits until it is done or refused", async () => {
      const [sent, failing, refused] = [
        effect(await begin(), 10),
        effect(await begin(), 11),
        effect(await begin(), 12),
      ];
      await store.commitTurn(turn({ epoch, effects: [sent, failing, refused] }));
      await store.commitTurn(turn({ epoch, effects: [{ ...sent, payload: {} }] }));
      const mine = async (at: number): Promise<unknown[]> =>
        (await store.dueEffects(at, 1000)).filter((row) => row.effect.createdAt < AT);
      // Whatever the clock says: it may have been set back since.
      expect(await mine(1)).toEqual([
        { effect: sent, attempts: 0, nextAt: 0 },
        { effect: failing, attempts: 0, nextAt: 0 },
        { effect: refused, attempts: 0, nextAt: 0 },
      ]);
      await store.finishEffect(sent.id, { state: "done", because: null, at: 20 });
      await store.finishEffect(refused.id, { state: "refused", because: "no", at: 20 });
      await store.postponeEffect(failing.id, { attempts: 1, nextAt: 30, error: "busy" });
      expect(await mine(29)).toEqual([]);
      expect(await mine(30)).toEqual([{ effect: failing, attempts: 1, nextAt: 30 }]);
      const age = await store.outboxAge(1_011);
      expect(age.waiting).toBeGreaterThanOrEqual(1);
      expect(age.oldestSeconds).toBe(1);
      await store.finishEffect(failing.id, { state: "done", because: null, at: 40 });
      expect(await mine(AT)).toEqual([]);
    });

    test("[S9] of one interaction's effects only the first that waits is due", async () => {
      const id = await begin();
      const [first, second, other] = [effect(id, 10), effect(id, 11), effect(await begin(), 12)];
      await store.commitTurn(turn({ epoch, effects: [first, second, other] }));
      const due = async (at: number): Promise<string[]> =>
        (await store.dueEffects(at, 1000))
          .filter((row) => row.effect.createdAt < AT)
          .map((row) => row.effect.id);
      expect(await due(12)).toEqual([first.id, other.id]);
      await store.postponeEffect(first.id, { attempts: 1, nextAt: 30, error: "busy" });
      expect(await due(29)).toEqual([other.id]);
      await store.finishEffect(first.id, { state: "refused", because: "no", at: 30 });
      expect(await due(29)).toEqual([second.id, other.id]);
      for (const { id: done } of [second, other]) {
        await store.finishEffect(done, { state: "done", because: null, at: 40 });
      }
    });

    test("[S10] a link is good once", async () => {
      const one = user();
      await store.putUser(one);
      const link = { kind: "link" as const, userId: one.id, name: null, createdAt: AT };
      const [fresh, old] = [newId("hash"), newId("hash")];
      await store.saveCredential({ ...link, hash: fresh, expiresAt: AT + 100 });
      await store.saveCredential({ ...link, hash: old, expiresAt: AT + 100 });
      const taken = await Promise.all([store.takeLink(fresh, AT), store.takeLink(fresh, AT)]);
      expect(taken.filter((found) => found !== null)).toEqual([one]);
      expect(await store.takeLink(old, AT + 100)).toBeNull();
      expect(await store.takeLink("unknown", AT)).toBeNull();
    });

    test("[S10] a secret is good until its time, for a user who is still there", async () => {
      const one = user();
      await store.putUser(one);
      const [cookie, token] = [newId("hash"), newId("hash")];
      const given = { userId: one.id, createdAt: AT, expiresAt: AT + 100 };
      await store.saveCredential({ ...given, hash: cookie, kind: "session", name: null });
      await store.saveCredential({ ...given, hash: token, kind: "token", name: "script" });
      expect(await store.userByCredential(cookie, ["session"], AT)).toEqual(one);
      expect(await store.userByCredential(cookie, ["token"], AT)).toBeNull();
      expect(await store.userByCredential(cookie, ["session"], AT + 100)).toBeNull();
      expect(await store.takeLink(cookie, AT)).toBeNull();
      await store.dropCredentialsOf(one.id, "session");
      expect(await store.userByCredential(cookie, ["session"], AT)).toBeNull();
      await store.putUser({ ...one, archived: true });
      expect(await store.userByCredential(token, ["token", "session"], AT)).toBeNull();
      await store.putUser(one);
      await store.dropCredential(token);
      expect(await store.userByCredential(token, ["token"], AT)).toBeNull();
    });

    test("[S10] what is over is swept away", async () => {
      const one = user();
      await store.putUser(one);
      const day = 24 * 60 * 60 * 1000;
      const hash = newId("hash");
      const given = { kind: "session" as const, userId: one.id, name: null, createdAt: AT };
      await store.saveCredential({ ...given, hash, expiresAt: AT + 100 });
      const upload = AttachmentId.parse(newId("att"));
      const file = { id: upload, name: "a", type: "text/plain", cid: null, bytes: bytes("a") };
      await store.saveUpload(file, AT);
      await store.sweep(AT + day);
      expect(await store.attachment(upload)).not.toBeNull();
      expect(await store.userByCredential(hash, ["session"], AT)).toBeNull();
      await store.sweep(AT + day + 1);
      expect(await store.attachment(upload)).toBeNull();
    });

    test("[S25] the same sound is one recording, and nothing changes it", async () => {
      const id = RecordingId.parse(`rec-${"5a".repeat(32)}`);
      const wav = { id, type: "audio/wav", seconds: 1.25, bytes: bytes("sound") };
      await store.saveRecording({ ...wav, uploadedBy: "Ada", uploadedAt: AT });
      const again = { ...wav, type: "audio/mpeg", seconds: 9, bytes: bytes("noise") };
      await store.saveRecording({ ...again, uploadedBy: "Bo", uploadedAt: AT + 5 });
      expect((await store.recordings()).filter((one) => one.id === id)).toEqual([
        { id, type: "audio/wav", seconds: 1.25, size: 5, uploadedBy: "Bo", uploadedAt: AT + 5 },
      ]);
      const found = await store.recording(id);
      expect([found?.type, textOf(found?.bytes)]).toEqual(["audio/wav", "sound"]);
      expect(await store.recording(RecordingId.parse(`rec-${"00".repeat(32)}`))).toBeNull();
    });

    test("[S26] a recording goes a week after its upload unless a draft, a plan or a version names it", async () => {
      const week = 7 * 24 * 60 * 60 * 1000;
      const [lone = "", drafted = "", published = "", planned = ""] = ["a1", "b2", "c3", "d4"].map(
        (pair) => `rec-${pair.repeat(32)}`,
      );
      const id = treeId();
      const saying = (recordingId: string): ReturnType<typeof tree> => {
        const drawn = tree(id, "Recorded");
        const recordings = { en: { id: RecordingId.parse(recordingId), seconds: 1 } };
        return { ...drawn, nodes: drawn.nodes.map((node) => ({ ...node, recordings })) };
      };
      for (const one of [lone, drafted, published, planned]) {
        const sound = { type: "audio/wav", seconds: 1, bytes: bytes(one) };
        const by = { uploadedBy: "Ada", uploadedAt: AT };
        await store.saveRecording({ id: RecordingId.parse(one), ...sound, ...by });
      }
      await store.saveDraft({ tree: saying(drafted), revision: null, at: AT });
      await store.publish({
        treeId: id,
        tree: saying(published),
        note: "",
        publishedBy: "Ada",
        publishedAt: AT,
      });
      await store.saveMenuSchedule({
        ...{ treeId: id, tree: saying(planned), draftRevision: 1, note: "" },
        ...{ scheduledBy: "Ada", scheduledAt: AT, dueAt: AT + 1 },
      });
      const left = async (): Promise<string[]> =>
        (await store.recordings())
          .map((one): string => one.id)
          .filter((one) => [lone, drafted, published, planned].includes(one))
          .sort();
      await store.sweep(AT + week);
      expect(await left()).toEqual([lone, drafted, published, planned]);
      await store.sweep(AT + week + 1);
      expect(await left()).toEqual([drafted, published, planned]);
      await store.dropMenuSchedule(id);
    });

    test("[S11] a cursor moves with its mail and never backwards", async () => {
      const id = await begin();
      const mailbox = newId("imap");
      const at = (lastUid: number, uidValidity = "1") => ({
        folder: "INBOX",
        uidValidity,
        lastUid,
      });
      expect(await store.mailCursor(mailbox, "INBOX")).toBeNull();
      const mailWrite = (lastUid: number) =>
        write(message(id, { clientId: null, kind: "mail", mail: headers(newId("<m")) }), {
          mail: { mailbox, messageId: newId("<m"), raw: bytes("x"), cursor: at(lastUid) },
        });
      await store.saveMessages([mailWrite(8), mailWrite(7)]);
      expect(await store.mailCursor(mailbox, "INBOX")).toEqual(at(8));
      await store.saveMailCursor(mailbox, at(5));
      expect(await store.mailCursor(mailbox, "INBOX")).toEqual(at(8));
      await store.saveMailCursor(mailbox, at(2, "2"));
      expect(await store.mailCursor(mailbox, "INBOX")).toEqual(at(2, "2"));
    });

    test("[S11] a mail nobody can take in is kept, with its cursor", async () => {
      const mailbox = newId("imap");
      const cursor = { folder: "INBOX", uidValidity: "1", lastUid: 4 };
      const letter = { id: newId("dead"), mailbox, because: "no sender", at: AT };
      await store.saveDeadLetter({ ...letter, raw: bytes("broken"), cursor });
      await store.saveDeadLetter({ ...letter, raw: bytes("broken"), cursor });
      expect(await store.mailCursor(mailbox, "INBOX")).toEqual(cursor);
      expect(await store.deadLetters(10)).toContainEqual({ ...letter, size: 6 });
      expect(textOf((await store.deadLetter(letter.id))?.raw)).toBe("broken");
      await store.dropDeadLetter(letter.id);
      expect(await store.deadLetter(letter.id)).toBeNull();
    });

    test("[S11] a mail finds its interaction by the newest mail it answers", async () => {
      const [older, newer] = [await begin(), await begin()];
      const [one, two] = [`<${newId("m")}@x>`, `<${newId("m")}@x>`];
      await store.saveMessages([
        write(message(older, { kind: "mail", mail: headers(one), at: AT })),
        // One of ours, which was never fetched from a mailbox.
        write(message(newer, { kind: "mail", mail: headers(two), from: "engineer", at: AT + 5 })),
      ]);
      expect(await store.interactionOfMail([two, one])).toBe(newer);
      expect(await store.interactionOfMail([one, "<unknown@x>"])).toBe(older);
      expect(await store.interactionOfMail(["<unknown@x>"])).toBeNull();
      expect(await store.interactionOfMail([])).toBeNull();
    });

    test("[S12] a start finds what is open, and the organisation", async () => {
      const [open, closed] = [newInteractionId(), newInteractionId()];
      const full = routed(open, {
        state: "active",
        skills: [{ skillId: "zh" as never, level: 3, required: true }],
        cooldowns: [{ engineerId: ada, untilAt: AT }],
        engineerId: ada,
        answeredAt: AT,
        disposition: "resolved",
      });
      const pending = offer(open);
      await store.commitTurn(
        turn({
          epoch,
          interactions: [full, routed(closed, { state: "closed", closedAt: AT })],
          offers: [pending, offer(open, { state: "declined" })],
          engineerStates: [adaState],
          engineers: [engineer("bo", { zh: 3 })],
        }),
      );
      const { command, outcome } = decided(open);
      await store.commitTurn(
        turn({
          epoch,
          commands: [{ command: { ...command, at: AT + 7 }, outcome }],
          engineerStates: [{ ...adaState, status: "break" }],
        }),
      );
      const live = await store.load(0);
      expect(live.lastAt).toBe(AT + 7);
      expect(live.epoch).toBe(epoch);
      expect(live.interactions.filter(({ id }) => id >= open)).toEqual([full]);
      expect(live.offers.filter(({ interactionId }) => interactionId === open)).toEqual([pending]);
      expect(live.engineers).toEqual([engineer(ada), engineer("bo", { zh: 3 })]);
      expect(live.engineerStates).toEqual([{ ...adaState, status: "break" }]);
      expect(live.buckets).toEqual([bucket(bucketId)]);
    });

    test("[S12] skills and settings are kept; until there are settings, a database is empty", async () => {
      const skill = { id: "zh" as never, name: "Chinese" };
      await store.putSkill(skill);
      await store.putSkill({ ...skill, name: "Mandarin" });
      expect(await store.skills()).toEqual([{ ...skill, name: "Mandarin" }]);
      expect((await store.settings()).dispositions.length).toBeGreaterThan(0);
      expect(await store.isEmpty()).toBe(true);
      await store.putSettings(plainSettings);
      expect(await store.isEmpty()).toBe(false);
      await store.putSettings({ ...plainSettings, organisation: "Ours" });
      expect(await store.settings()).toEqual({ ...plainSettings, organisation: "Ours" });
    });

    test("[S12] the organisation's secret is made once", async () => {
      const [first, second] = await Promise.all([store.secret(), store.secret()]);
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(second).toBe(first);
    });

    test("[S13] an interaction is shown with content, customer and addresses", async () => {
      const address = { kind: "phone" as const, value: newId("+1") };
      const grace = await ofAddress(store, address, { id: newCustomerId(), name: "Grace", at: AT });
      const id = newInteractionId();
      const externalId = newId("CA");
      const { content: shown } = content(id, {
        subject: "Printer",
        to: "+18005550100",
        externalId,
      });
      const row = routed(id, { customerId: grace.id, channel: "voice" });
      await store.commitTurn(
        turn({
          epoch,
          interactions: [row],
          contents: [{ interactionId: id, key: null, content: shown }],
        }),
      );
      const whole = { ...row, ...shown, customer: grace };
      expect(await store.interaction(id)).toEqual(whole);
      expect(await store.interactionsById([id, newInteractionId()])).toEqual([whole]);
      expect(await store.interactionsById([])).toEqual([]);
      expect(await store.interactionByExternalId("voice", externalId)).toEqual(whole);
      expect(await store.interactionByExternalId("chat", externalId)).toBeNull();
      expect(await ofKey(store, "unknown")).toBeNull();
    });

    test("[S13] pages go from the newest to the oldest without gaps", async () => {
      const who = newCustomerId();
      const ids = Array.from({ length: 5 }, () => newInteractionId());
      await store.commitTurn(
        turn({
          epoch,
          interactions: ids.map((id, at) =>
            routed(id, {
              customerId: who,
              state: at === 0 ? "closed" : "waiting",
              engineerId: at < 2 ? ada : null,
              channel: at === 4 ? "email" : "chat",
            }),
          ),
        }),
      );
      const mine = { ...anything, customerId: who };
      const list = async (filter: InteractionFilter): Promise<InteractionId[]> =>
        (await store.listInteractions(filter)).map(({ id }) => id);
      const [a, b, c, d, e] = ids;
      expect(await list({ ...mine, limit: 2 })).toEqual([e, d]);
      expect(await list({ ...mine, limit: 2, cursor: d ?? null })).toEqual([c, b]);
      expect(await list({ ...mine, limit: 2, cursor: b ?? null })).toEqual([a]);
      expect(await list({ ...mine, states: ["closed", "menu"] })).toEqual([a]);
      expect(await list({ ...mine, engineerId: ada })).toEqual([b, a]);
      expect(await list({ ...mine, channel: "email" })).toEqual([e]);
      expect(await list({ ...mine, bucketId: "other" as never })).toEqual([]);
    });

    test("[S13] what was said last is shown short, notes are not, and reading clears the count", async () => {
      const id = await begin();
      await store.saveMessages([
        write(message(id, { text: "a" })),
        write(message(id, { text: `${"x".repeat(199)}😀 and more` })),
        write(message(id, { text: "secret", kind: "note", from: "engineer" })),
      ]);
      const shown = await store.interaction(id);
      expect(shown).toMatchObject({ unread: 2, lastMessage: { text: "x".repeat(199) } });
      await store.markRead(id);
      expect(await store.interaction(id)).toMatchObject({ unread: 0 });
    });

    test("[S13] how far a mail on its way came is on its message", async () => {
      const id = await begin();
      const out = message(id, { from: "engineer", delivery: { state: "queued", error: null } });
      await store.saveMessages([write(out)]);
      const failed = { state: "failed" as const, error: "550 no such user" };
      expect(await store.setDelivery(out.id, failed)).toEqual({ ...out, delivery: failed });
      expect(await store.message(out.id)).toEqual({ ...out, delivery: failed });
      expect(await store.setDelivery("unknown" as never, failed)).toBeNull();
      expect(await store.message("unknown" as never)).toBeNull();
    });

    test("[S13] the engineer who answered a customer last is known", async () => {
      const who = newCustomerId();
      const bo = EngineerId.parse("bo");
      const had = { customerId: who, state: "closed" as const };
      expect(await store.lastEngineerOf(who)).toBeNull();
      await store.commitTurn(
        turn({
          epoch,
          interactions: [
            routed(newInteractionId(), { ...had, engineerId: bo, answeredAt: AT + 9 }),
            routed(newInteractionId(), { ...had, engineerId: ada, answeredAt: AT + 1 }),
            routed(newInteractionId(), { ...had }),
          ],
        }),
      );
      expect(await store.lastEngineerOf(who)).toBe(bo);
    });

    test("[S14] the day is counted from the journal", async () => {
      const since = AT + 1_000_000;
      const [answered, late, left] = [newInteractionId(), newInteractionId(), newInteractionId()];
      const given = decided(answered);
      const accepted = (interactionId: InteractionId, waitedSeconds: number) => ({
        type: "interaction.accepted" as const,
        at: since + 2,
        interactionId,
        offerId: null,
        engineerId: ada,
        waitedSeconds,
      });
      const ended = (interactionId: InteractionId, outcome: "handled" | "abandoned") => ({
        type: "interaction.ended" as const,
        at: since + 61_000,
        interactionId,
        by: "customer" as const,
        outcome,
        engineerId: null,
      });
      const events = [
        queued(left, since - 1),
        queued(left, since),
        accepted(answered, 60),
        accepted(late, 60.5),
        ended(left, "abandoned"),
        ended(answered, "handled"),
      ];
      await store.commitTurn(
        turn({
          epoch,
          commands: [given],
          events: events.map((event) => ({ commandId: given.command.id, event })),
          interactions: [answered, late, left].map((id) => routed(id, { queuedAt: since })),
        }),
      );
      expect(await store.counts(since)).toEqual([
        { bucketId, kind: "queued", at: since, waitedSeconds: 0, inTarget: true },
        { bucketId, kind: "answered", at: since + 2, waitedSeconds: 60, inTarget: true },
        { bucketId, kind: "answered", at: since + 2, waitedSeconds: 60.5, inTarget: false },
        { bucketId, kind: "abandoned", at: since + 61_000, waitedSeconds: 61, inTarget: false },
      ]);
    });

    test("[S14] what a tier was promised is counted by the tier's own target", async () => {
      const since = AT + 2_000_000;
      const [gold, plain] = [newInteractionId(), newInteractionId()];
      const given = decided(gold);
      const promised = bucket("promised");
      const tiers = {
        ...promised.policy.tiers,
        gold: {
          ...promised.policy.tiers.gold,
          targetSeconds: { voice: 5, chat: 10, email: 60 },
        },
      };
      const accepted = (interactionId: InteractionId) => ({
        type: "interaction.accepted" as const,
        at: since + 2,
        interactionId,
        offerId: null,
        engineerId: ada,
        waitedSeconds: 30,
      });
      const inBucket = { bucketId: promised.id, queuedAt: since };
      await store.commitTurn(
        turn({
          epoch,
          commands: [given],
          events: [accepted(gold), accepted(plain)].map((event) => ({
            commandId: given.command.id,
            event,
          })),
          buckets: [{ ...promised, policy: { ...promised.policy, tiers } }],
          interactions: [routed(gold, { ...inBucket, tier: "gold" }), routed(plain, inBucket)],
        }),
      );
      expect((await store.counts(since)).map(({ inTarget }) => inTarget)).toEqual([false, true]);
    });

    test("[S15] any text can be stored", async () => {
      const id = await begin({ subject: "a\0b", collected: { "k\0": "\uD800" } });
      expect(await store.interaction(id)).toMatchObject({
        subject: "ab",
        collected: { k: "\uFFFD" },
      });
      const odd = 'quote\' "double" \\u0000 \\ 😀 \u2028 $1 %s \t';
      const said = message(id, { text: `\0${odd}\uDC00`, authorName: "\0" });
      await store.saveMessages([write(said)]);
      expect(await store.message(said.id)).toMatchObject({
        text: `${odd}\uFFFD`,
        authorName: "",
        clientId: said.clientId,
      });
      expect(await ofKey(store, "a\0")).toBeNull();
      expect(await store.userByEmail("a\0@x")).toBeNull();
      const one = user({ name: "A\0da" });
      await store.putUser(one);
      expect(await store.user(one.id)).toMatchObject({ name: "Ada" });
    });

    test("[S19] it answers when asked whether it is there", async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}
