/**
 * The customer's side of the program: what channels ask for. Begins contacts, walks them through
 * the menu into a bucket, takes their messages, and tells channels what changed after each commit.
 */
import { createHash } from "node:crypto";
import {
  DeskRefusal,
  type Contact,
  type ContactChange,
  type ContactStage,
  type Desk,
  type NewContact,
} from "../../channels/channel.js";
import type { Outcome } from "../../protocol/commands.js";
import {
  CommandId,
  CustomerId,
  InteractionId,
  MessageId,
  type BucketId,
  type EngineerId,
  type MenuTreeId,
} from "../../protocol/ids.js";
import type { Message } from "../../protocol/interactions.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import { isSms } from "../../protocol/sms.js";
import type { Channel } from "../../protocol/words.js";
import { errorCodeOf } from "../errors.js";
import type { Asked } from "../dispatch/dispatch-parts.js";
import { createBatcher } from "../dispatch/batcher.js";
import type { Luggage } from "../dispatch/turn.js";
import { newId } from "../ids.js";
import { writable } from "../store/columns.js";
import type { MenuSessionRow, Visitor, Welcome } from "../store/store.js";
import { freshContent } from "./contents.js";
import { createFacts } from "./facts.js";
import type { Hub } from "./hub.js";
import { createLocks } from "./locks.js";
import { contentOf, type Contacts } from "./contacts.js";
import type { DeskParts } from "./desk-parts.js";
import { createMailIntake } from "./mail.js";
import {
  DEFAULT_LANGUAGE,
  endedStage,
  lastWords,
  stageOf,
  withFarewell,
  withWords,
} from "./stage.js";
import { createWalkOn } from "./walk-on.js";

/** Contacts that begin at the same moment and share one transaction. */
const VISITORS_AT_ONCE_MAX = 100;

/** Where the walk ended, when it did. */
type WalkEnd = Extract<MenuScreen["expects"], { kind: "bucket" | "hangup" }>;

export function createDesk(parts: DeskParts): Desk {
  const { store, contacts, conversation, menus, organisation, hub, now } = parts;
  const locked = createLocks();
  const facts = createFacts(parts);
  const walkOn = createWalkOn({ ...parts, facts, applySession });
  const door = createBatcher(
    (visitors: readonly Visitor[]) => store.welcome(visitors),
    VISITORS_AT_ONCE_MAX,
  );

  async function send(asked: Asked, luggage?: Luggage): Promise<Outcome & { ok: true }> {
    const outcome = await parts.dispatch().send(asked, luggage);
    if (outcome.ok) return outcome;
    throw new DeskRefusal(errorCodeOf(outcome.error.code), outcome.error.message);
  }

  async function stage(id: InteractionId): Promise<ContactStage | null> {
    const live = await parts.dispatch().read((router) => {
      const row = router.interaction(id);
      if (row === undefined) return null;
      return { row, stage: stageOf(router, row, { contact: contacts.get(id), at: now() }) };
    });
    if (live === null) {
      const closed = await store.interaction(id);
      if (closed === null) return null;
      const language = closed.language ?? DEFAULT_LANGUAGE;
      const ended = endedStage(closed, language);
      if (closed.outcome !== "overflowed") return ended;
      const events = (await store.timeline(id)).events.map(({ event }) => event);
      return { ...ended, says: lastWords(events, { interactionId: id, language }) };
    }
    const isCalledBack = live.stage.stage === "waiting" && live.stage.callback !== undefined;
    if (live.row.state !== "menu" && !isCalledBack) return live.stage;
    // Another node may have walked the contact here: then the walk is read from where it is kept.
    const known = parts.isShared ? null : contacts.get(id)?.session;
    const session = known ?? (await store.menuSession(id));
    if (session === null) return live.stage;
    if (live.row.state !== "menu") return withFarewell(live.stage, session.screen);
    contacts.put(id, { session });
    return arrive(session);
  }

  /** Acts on where a walk is: what it waits for is looked up, its end queued or ended. Safe to repeat. */
  async function arrive(session: MenuSessionRow): Promise<ContactStage> {
    const { interactionId: id } = session;
    const { screen } = session.screen.expects.kind === "lookup" ? await walkOn(session) : session;
    const end = screen.expects;
    if (end.kind !== "bucket" && end.kind !== "hangup") return { stage: "menu", screen };
    await finishWalk(id, end);
    const reached = await stage(id);
    // What is said to whom is let go is part of letting them go.
    if (reached?.stage === "waiting" && reached.callback?.fromMenu !== undefined) return reached;
    return withWords(
      reached ?? { stage: "ended", by: "system", says: [], language: screen.language },
      screen.says,
    );
  }

  async function finishWalk(id: InteractionId, end: WalkEnd): Promise<void> {
    if (end.kind === "hangup") {
      await send({ type: "interaction.end", interactionId: id, by: "menu", engineerId: null });
      return;
    }
    const contact = contacts.get(id);
    const row = await parts.dispatch().read((router) => router.interaction(id));
    if (row?.state !== "menu") return;
    const customerId = contact?.customer?.id ?? row.customerId;
    const outcome = await parts.dispatch().send({
      // Without an id of its own: queueing twice is harmless to the router.
      type: "interaction.queue",
      interactionId: id,
      channel: row.channel,
      customerId,
      bucketId: await bucketOr(end.bucketId),
      priority: end.priority,
      skills: end.skills,
      lastEngineerId: await lastEngineerOf(id, customerId),
      fromMenu: true,
      ...(contact?.customer && { tier: contact.customer.tier }),
      ...(contact?.lost && { reentry: contact.lost }),
    });
    // The caller hung up on the way: that they have gone is what the stage will say.
    if (!outcome.ok && outcome.error.code !== "INTERACTION_UNKNOWN") {
      throw new DeskRefusal(errorCodeOf(outcome.error.code), outcome.error.message);
    }
    // Refused when somebody has answered already: then they talk.
    if (outcome.ok && end.instead !== undefined) {
      await parts
        .dispatch()
        .send({ type: "interaction.callback", interactionId: id, notBeforeAt: null });
    }
  }

  /** Known from the welcome, unless this process did not see it. */
  async function lastEngineerOf(
    id: InteractionId,
    customerId: CustomerId | null,
  ): Promise<EngineerId | null> {
    const known = contacts.get(id)?.lastEngineerId;
    if (known !== undefined || customerId === null) return known ?? null;
    return store.lastEngineerOf(customerId);
  }

  /** A published tree never strands a caller: a bucket that was archived since gives way to another. */
  async function bucketOr(wanted: BucketId | null): Promise<BucketId> {
    const fallback = organisation.settings.mailBucketId;
    const found = await parts.dispatch().read((router) => {
      for (const id of [wanted, fallback]) {
        const bucket = id === null ? undefined : router.bucket(id);
        if (bucket?.archived === false) return bucket.id;
      }
      return router.buckets().find((bucket) => !bucket.archived)?.id;
    });
    if (found === undefined) throw new DeskRefusal("BUCKET_UNKNOWN", "There is no bucket yet.");
    return found;
  }

  async function beginNew(
    contact: NewContact,
    { customer, lastEngineerId, lost }: Welcome,
  ): Promise<Contact> {
    const at = now();
    const interactionId = InteractionId.parse(newId("int", at));
    const language = contact.language ?? customer?.language ?? null;
    const treeId = treeOf(contact);
    const session =
      treeId === null
        ? null
        : await menus.begin({
            interactionId,
            treeId,
            at,
            language: contact.channel === "voice" ? null : language,
            facts: facts.from(() => {
              const { channel, address, to } = contact;
              return Promise.resolve({ channel, address: address?.value ?? null, customer, to });
            }),
          });
    const content = freshContent({
      subject: contact.subject === undefined ? null : writable(contact.subject),
      address: contact.address?.value ?? null,
      to: contact.to,
      language: session?.screen.language ?? language,
      externalId: contact.externalId,
      path: session?.screen.path ?? [],
    });
    contacts.put(interactionId, { content, customer, session, lastEngineerId, lost });
    let outcome: Outcome & { ok: true };
    try {
      outcome = await send(
        {
          // Asked at two nodes at once, it is one command, and the second is answered like the first.
          ...(parts.isShared && { id: startOf(contact.key) }),
          type: "interaction.start",
          interactionId,
          channel: contact.channel,
          customerId: customer?.id ?? null,
        },
        {
          contents: [{ interactionId, key: contact.key, content }],
          sessions: session === null ? [] : [session],
          ...(customer && { customers: [{ interactionId, customer }] }),
        },
      );
    } catch (error) {
      contacts.drop(interactionId);
      throw error;
    }
    if (outcome.interactionId !== null && outcome.interactionId !== interactionId) {
      contacts.drop(interactionId);
      const reached = await stage(outcome.interactionId);
      if (reached === null) throw new Error(`${outcome.interactionId} has begun and is not there`);
      return { interactionId: outcome.interactionId, stage: reached };
    }
    if (session !== null) return { interactionId, stage: await arrive(session) };
    // Nothing is published for it: straight into a bucket rather than nowhere.
    await finishWalk(interactionId, {
      kind: "bucket",
      bucketId: await bucketOr(null),
      priority: null,
      skills: [],
    });
    const reached = await stage(interactionId);
    if (reached === null) throw new Error(`${interactionId} vanished while it began`);
    return { interactionId, stage: reached };
  }

  function treeOf(contact: NewContact): MenuTreeId | null {
    const { settings } = organisation;
    const number = settings.numbers.find((entry) => entry.number === contact.to);
    const usual = contact.channel === "chat" ? settings.chatMenuTreeId : settings.menuTreeId;
    return number?.menuTreeId ?? usual;
  }

  async function applySession(session: MenuSessionRow): Promise<void> {
    const { screen, interactionId } = session;
    const contact = contacts.get(interactionId);
    if (contact === undefined) return;
    const { path, collected, language } = screen;
    contacts.put(interactionId, {
      session,
      content: { ...contact.content, path, collected, language },
    });
    const whole = await conversation.interaction(interactionId);
    if (whole !== null) hub.share("content", { interaction: whole, session });
  }

  /** Ends it for a reason on the customer's side; what is over already stays as it is. */
  async function end(id: InteractionId, by: "customer" | "system"): Promise<void> {
    await send({ type: "interaction.end", interactionId: id, by, engineerId: null });
  }

  const mail = createMailIntake({ ...parts, send, bucketOr, locked });

  return {
    begin: (contact) =>
      locked(contact.key, async () => {
        const { key, address, name } = contact;
        const at = now();
        const fresh = {
          id: CustomerId.parse(newId("cus", at)),
          name: writable(name ?? address?.value ?? ""),
          at,
        };
        const welcome = await door.add({ key, address, fresh });
        const { interactionId } = welcome;
        if (interactionId === null) return beginNew(contact, welcome);
        const reached = await stage(interactionId);
        if (reached === null) throw new Error(`${interactionId} has a key but no row`);
        return { interactionId, stage: reached };
      }),
    stage: (id) => stage(id),
    find: async (channel, externalId) => {
      const found = await store.interactionByExternalId(channel, externalId);
      return found === null ? null : conversation.interaction(found.id);
    },
    interaction: (id) => conversation.interaction(id),
    press: ({ interactionId, seq, input }) =>
      locked(interactionId, async () => {
        const before = await stage(interactionId);
        if (before === null)
          throw new DeskRefusal("INTERACTION_UNKNOWN", "There is no such contact.");
        const session = contacts.get(interactionId)?.session;
        if (before.stage !== "menu" || session?.seq !== seq) return before;
        const known = facts.of(interactionId);
        const next = await menus.step({ session, input, at: now(), facts: known });
        if (next === null) {
          // Another process took the step: its result is read and shown.
          contacts.put(interactionId, { session: null });
          return (await stage(interactionId)) ?? before;
        }
        await applySession(next);
        return arrive(next);
      }),
    leave: (id) => end(id, "customer"),
    lost: (id) => end(id, "system"),
    engineerLeft: async (id, engineerId) => {
      const outcome = await parts
        .dispatch()
        .send({ type: "interaction.end", interactionId: id, by: "engineer", engineerId });
      // It was ended, transferred or given to somebody else meanwhile: the late news is harmless.
      if (!outcome.ok && outcome.error.code === "STORE_UNAVAILABLE") {
        throw new DeskRefusal("STORE_UNAVAILABLE", outcome.error.message);
      }
    },
    unreachable: async (id, engineerId, because) => {
      await send({
        type: "interaction.requeue",
        interactionId: id,
        because: because.slice(0, 120),
        engineerId,
      });
    },
    callMeBack: async (id) => {
      await send({ type: "interaction.callback", interactionId: id, notBeforeAt: null });
      const reached = await stage(id);
      if (reached === null) throw new Error(`${id} vanished while it asked to be called`);
      return reached;
    },
    calledBack: (id, externalId) =>
      locked(id, async () => {
        const interaction = await conversation.interaction(id);
        if (interaction === null || interaction.externalId === externalId) return;
        const content = { ...contentOf(interaction), externalId };
        // Nothing is decided; the row travels with the turn, so it cannot overtake one.
        await send(
          { type: "router.tick" },
          { contents: [{ interactionId: id, key: null, content }] },
        );
        contacts.put(id, { content });
      }),
    notReached: async (id, engineerId, because) => {
      await send({
        type: "callback.failed",
        interactionId: id,
        engineerId,
        because: because.slice(0, 120),
      });
    },
    say: async (said) => {
      const row = await parts.dispatch().read((router) => router.interaction(said.interactionId));
      if (row === undefined) throw new DeskRefusal("INTERACTION_UNKNOWN", "This contact is over.");
      // Texts come when they come: what is written before somebody answers is read by who does.
      const isEarly = row.state === "menu" && !isSms(contacts.view(row));
      if (row.state === "wrapup" || isEarly) {
        throw new DeskRefusal("INTERACTION_STATE", "Nobody can be written to at this point.");
      }
      const at = now();
      const message: Message = {
        id: MessageId.parse(newId("msg", at)),
        interactionId: said.interactionId,
        kind: "text",
        from: "customer",
        authorName: writable(said.authorName),
        engineerId: null,
        text: writable(said.text),
        html: null,
        quoteFrom: null,
        mail: null,
        attachments: [],
        at,
        clientId: said.clientId,
        delivery: null,
      };
      const saved = await conversation.save({
        message,
        attachments: [],
        uploads: [],
        effects: [],
        mail: null,
      });
      return saved.message;
    },
    undelivered: async ({ interactionId, messageId, because }) => {
      const message = await store.message(messageId);
      if (message?.interactionId !== interactionId || message.delivery === null) return;
      await conversation.deliver(messageId, { state: "failed", error: because.slice(0, 500) });
    },
    typing: (interactionId) => {
      hub.share("typing", { interactionId, from: "customer", engineerId: null });
    },
    messages: (id) =>
      // Nothing was said yet: the usual case, a chat that begins.
      contacts.get(id)?.content.lastMessage === null && !parts.isShared
        ? Promise.resolve([])
        : store.messages(id),
    takeMail: (inbound) => mail.take(inbound),
    keepDeadLetter: (letter) => mail.keepDeadLetter(letter),
    cursor: (mailbox, folder) => store.mailCursor(mailbox, folder),
    saveCursor: (mailbox, cursor) => store.saveMailCursor(mailbox, cursor),
    attachment: (id) => store.attachment(id),
    recording: (id) => store.recording(id),
    engineer: (id: EngineerId) => parts.dispatch().read((router) => router.engineer(id) ?? null),
    customer: (id) => store.customer(id),
    open: (channel) =>
      parts.dispatch().read((router) =>
        router
          .snapshot()
          .interactions.filter((row) => row.channel === channel && row.state !== "wrapup")
          .map((row) => contacts.view(row)),
      ),
    watch: (channel, listener) => watch({ hub, contacts, now }, channel, listener),
  };
}

/** The command that begins the contact of this key. */
function startOf(key: string): CommandId {
  return CommandId.parse(`cmd_start:${createHash("sha256").update(key).digest("hex")}`);
}

/** Turns what was committed into what customers of one channel are told. */
function watch(
  parts: { readonly hub: Hub; readonly contacts: Contacts; readonly now: () => number },
  channel: Channel,
  listener: (change: ContactChange) => void,
): () => void {
  const { hub, contacts, now } = parts;
  const stops = [
    hub.on("turn", ({ decided, router }) => {
      const touched = new Map(
        decided.flatMap(({ decision }) =>
          decision.interactions
            .filter((row) => row.channel === channel)
            .map((row) => [row.id, row] as const),
        ),
      );
      if (touched.size === 0) return;
      const events = decided.flatMap(({ decision }) => decision.events);
      const ends = new Map(
        events.flatMap((event) =>
          event.type === "interaction.ended" ? [[event.interactionId, event] as const] : [],
        ),
      );
      for (const row of touched.values()) {
        const stage = stageOf(router, row, { contact: contacts.get(row.id), at: now() });
        // Who ended it, and with which words, is in the events; the row only knows how it counts.
        const ended = ends.get(row.id);
        const exact =
          stage.stage === "ended" && ended !== undefined
            ? {
                ...stage,
                by: ended.by,
                says: lastWords(events, { interactionId: row.id, language: stage.language }),
              }
            : stage;
        listener({ type: "stage", interactionId: row.id, stage: exact });
      }
    }),
    hub.on("message", ({ message, interaction }) => {
      if (interaction.channel !== channel || message.kind === "note") return;
      listener({ type: "message", interactionId: interaction.id, message });
    }),
    hub.on("typing", ({ interactionId, from }) => {
      if (from === "engineer") listener({ type: "typing", interactionId });
    }),
    hub.on("anew", () => {
      listener({ type: "anew" });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
