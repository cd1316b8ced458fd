/** What customers see of the router's decisions, over the real desk, turn and embedded database. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ContactChange, Desk, InboundMail } from "../../channels/channel.js";
import { CustomerId } from "../../protocol/ids.js";
import type { Interaction, RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket } from "../../protocol/organisation.js";
import { RoutingPolicy } from "../../protocol/policy.js";
import type { Retention } from "../../protocol/retention.js";
import { createRouter } from "../../routing/router.js";
import { createContacts } from "../../src/desk/contacts.js";
import { createConversation } from "../../src/desk/conversation.js";
import { createDesk } from "../../src/desk/desk.js";
import { createHub } from "../../src/desk/hub.js";
import { createMenus } from "../../src/desk/menus.js";
import { loadOrganisation, type Organisation } from "../../src/desk/organisation.js";
import { purge } from "../../src/desk/retention.js";
import { leadAlone } from "../../src/dispatch/dispatch.js";
import type { Dispatch } from "../../src/dispatch/dispatch-parts.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { headers } from "../contracts/store-samples.js";
import { bucket, plainSettings } from "../support/organisation.js";

let store: Store;
let dispatch: Dispatch;
let desk: Desk;
let organisation: Organisation;
let now = 1_760_000_000_000;
const quiet = { warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  store = await openStore({ dataDir: null, databaseUrl: null });
  await store.putSettings(plainSettings);
  const hub = createHub(quiet);
  organisation = await loadOrganisation(store, hub);
  const contacts = createContacts(store);
  dispatch = await leadAlone({
    store,
    createRouter,
    onLoaded: (live) => contacts.load(live.interactions),
    planEffects: () => [],
    onCommitted: (decided, router, committedAt) => {
      hub.tell("turn", { decided, router, committedAt });
    },
    now: () => now,
    holder: "test",
    log: quiet,
    measure: { turn: () => undefined, commit: () => undefined },
  });
  const theDispatch = (): Dispatch => dispatch;
  const conversation = createConversation({
    store,
    contacts,
    hub,
    isShared: false,
    dispatch: theDispatch,
  });
  const menus = createMenus(store);
  const parts = {
    store,
    dispatch: theDispatch,
    contacts,
    conversation,
    menus,
    organisation,
    hub,
    isShared: false,
  };
  desk = createDesk({ ...parts, now: () => now });
}, 60_000);

afterAll(async () => {
  await dispatch.stop();
  await store.close();
});

async function put(parts: Partial<Bucket> & Pick<Bucket, "policy">): Promise<void> {
  await dispatch.send({ type: "bucket.put", bucket: { ...bucket("main"), ...parts } });
}

let calls = 0;
async function call(from: string): Promise<RoutedInteraction> {
  calls += 1;
  const { interactionId } = await desk.begin({
    key: `call:${String(calls)}`,
    channel: "voice",
    address: { kind: "phone", value: from },
    name: null,
    to: null,
    language: "zh-CN",
    externalId: `CA${String(calls)}`,
  });
  const row = await desk.interaction(interactionId);
  if (row === null) throw new Error("the call is nowhere");
  return row;
}

test("[R9] whoever gave up and calls again has the old place, with the promise of their tier", async () => {
  await put({
    policy: RoutingPolicy.parse({
      reentrySeconds: 300,
      tiers: { gold: { targetSeconds: { voice: 5, chat: 5, email: 5 } } },
    }),
  });
  const address = { kind: "phone" as const, value: "+4930111" };
  const id = CustomerId.parse("cus_grace");
  const grace = { name: "Grace", company: null, language: null, tier: "gold" as const };
  await store.putCustomer({ id, ...grace, addresses: [address] }, now);
  const first = await call("+4930111");
  expect(first).toMatchObject({ tier: "gold", queuedAt: now, dueAt: now + 5000 });
  const queuedAt = now;
  now += 20_000;
  await desk.leave(first.id);
  now += 60_000;
  expect(await call("+4930111")).toMatchObject({ queuedAt, dueAt: queuedAt + 5000 });
  expect(await call("+4930222")).toMatchObject({ tier: "basic", queuedAt: now });
});

test("[R15] whom an overflow sends away hears why, then and later", async () => {
  const text = { en: "We are closed.", zh: "我们已下班。" };
  await put({
    closed: { reason: "training" },
    policy: RoutingPolicy.parse({
      overflow: [
        { channels: ["voice"], when: { kind: "closed" }, then: { kind: "message", text } },
      ],
    }),
  });
  const told: ContactChange[] = [];
  const stop = desk.watch("voice", (change) => told.push(change));
  const { id } = await call("+4930333");
  stop();
  const ended = {
    stage: "ended",
    by: "system",
    says: [{ text: "我们已下班。", language: "zh" }],
    language: "zh-CN",
  };
  expect(told.at(-1)).toEqual({ type: "stage", interactionId: id, stage: ended });
  expect(await desk.stage(id)).toEqual(ended);
});

test("[R9] whoever is called back need not stay, and is told so", async () => {
  await put({
    policy: RoutingPolicy.parse({
      overflow: [
        {
          channels: ["voice"],
          when: { kind: "length", atLeast: 0 },
          then: { kind: "callback" },
        },
      ],
    }),
  });
  const { id } = await call("+4930444");
  expect(await desk.stage(id)).toMatchObject({
    stage: "waiting",
    callback: { notBeforeAt: null },
  });
  await desk.leave(id);
  expect(await desk.stage(id)).toMatchObject({ stage: "waiting" });
});

test("[D15] an answer to a purged mail begins a new contact, and one to a contact that is there goes on", async () => {
  await put({ policy: RoutingPolicy.parse({}) });
  const mail = (name: string, parts: Partial<InboundMail> = {}): InboundMail => ({
    mailbox: "box",
    cursor: null,
    headers: { ...headers(`<${name}@example.com>`), inReplyTo: null },
    text: "Hello",
    html: null,
    quoteFrom: null,
    recipients: ["help@example.com"],
    attachments: [],
    raw: new Uint8Array(Buffer.from("raw")),
    receivedAt: now,
    repliesTo: null,
    ...parts,
  });
  const answerTo = (name: string): Partial<InboundMail> => ({
    headers: { ...headers(`<re-${name}@example.com>`), inReplyTo: `<${name}@example.com>` },
  });
  const newest = async (): Promise<Interaction> => {
    const filter = { states: null, bucketId: null, channel: "email", customerId: null } as const;
    const [one] = await store.listInteractions({
      ...filter,
      ...{ engineerId: null, cursor: null, limit: 1 },
    });
    if (one === undefined) throw new Error("no mail is there");
    return one;
  };
  await store.putSettings({ ...plainSettings, mailBucketId: bucket("main").id });
  await organisation.refresh();
  const begin = async (name: string, parts: Partial<InboundMail> = {}): Promise<Interaction> => {
    now += 1000;
    expect(await desk.takeMail(mail(name, parts))).toEqual({ taken: "new" });
    const begun = await newest();
    await dispatch.send({
      ...{ type: "interaction.end", interactionId: begun.id, by: "system", engineerId: null },
    });
    return begun;
  };
  const first = await begin("first");
  const second = await begin("second", answerTo("first"));
  expect(second.threadId).toBe(first.id);
  now += 40 * 86_400_000;
  const said = { messagesDays: 30, interactionsDays: null, journalDays: null };
  const purgeBy = async (retention: Retention): Promise<void> => {
    const run = await store.startPurge({ by: "hand", at: now });
    await purge({ store, retention, at: now, run });
  };
  await purgeBy(said);
  expect(await store.messages(first.id)).toEqual([]);
  // The sealed address of our own mail still names the contact.
  const third = await begin("third", { repliesTo: second.id });
  expect(third.threadId).toBe(first.id);
  now += 40 * 86_400_000;
  await purgeBy({ ...said, interactionsDays: 30 });
  expect(await store.interaction(third.id)).toBeNull();
  const fourth = await begin("fourth", { ...answerTo("third"), repliesTo: third.id });
  expect(fourth).toMatchObject({ threadId: null, bucketId: "main" });
});
