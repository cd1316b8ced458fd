/** Small whole objects for the store's tests. Every id is new, so that tests can share a database. */
import type { Command } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { Effect } from "../../protocol/effects.js";
import {
  BucketId,
  CommandId,
  CustomerId,
  EngineerId,
  InteractionId,
  MenuTreeId,
  MessageId,
  NodeId,
  OfferId,
  UserId,
  ServerNodeId,
} from "../../protocol/ids.js";
import {
  UNQUEUED,
  type InteractionContent,
  type MailHeaders,
  type Message,
  type Offer,
  type RoutedInteraction,
} from "../../protocol/interactions.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import type { EngineerState } from "../../protocol/organisation.js";
import type {
  ContentWrite,
  MenuSessionRow,
  MenuStepWrite,
  MessageWrite,
  TurnCommit,
  UserRow,
} from "../../src/store/store.js";

let count = 0;

/** Sorts by time: later ones are greater. */
export function newId(prefix: string): string {
  count += 1;
  return `${prefix}_${String(count).padStart(6, "0")}`;
}

export const AT = 1_700_000_000_000;
export const newInteractionId = (): InteractionId => InteractionId.parse(newId("int"));
export const bucketId = BucketId.parse("hardware");
export const ada = EngineerId.parse("ada");

/** A turn that writes nothing but what is given. */
export function turn(parts: Partial<TurnCommit> & Pick<TurnCommit, "epoch">): TurnCommit {
  return {
    partition: 0,
    commands: [],
    events: [],
    interactions: [],
    offers: [],
    engineerStates: [],
    engineers: [],
    buckets: [],
    contents: [],
    messages: [],
    sessions: [],
    effects: [],
    ...parts,
  };
}

export function command(interactionId: InteractionId, at = AT): Command {
  return {
    id: CommandId.parse(newId("cmd")),
    at,
    type: "interaction.queue",
    interactionId,
    channel: "chat",
    customerId: null,
    bucketId,
    priority: null,
    skills: [],
    lastEngineerId: null,
  };
}

/** A command that was agreed to. */
export function decided(interactionId: InteractionId): TurnCommit["commands"][number] {
  return { command: command(interactionId), outcome: { ok: true, interactionId } };
}

export function queued(interactionId: InteractionId, at = AT): DomainEvent {
  return {
    type: "interaction.queued",
    at,
    interactionId,
    channel: "chat",
    bucketId,
    priority: 5,
    dueAt: at + 60_000,
  };
}

export function routed(
  id: InteractionId,
  parts: Partial<RoutedInteraction> = {},
): RoutedInteraction {
  return {
    id,
    channel: "chat",
    state: "waiting",
    outcome: null,
    customerId: null,
    bucketId,
    priority: 5,
    skills: [],
    directTo: null,
    engineerId: null,
    lastEngineerId: null,
    startedAt: AT,
    queuedAt: AT,
    dueAt: AT + 60_000,
    answeredAt: null,
    endedAt: null,
    wrapUpEndsAt: null,
    closedAt: null,
    disposition: null,
    offers: 0,
    cooldowns: [],
    ...UNQUEUED,
    ...parts,
  };
}

export function content(
  interactionId: InteractionId,
  parts: Partial<InteractionContent> & { readonly key?: string | null } = {},
): ContentWrite {
  const { key = null, ...rest } = parts;
  return {
    interactionId,
    key,
    content: {
      subject: null,
      address: "chat:1",
      to: null,
      language: "en",
      path: [],
      collected: {},
      unread: 0,
      lastMessage: null,
      externalId: null,
      threadId: null,
      ...rest,
    },
  };
}

export function offer(interactionId: InteractionId, parts: Partial<Offer> = {}): Offer {
  return {
    id: OfferId.parse(newId("off")),
    interactionId,
    engineerId: ada,
    offeredAt: AT,
    expiresAt: AT + 30_000,
    state: "pending",
    because: "idle",
    ...parts,
  };
}

export const adaState: EngineerState = {
  engineerId: ada,
  status: "available",
  reason: null,
  channels: ["voice", "chat"],
  connected: true,
  nodes: [ServerNodeId.parse("nod_1"), ServerNodeId.parse("nod_2")],
  statusAt: AT,
  idleAt: AT,
  disconnectedAt: null,
  askedAt: null,
  today: null,
};

export function message(interactionId: InteractionId, parts: Partial<Message> = {}): Message {
  return {
    id: MessageId.parse(newId("msg")),
    interactionId,
    kind: "text",
    from: "customer",
    authorName: "Grace",
    engineerId: null,
    text: "My printer is on fire",
    html: null,
    quoteFrom: null,
    mail: null,
    attachments: [],
    at: AT,
    clientId: newId("client"),
    delivery: null,
    ...parts,
  };
}

export function write(said: Message, parts: Partial<MessageWrite> = {}): MessageWrite {
  return { message: said, attachments: [], uploads: [], effects: [], mail: null, ...parts };
}

export function headers(messageId: string): MailHeaders {
  return {
    subject: "Printer",
    from: { name: "Grace", address: "grace@example.com" },
    to: [{ name: "", address: "help@example.com" }],
    cc: [],
    messageId,
    inReplyTo: null,
    references: [],
    class: "human",
  };
}

export function effect(interactionId: InteractionId, createdAt = AT): Effect {
  return {
    id: newId("eff"),
    channel: "chat",
    kind: "send",
    interactionId,
    payload: { text: "hello" },
    createdAt,
  };
}

export const treeId = (): MenuTreeId => MenuTreeId.parse(newId("tree"));

function screen(seq: number): MenuScreen {
  return {
    seq,
    nodeId: NodeId.parse(`n${String(seq)}`),
    language: seq === 0 ? "en" : "zh",
    says: [{ text: "Press one", language: "en" }],
    expects: { kind: "key", options: [{ key: "1", label: "One" }], firstDigitSeconds: 7 },
    path: Array.from({ length: seq }, () => ({ key: "1", label: "One" })),
    collected: seq === 0 ? {} : { ticket: String(seq) },
  };
}

export function session(interactionId: InteractionId, seq: number): MenuSessionRow {
  return {
    interactionId,
    treeId: MenuTreeId.parse("support"),
    version: 1,
    seq,
    snapshot: { value: `n${String(seq)}`, context: { tries: 0 } },
    screen: screen(seq),
    at: AT + seq,
    begunAt: AT,
  };
}

export function step(interactionId: InteractionId, seq: number, input = "1"): MenuStepWrite {
  return {
    session: session(interactionId, seq),
    step: {
      fromNodeId: `n${String(seq - 1)}`,
      toNodeId: `n${String(seq)}`,
      input,
      result: "moved",
    },
    spentMs: 1,
  };
}

export function tree(id: MenuTreeId, name: string): MenuTree {
  return {
    id,
    name,
    languages: ["en"],
    start: NodeId.parse("bye"),
    nodes: [{ id: NodeId.parse("bye"), kind: "hangup", prompt: { en: "Goodbye" } }],
    tests: [],
  };
}

export function user(parts: Partial<UserRow> = {}): UserRow {
  const id = newId("usr");
  return {
    id: UserId.parse(id),
    email: `${id}@example.com`,
    name: "Ada",
    role: "supervisor",
    engineerId: null,
    passwordHash: null,
    archived: false,
    ...parts,
  };
}

export const newCustomerId = (): CustomerId => CustomerId.parse(newId("cus"));
