/**
 * A small honest program behind a channel: it keeps contacts in memory, walks a short menu, queues,
 * and lets a test play the router and the engineer. What a test makes happen becomes facts; attached
 * channels plan effects from them, and `settle` performs those as the outbox would, in order and
 * again after a failure.
 */
import {
  DeskRefusal,
  type ChannelPort,
  type Contact,
  type ContactChange,
  type ContactStage,
  type DeadLetter,
  type Desk,
  type InboundMail,
  type MailCursor,
  type NewContact,
  type NewMessage,
  type Performed,
} from "../../channels/channel.js";
import type { OverflowThen } from "../../protocol/policy.js";
import type { Effect } from "../../protocol/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import {
  BucketId,
  EngineerId,
  InteractionId,
  MessageId,
  NodeId,
  OfferId,
  type AttachmentId,
  type CustomerId,
  type RecordingId,
} from "../../protocol/ids.js";
import { UNQUEUED, type Interaction, type Message } from "../../protocol/interactions.js";
import type { MenuInput, MenuScreen } from "../../protocol/menu-session.js";
import { DEFAULT_CAPACITY, type Customer, type Engineer } from "../../protocol/organisation.js";
import type { Channel } from "../../protocol/words.js";

/** What the menu of the fake says; two levels, then a bucket, a number to enter, or goodbye. */
export const FAKE_MENU = {
  welcome: "Welcome. Press 1 for support, 2 for accounts, 3 for opening hours.",
  support: "Press 1 for mail, 2 for network.",
  account: "Enter your customer number, then press pound.",
  hours: "We are open from nine to five. Goodbye.",
  connecting: "Thank you. Somebody will be with you.",
} as const;

const FAKE_BUCKET = BucketId.parse("b-support");

interface Row {
  interaction: Interaction;
  key: string;
  screen: MenuScreen | null;
  /** Who ended it, once it is over. */
  endedBy: "customer" | "engineer" | "menu" | "system" | null;
  messages: Message[];
}

export interface FakeDesk extends Desk {
  /** From now on its effects are planned and, by `settle`, performed. */
  attach(port: ChannelPort): void;
  /** Engineers that `engineer()` knows; `ada` and `bo` are there from the start. */
  putEngineer(engineer: Engineer): void;
  /** An engineer accepts it (however it stands before); tells the facts. */
  accept(interactionId: InteractionId, engineerId: EngineerId): readonly DomainEvent[];
  /** The engineer's console ends it. */
  endByEngineer(interactionId: InteractionId): readonly DomainEvent[];
  /** Back to the queue, to another engineer or bucket. */
  transfer(interactionId: InteractionId): readonly DomainEvent[];
  /** Its bucket's overflow runs. */
  overflow(interactionId: InteractionId, then: OverflowThen): void;
  /** The engineer writes; the message is stored and watchers are told. */
  write(interactionId: InteractionId, text: string): Message;
  /** Every fact so far, oldest first. */
  readonly facts: readonly DomainEvent[];
  /** Effects waiting to be performed. */
  readonly outbox: readonly Effect[];
  /** Adds an effect of the test's own. */
  ask(effect: Effect): void;
  /** Performs the outbox until it is empty; a throwing effect is tried five times. */
  settle(): Promise<readonly { readonly effect: Effect; readonly performed: Performed }[]>;
  /** How many times each Desk method was called. */
  readonly calls: Readonly<Record<string, number>>;
  /** All interactions, open and closed. */
  readonly interactions: readonly Interaction[];
  readonly mails: readonly InboundMail[];
  readonly deadLetters: readonly DeadLetter[];
  /** The next call of any Desk method rejects with this, once. */
  failNext(error: Error): void;
  addAttachment(id: AttachmentId, file: { name: string; type: string; bytes: Uint8Array }): void;
  /** From now on the node is recorded. `file` null: its recording is gone. */
  record(node: string, id: RecordingId, file: { type: string; bytes: Uint8Array } | null): void;
}

interface FakeDeskOptions {
  /** Strictly growing, so that ids and facts differ. */
  readonly now?: () => number;
}

export function createFakeDesk(options: FakeDeskOptions = {}): FakeDesk {
  let clock = 1_700_000_000_000;
  const now = options.now ?? ((): number => (clock += 1));
  const rows = new Map<string, Row>();
  const ports: ChannelPort[] = [];
  const facts: DomainEvent[] = [];
  let outbox: Effect[] = [];
  const listeners = new Set<{ channel: Channel; tell: (change: ContactChange) => void }>();
  const engineers = new Map<string, Engineer>();
  const cursors = new Map<string, MailCursor>();
  const mails: InboundMail[] = [];
  const deadLetters: DeadLetter[] = [];
  const files = new Map<string, { name: string; type: string; bytes: Uint8Array }>();
  const recordings = new Map<string, { type: string; bytes: Uint8Array }>();
  const recorded = new Map<string, RecordingId>();
  const screenAt = (node: string, seq: number, language: string): MenuScreen => {
    const screen = spokenScreen(node, seq, language);
    const recordingId = recorded.get(node);
    if (recordingId === undefined) return screen;
    return { ...screen, says: screen.says.map((said) => ({ ...said, recordingId })) };
  };
  const calls: Record<string, number> = {};
  let failure: Error | null = null;
  let count = 0;

  for (const id of ["ada", "bo"]) engineers.set(id, fakeEngineer(id));

  /** Every Desk method passes here: counted, and failing when the test wants it to. */
  function entered(method: string): void {
    calls[method] = (calls[method] ?? 0) + 1;
    if (failure === null) return;
    const error = failure;
    failure = null;
    throw error;
  }

  function rowOf(interactionId: InteractionId): Row {
    const row = rows.get(interactionId);
    if (row === undefined) throw new DeskRefusal("INTERACTION_UNKNOWN", "no such interaction");
    return row;
  }

  function stageOf(row: Row, says: MenuScreen["says"] = []): ContactStage {
    const { interaction } = row;
    const language = interaction.language ?? "en";
    if (row.endedBy !== null) return { stage: "ended", by: row.endedBy, says, language };
    if (interaction.state === "active") {
      const engineerName = engineers.get(interaction.engineerId ?? "")?.name ?? "";
      return { stage: "talking", engineerName, language };
    }
    if (interaction.state === "menu" && row.screen !== null) {
      return { stage: "menu", screen: row.screen };
    }
    const ahead = [...rows.values()].filter(
      (other) =>
        other.interaction.state === "waiting" &&
        (other.interaction.queuedAt ?? 0) < (interaction.queuedAt ?? 0),
    );
    const position = ahead.length + 1;
    const callback = interaction.callback === null ? {} : { callback: { notBeforeAt: null } };
    const estimatedSeconds = position * 60;
    return { stage: "waiting", position, estimatedSeconds, language, says, ...callback };
  }

  /** One commit: the row changes, facts are kept, effects planned, watchers told. */
  function commit(row: Row, change: Partial<Interaction>, happened: readonly DomainEvent[]): void {
    row.interaction = { ...row.interaction, ...change };
    for (const fact of happened) {
      facts.push(fact);
      for (const port of ports) {
        if (port.channel !== row.interaction.channel) continue;
        const planned = port.effectsOf(fact, { interaction: row.interaction });
        outbox.push(...planned.map((effect) => ({ ...effect, createdAt: now() })));
      }
    }
    const { id, channel } = row.interaction;
    tell(channel, { type: "stage", interactionId: id, stage: stageOf(row) });
  }

  function tell(channel: Channel, change: ContactChange): void {
    for (const listener of listeners) if (listener.channel === channel) listener.tell(change);
  }

  function end(row: Row, by: Exclude<Row["endedBy"], null>): readonly DomainEvent[] {
    if (row.endedBy !== null) return [];
    const { id, state, engineerId, callback } = row.interaction;
    // Whoever is called back may hang up.
    if (by === "customer" && state === "waiting" && callback !== null) return [];
    const talked = state === "active";
    const outcome = talked
      ? "handled"
      : by === "menu"
        ? "menu_ended"
        : by === "system"
          ? "dismissed"
          : state === "menu"
            ? "left_in_menu"
            : "abandoned";
    row.endedBy = by;
    const at = now();
    const happened: DomainEvent[] = [
      { type: "interaction.ended", at, interactionId: id, by, outcome, engineerId },
    ];
    commit(row, { state: talked ? "wrapup" : "closed", outcome, endedAt: at }, happened);
    return happened;
  }

  function queue(row: Row): void {
    const at = now();
    commit(row, { state: "waiting", bucketId: FAKE_BUCKET, queuedAt: at, dueAt: at + 20_000 }, [
      {
        type: "interaction.queued",
        at,
        interactionId: row.interaction.id,
        channel: row.interaction.channel,
        bucketId: FAKE_BUCKET,
        priority: 5,
        dueAt: at + 20_000,
      },
    ]);
  }

  function requeue(row: Row, because: string): readonly DomainEvent[] {
    const happened: DomainEvent[] = [
      {
        type: "interaction.requeued",
        at: now(),
        interactionId: row.interaction.id,
        bucketId: FAKE_BUCKET,
        because,
      },
    ];
    commit(row, { state: "waiting", engineerId: null }, happened);
    return happened;
  }

  function begin(contact: NewContact): Contact {
    const known = [...rows.values()].find((row) => row.key === contact.key);
    if (known !== undefined) {
      return { interactionId: known.interaction.id, stage: stageOf(known) };
    }
    count += 1;
    const at = now();
    const id = InteractionId.parse(`i-${String(count)}`);
    const row: Row = {
      key: contact.key,
      screen: screenAt("welcome", 0, contact.language ?? "en"),
      endedBy: null,
      messages: [],
      interaction: freshInteraction(id, contact, at),
    };
    rows.set(id, row);
    commit(row, {}, [
      { type: "interaction.started", at, interactionId: id, channel: contact.channel },
    ]);
    return { interactionId: id, stage: stageOf(row) };
  }

  function press(row: Row, seq: number, input: MenuInput): ContactStage {
    const { screen } = row;
    if (screen === null || row.interaction.state !== "menu" || screen.seq !== seq) {
      return stageOf(row);
    }
    const key = input.type === "key" ? input.key : input.type === "digits" ? input.digits : "";
    const next = key === "" ? screen.nodeId : nextNode(screen.nodeId, key);
    if (next === "bucket") {
      row.screen = null;
      queue(row);
      return stageOf(row, [{ text: FAKE_MENU.connecting, language: screen.language }]);
    }
    if (next === "hours") {
      row.screen = null;
      end(row, "menu");
      return stageOf(row, [{ text: FAKE_MENU.hours, language: screen.language }]);
    }
    row.screen = screenAt(next, seq + 1, screen.language);
    return stageOf(row);
  }

  function saveMessage(message: Message): Message {
    const row = rowOf(message.interactionId);
    const known = row.messages.find(
      (other) => message.clientId !== null && other.clientId === message.clientId,
    );
    if (known !== undefined) return known;
    row.messages.push(message);
    tell(row.interaction.channel, {
      type: "message",
      interactionId: message.interactionId,
      message,
    });
    return message;
  }

  /** A new mail waits in the fake's one bucket; a reply joins the interaction it names. */
  function takeMail(mail: InboundMail): { readonly taken: "new" | "reply" | "duplicate" } {
    const { mailbox, headers, cursor, repliesTo } = mail;
    if (cursor !== null) cursors.set(`${mailbox} ${cursor.folder}`, cursor);
    const known = mails.some(
      (other) => other.mailbox === mailbox && other.headers.messageId === headers.messageId,
    );
    if (known) return { taken: "duplicate" };
    mails.push(mail);
    const interactionId = repliesTo ?? beginMail(mail);
    const { name } = headers.from;
    const message = customerMessage(
      { interactionId, clientId: headers.messageId, authorName: name, text: mail.text },
      now(),
    );
    saveMessage({ ...message, kind: "mail", html: mail.html, mail: headers });
    return { taken: repliesTo === null ? "new" : "reply" };
  }

  function beginMail({ headers, recipients }: InboundMail): InteractionId {
    const { interactionId } = begin({
      key: `mail:${headers.messageId}`,
      channel: "email",
      address: { kind: "email", value: headers.from.address },
      name: headers.from.name,
      to: recipients[0] ?? null,
      language: null,
      externalId: headers.messageId,
    });
    const row = rowOf(interactionId);
    row.screen = null;
    row.interaction = { ...row.interaction, subject: headers.subject };
    queue(row);
    return interactionId;
  }

  /** Turns a synchronous step into the Desk's promise, failures included. */
  function step<T>(method: string, work: () => T): Promise<T> {
    return new Promise((resolve) => {
      entered(method);
      resolve(work());
    });
  }

  return {
    begin: (contact) => step("begin", () => begin(contact)),
    stage: (id) =>
      step("stage", () => {
        const row = rows.get(id);
        return row === undefined ? null : stageOf(row);
      }),
    find: (channel, externalId) =>
      step("find", () => {
        const all = [...rows.values()].map((row) => row.interaction);
        return all.findLast((i) => i.channel === channel && i.externalId === externalId) ?? null;
      }),
    interaction: (id) => step("interaction", () => rows.get(id)?.interaction ?? null),
    press: ({ interactionId, seq, input }) =>
      step("press", () => press(rowOf(interactionId), seq, input)),
    leave: (id) =>
      step("leave", () => {
        end(rowOf(id), "customer");
      }),
    engineerLeft: (id, engineerId) =>
      step("engineerLeft", () => {
        const row = rowOf(id);
        if (row.interaction.state !== "active" || row.interaction.engineerId !== engineerId) return;
        end(row, "engineer");
      }),
    unreachable: (id, engineerId, because) =>
      step("unreachable", () => {
        const row = rowOf(id);
        if (row.interaction.state !== "active" || row.interaction.engineerId !== engineerId) return;
        requeue(row, because);
      }),
    callMeBack: (id) =>
      step("callMeBack", () => {
        const row = rowOf(id);
        const { interaction } = row;
        commit(row, { callback: interaction.callback ?? { attempts: 0 } }, [
          { type: "callback.requested", at: now(), interactionId: id, notBeforeAt: null },
        ]);
        return stageOf(row);
      }),
    calledBack: (id, externalId) =>
      step("calledBack", () => {
        commit(rowOf(id), { externalId }, []);
      }),
    notReached: (id, engineerId, because) =>
      step("notReached", () => {
        const row = rowOf(id);
        if (row.interaction.state !== "active" || row.interaction.engineerId !== engineerId) return;
        const attempts = (row.interaction.callback?.attempts ?? 0) + 1;
        commit(row, { state: "waiting", callback: { attempts } }, [
          {
            type: "callback.failed",
            at: now(),
            interactionId: id,
            engineerId,
            because,
            attempts,
            notBeforeAt: null,
          },
        ]);
      }),
    lost: (id) =>
      step("lost", () => {
        end(rowOf(id), "system");
      }),
    say: (message) => step("say", () => saveMessage(customerMessage(message, now()))),
    undelivered: ({ interactionId, messageId, because }) =>
      step("undelivered", () => {
        const { messages } = rowOf(interactionId);
        const at = messages.findIndex(({ id }) => id === messageId);
        const message = messages[at];
        if (message === undefined) return;
        messages[at] = { ...message, delivery: { state: "failed", error: because } };
      }),
    typing: (interactionId) => {
      entered("typing");
      const row = rowOf(interactionId);
      tell(row.interaction.channel, { type: "typing", interactionId });
    },
    messages: (id) => step("messages", () => [...rowOf(id).messages]),
    takeMail: (mail) => step("takeMail", () => takeMail(mail)),
    keepDeadLetter: (letter) =>
      step("keepDeadLetter", () => {
        if (letter.cursor !== null) {
          cursors.set(`${letter.mailbox} ${letter.cursor.folder}`, letter.cursor);
        }
        deadLetters.push(letter);
      }),
    cursor: (mailbox, folder) => step("cursor", () => cursors.get(`${mailbox} ${folder}`) ?? null),
    saveCursor: (mailbox, cursor) =>
      step("saveCursor", () => {
        cursors.set(`${mailbox} ${cursor.folder}`, cursor);
      }),
    attachment: (id) => step("attachment", () => files.get(id) ?? null),
    recording: (id) => step("recording", () => recordings.get(id) ?? null),
    engineer: (id) => step("engineer", () => engineers.get(id) ?? null),
    customer: (id) => step("customer", () => fakeCustomer(id)),
    open: (channel) =>
      step("open", () =>
        [...rows.values()]
          .filter((row) => row.endedBy === null && row.interaction.channel === channel)
          .map((row) => row.interaction),
      ),
    watch: (channel, listener) => {
      const entry = { channel, tell: listener };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },

    attach: (port) => {
      ports.push(port);
    },
    putEngineer: (engineer) => {
      engineers.set(engineer.id, engineer);
    },
    accept: (id, engineerId) => {
      const row = rowOf(id);
      const at = now();
      const offers = row.interaction.offers + 1;
      const offerId = OfferId.parse(`${id}-o${String(offers)}`);
      const happened: DomainEvent[] = [
        {
          type: "interaction.accepted",
          at,
          interactionId: id,
          offerId,
          engineerId,
          waitedSeconds: 1,
        },
      ];
      commit(
        row,
        { state: "active", engineerId, offers, answeredAt: row.interaction.answeredAt ?? at },
        happened,
      );
      return happened;
    },
    endByEngineer: (id) => end(rowOf(id), "engineer"),
    transfer: (id) => {
      const row = rowOf(id);
      const happened: DomainEvent[] = [
        {
          type: "interaction.transferred",
          at: now(),
          interactionId: id,
          fromEngineerId: row.interaction.engineerId,
          toBucketId: FAKE_BUCKET,
          toEngineerId: null,
          note: null,
        },
      ];
      commit(row, { state: "waiting", engineerId: null }, happened);
      return happened;
    },
    overflow: (id, then) => {
      const row = rowOf(id);
      const at = now();
      const when = { kind: "closed" } as const;
      const happened: DomainEvent[] = [
        {
          type: "interaction.overflowed",
          at,
          interactionId: id,
          bucketId: FAKE_BUCKET,
          when,
          then,
        },
      ];
      if (then.kind === "callback" || then.kind === "voicemail") {
        commit(row, { callback: { attempts: 0 } }, happened);
        return;
      }
      row.endedBy = "system";
      happened.push({
        type: "interaction.ended",
        at,
        interactionId: id,
        by: "system",
        outcome: "overflowed",
        engineerId: null,
      });
      commit(row, { state: "closed", outcome: "overflowed", endedAt: at }, happened);
    },
    write: (id, text) => {
      const { engineerId } = rowOf(id).interaction;
      const message = customerMessage(
        { interactionId: id, clientId: `e-${String(now())}`, authorName: "Ada", text },
        now(),
      );
      return saveMessage({ ...message, from: "engineer", engineerId });
    },
    ask: (effect) => {
      outbox.push(effect);
    },
    settle: async () => {
      const done: { effect: Effect; performed: Performed }[] = [];
      for (;;) {
        const [effect, ...rest] = outbox;
        if (effect === undefined) return done;
        outbox = rest;
        const port = ports.find((candidate) => candidate.channel === effect.channel);
        if (port === undefined) throw new Error(`no channel attached for ${effect.id}`);
        done.push({ effect, performed: await performPatiently(port, effect) });
      }
    },
    failNext: (error) => {
      failure = error;
    },
    addAttachment: (id, file) => {
      files.set(id, file);
    },
    record: (node, id, file) => {
      recorded.set(node, id);
      if (file === null) recordings.delete(id);
      else recordings.set(id, file);
    },
    facts,
    calls,
    mails,
    deadLetters,
    get outbox() {
      return outbox;
    },
    get interactions() {
      return [...rows.values()].map((row) => row.interaction);
    },
  };
}

/** Waits until something is true, without a clock in the test: polls every 5 ms, at most 10 s. */
export async function until<T>(
  look: () => T | Promise<T>,
  what = "the condition",
): Promise<NonNullable<Exclude<T, false>>> {
  for (let turn = 0; turn < 2000; turn += 1) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) {
      return found as NonNullable<Exclude<T, false>>;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited 10 s for ${what}`);
}

export function fakeEngineer(id: string, change: Partial<Engineer> = {}): Engineer {
  return {
    id: EngineerId.parse(id),
    name: id.charAt(0).toUpperCase() + id.slice(1),
    email: `${id}@example.com`,
    skills: {},
    capacity: DEFAULT_CAPACITY,
    phone: { kind: "client" },
    hours: null,
    archived: false,
    ...change,
  };
}

async function performPatiently(port: ChannelPort, effect: Effect): Promise<Performed> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await port.perform(effect);
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

function nextNode(nodeId: string, key: string): string {
  if (nodeId === "welcome") {
    return { "1": "support", "2": "account", "3": "hours", "0": "bucket" }[key] ?? "welcome";
  }
  if (nodeId === "support") return key === "1" || key === "2" ? "bucket" : "support";
  return /^\d{4,8}$/.test(key) ? "bucket" : "account";
}

function spokenScreen(node: string, seq: number, language: string): MenuScreen {
  const said = { welcome: FAKE_MENU.welcome, support: FAKE_MENU.support }[node];
  const options =
    node === "welcome"
      ? [
          { key: "1", label: "Support" },
          { key: "2", label: "Accounts" },
          { key: "3", label: "Opening hours" },
        ]
      : [
          { key: "1", label: "Mail" },
          { key: "2", label: "Network" },
        ];
  return {
    seq,
    nodeId: NodeId.parse(node),
    language,
    says: [{ text: said ?? FAKE_MENU.account, language }],
    expects:
      node === "account"
        ? {
            kind: "digits",
            minDigits: 4,
            maxDigits: 8,
            terminator: "#",
            secret: false,
            firstDigitSeconds: 7,
            interDigitSeconds: 4,
          }
        : { kind: "key", options, firstDigitSeconds: 7 },
    path: [],
    collected: {},
  };
}

function freshInteraction(id: InteractionId, contact: NewContact, at: number): Interaction {
  return {
    ...UNQUEUED,
    id,
    channel: contact.channel,
    state: "menu",
    outcome: null,
    customerId: null,
    bucketId: null,
    priority: 5,
    skills: [],
    directTo: null,
    engineerId: null,
    lastEngineerId: null,
    startedAt: at,
    queuedAt: null,
    dueAt: null,
    answeredAt: null,
    endedAt: null,
    wrapUpEndsAt: null,
    closedAt: null,
    disposition: null,
    offers: 0,
    cooldowns: [],
    subject: contact.subject ?? null,
    address: contact.address?.value ?? null,
    to: contact.to,
    language: contact.language,
    path: [],
    collected: {},
    unread: 0,
    lastMessage: null,
    externalId: contact.externalId,
    threadId: null,
    customer: null,
  };
}

function customerMessage(message: NewMessage, at: number): Message {
  return {
    id: MessageId.parse(`m-${String(at)}`),
    interactionId: message.interactionId,
    kind: "text",
    from: "customer",
    authorName: message.authorName,
    engineerId: null,
    text: message.text,
    html: null,
    quoteFrom: null,
    mail: null,
    attachments: [],
    at,
    clientId: message.clientId,
    delivery: null,
  };
}

function fakeCustomer(id: CustomerId): Customer {
  return { id, name: "Customer", company: null, tier: "basic", language: null, addresses: [] };
}
