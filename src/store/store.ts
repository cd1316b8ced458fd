/**
 * The only door to SQL. One interface, one implementation, two engines: PGlite in a worker thread
 * (default) and PostgreSQL. Arguments and answers are plain data, so that they cross the thread.
 *
 * Each method is one transaction. A method that throws `StoreUnavailable` wrote nothing that its
 * caller may rely on; the caller loads again.
 */
import type { CountedAnswers } from "../../flows/figures.js";
import type { Command, CommandOf, Outcome } from "../../protocol/commands.js";
import type { Effect } from "../../protocol/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import type {
  AttachmentId,
  BucketId,
  CommandId,
  CustomerId,
  EngineerId,
  InteractionId,
  MenuTreeId,
  MessageId,
  RecordingId,
  UserId,
} from "../../protocol/ids.js";
import type {
  Interaction,
  InteractionContent,
  Message,
  Offer,
  RoutedInteraction,
} from "../../protocol/interactions.js";
import type { Finding, MenuTree } from "../../protocol/menu-tree.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import type {
  Bucket,
  Customer,
  CustomerAddress,
  Engineer,
  EngineerState,
  Settings,
  Skill,
  User,
} from "../../protocol/organisation.js";
import type { Cutoffs, PurgeCounts, PurgeKind, RetentionRun } from "../../protocol/retention.js";
import type { Channel, InteractionState } from "../../protocol/words.js";
import type { ClusterStore, TurnRecord } from "./cluster-types.js";

/** Everything the router needs in memory. Closed interactions are not part of it. */
export interface LiveState {
  readonly interactions: readonly RoutedInteraction[];
  readonly offers: readonly Offer[];
  readonly engineers: readonly Engineer[];
  readonly engineerStates: readonly EngineerState[];
  readonly buckets: readonly Bucket[];
  /** The time of the last command; time goes on from there, whatever a clock says. 0: there was none. */
  readonly lastAt: number;
  /** Of the partition's lease. Another than one's own: it was lost. 0: nobody took it yet. */
  readonly epoch: number;
  /** Of the partition's last turn that was committed with a record. 0: there was none. */
  readonly turnNumber: number;
}

export interface AttachmentWrite {
  readonly id: AttachmentId;
  readonly name: string;
  readonly type: string;
  readonly cid: string | null;
  readonly bytes: Uint8Array;
}

/** A message with all that is committed beside it. */
export interface MessageWrite {
  readonly message: Message;
  readonly attachments: readonly AttachmentWrite[];
  /** Uploaded before (see `saveUpload`) and now part of this message. */
  readonly uploads: readonly AttachmentId[];
  readonly effects: readonly Effect[];
  /** The mail it came as: its raw source and where in the mailbox it stood. */
  readonly mail: MailWrite | null;
}

export interface MailWrite {
  readonly mailbox: string;
  /** With angle brackets; unique within the mailbox. */
  readonly messageId: string;
  readonly raw: Uint8Array;
  readonly cursor: MailCursorRow | null;
}

export interface MailCursorRow {
  readonly folder: string;
  readonly uidValidity: string;
  readonly lastUid: number;
}

/**
 * Makes the content row of an interaction, or replaces it. `key` is unique: a contact's own id; null
 * leaves the one that is stored.
 */
export interface ContentWrite {
  readonly interactionId: InteractionId;
  readonly key: string | null;
  readonly content: InteractionContent;
}

/** Written in one transaction, together with the fence: all of it or nothing. */
export interface TurnCommit {
  readonly partition: number;
  /** Must equal the lease's epoch, else `StoreFenced`. */
  readonly epoch: number;
  readonly commands: readonly { readonly command: Command; readonly outcome: Outcome }[];
  readonly events: readonly { readonly commandId: CommandId; readonly event: DomainEvent }[];
  /** Rows as they are after the turn; written before `contents` and `messages`. */
  readonly interactions: readonly RoutedInteraction[];
  readonly offers: readonly Offer[];
  readonly engineerStates: readonly EngineerState[];
  readonly engineers: readonly Engineer[];
  readonly buckets: readonly Bucket[];
  readonly contents: readonly ContentWrite[];
  readonly messages: readonly MessageWrite[];
  readonly sessions: readonly MenuSessionRow[];
  readonly effects: readonly Effect[];
  /** What other nodes are told of it. Two of one number are a fault. Left out or null: there are none. */
  readonly record?: TurnRecord | null;
}

/** A walk through a menu, kept after every step so that any process can take the next key. */
export interface MenuSessionRow {
  readonly interactionId: InteractionId;
  readonly treeId: MenuTreeId;
  readonly version: number;
  /** Counts the steps; the screen on show has this number. */
  readonly seq: number;
  /** The XState snapshot as `flows/` gave it. JSON. */
  readonly snapshot: unknown;
  readonly screen: MenuScreen;
  readonly at: number;
  /** When the first screen was shown. */
  readonly begunAt: number;
}

export interface MenuStepWrite {
  /** The session after the step; `seq - 1` must be the stored one, else the step is stale. */
  readonly session: MenuSessionRow;
  readonly step: {
    readonly fromNodeId: string;
    readonly toNodeId: string;
    /** key, digits (masked when secret), silence. */
    readonly input: string;
    readonly result: string;
  };
  /** Milliseconds since the screen before. */
  readonly spentMs: number;
}

export interface MenuTreeRow {
  readonly id: MenuTreeId;
  readonly name: string;
  readonly draft: MenuTree;
  /** Counts the draft's saves; a save names the one it started from. */
  readonly draftRevision: number;
  /** null: never published. */
  readonly publishedVersion: number | null;
  readonly updatedAt: number;
}

export interface MenuVersionRow {
  readonly treeId: MenuTreeId;
  readonly version: number;
  readonly tree: MenuTree;
  readonly note: string;
  readonly publishedBy: string;
  readonly publishedAt: number;
}

/** A recorded prompt. Its id is made from its bytes, which therefore never change. */
export interface RecordingRow {
  readonly id: RecordingId;
  /** `audio/wav` or `audio/mpeg`. */
  readonly type: string;
  readonly seconds: number;
  /** Bytes. */
  readonly size: number;
  /** Who uploaded it last, and when. */
  readonly uploadedBy: string;
  readonly uploadedAt: number;
}

export interface RecordingWrite extends Omit<RecordingRow, "size"> {
  readonly bytes: Uint8Array;
}
/** A draft as it was, to be published at a time. At most one for each tree. */
export interface MenuScheduleRow {
  readonly treeId: MenuTreeId;
  /** Its own; another one in its place has another. */
  readonly seq: number;
  readonly tree: MenuTree;
  readonly draftRevision: number;
  readonly note: string;
  readonly scheduledBy: string;
  readonly scheduledAt: number;
  readonly dueAt: number;
  /** When it was due and had red findings; null: it is still to come. */
  readonly failedAt: number | null;
  /** The red ones of that moment; null: it is still to come. */
  readonly findings: readonly Finding[] | null;
}
export type MenuScheduleHead = Omit<MenuScheduleRow, "tree">;

export interface UserRow extends User {
  /** argon2id; null: signs in by link only. */
  readonly passwordHash: string | null;
  readonly archived: boolean;
}

/** A cookie session, an API token or a one-time sign-in link; only the SHA-256 of the secret is kept. */
export interface CredentialRow {
  readonly hash: string;
  readonly kind: "session" | "token" | "link";
  readonly userId: UserId;
  readonly name: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface Visitor {
  /** The contact's own id; null: it has none to be known by. */
  readonly key: string | null;
  readonly address: CustomerAddress | null;
  /** The customer to make for an address that nobody has. */
  readonly fresh: { readonly id: CustomerId; readonly name: string; readonly at: number };
}

export interface Welcome {
  /** The interaction that has the key; then nothing else was looked up. */
  readonly interactionId: InteractionId | null;
  /** null: no address was given, or the interaction is known. */
  readonly customer: Customer | null;
  /** Who answered this customer last. */
  readonly lastEngineerId: EngineerId | null;
  /** What they lost or gave up on this channel within the last day, if it was the last thing there. */
  readonly lost: LostContact | null;
}

/** A contact that its customer gave up while waiting, or ended while somebody had it. */
export type LostContact = NonNullable<CommandOf<"interaction.queue">["reentry"]>;

export interface OutboxRow {
  readonly effect: Effect;
  readonly attempts: number;
  /** 0: not tried yet, and due whatever the clock says. */
  readonly nextAt: number;
}

export interface DeadLetterRow {
  readonly id: string;
  readonly mailbox: string;
  readonly because: string;
  readonly at: number;
  readonly size: number;
}

export interface TimelineEntry {
  /** Its own, in the order of the decisions. */
  readonly seq: number;
  readonly event: DomainEvent;
}

export interface MenuStepRow {
  readonly seq: number;
  readonly at: number;
  readonly fromNodeId: string;
  readonly toNodeId: string;
  readonly input: string;
  readonly result: string;
}

/** Walks through a tree that began from `fromAt` on and before `toAt`. */
export interface MenuPeriod {
  readonly treeId: MenuTreeId;
  /** null: every version. */
  readonly version: number | null;
  readonly fromAt: number;
  readonly toAt: number;
}

/** How often one thing was done at one node, by the version that was walked. */
export interface CountedStep extends CountedAnswers {
  readonly version: number;
}

export interface CountedPlace {
  readonly version: number;
  readonly nodeId: string;
  readonly count: number;
}

export interface CountedMove extends CountedPlace {
  /** Where the contacts whose walks ended at the node are now. */
  readonly bucketId: BucketId;
}

export interface MenuCounts {
  readonly steps: readonly CountedStep[];
  /** Who is in the menu as it is counted, by the node of their screen. */
  readonly still: readonly CountedPlace[];
  /** Contacts that somebody moved to a bucket, by transfer or change, until a week after. */
  readonly moved: readonly CountedMove[];
}

/** Rows to look at, in an order of their own, and to purge when their time is over. */
export interface PurgePage {
  readonly kind: PurgeKind;
  readonly before: Cutoffs;
  /** `next` of the page before; null: from the beginning. */
  readonly after: string | null;
  /** How many rows to look at. */
  readonly limit: number;
  /** Told in this run. null: nothing is purged, it is only counted. */
  readonly run: number | null;
}

export interface PurgedPage {
  readonly count: number;
  /** null: there is nothing further on whose time could be over. */
  readonly next: string | null;
}

export interface InteractionFilter {
  readonly states: readonly InteractionState[] | null;
  readonly bucketId: BucketId | null;
  readonly channel: Channel | null;
  readonly customerId: CustomerId | null;
  readonly engineerId: EngineerId | null;
  /** The last id of the page before; ids sort by time. Newest first. */
  readonly cursor: InteractionId | null;
  /** 1–200. */
  readonly limit: number;
}

/** The engine does not answer. The caller refuses with a retryable error, or loads again. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
  }
}

/** Another process took the partition's lease: this router must not write any more. */
export class StoreFenced extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StoreFenced";
  }
}

/**
 * A name that only one row may have is another row's: a contact's key, a customer's address, a
 * user's mail address. Nothing was written.
 */
export class StoreKeyTaken extends Error {
  readonly key: string;
  constructor(key: string) {
    super(`"${key}" belongs to another row`);
    this.name = "StoreKeyTaken";
    this.key = key;
  }
}

/** The database refused a statement: a fault of ours. Nothing was written. */
export class StoreFault extends Error {
  /** The SQLSTATE. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "StoreFault";
    this.code = code;
  }
}

/** The store cannot be opened until an operator does something; the message says what. */
export class StoreCannotOpen extends Error {
  readonly code: "STORE_IN_USE" | "STORE_TOO_NEW";
  constructor(code: StoreCannotOpen["code"], message: string) {
    super(message);
    this.name = "StoreCannotOpen";
    this.code = code;
  }
}

export interface Store extends ClusterStore {
  readonly engine: "pglite" | "postgresql";
  ping(): Promise<void>;
  close(): Promise<void>;

  // ---- the turn
  load(partition: number): Promise<LiveState>;
  /** Outcomes of those commands that were committed before. */
  knownCommands(
    ids: readonly CommandId[],
  ): Promise<{ id: CommandId; type: string; outcome: Outcome }[]>;
  /**
   * Throws `StoreKeyTaken` when a content's key is another interaction's, and `StoreUnavailable`
   * when one of the commands was committed before.
   */
  /** Resolves with the moment at which it was committed. */
  commitTurn(turn: TurnCommit): Promise<number>;
  /**
   * As `commitTurn`, for a turn whose parts are made as they are asked for, which is at once and without
   * a pause: the first ones are being written while the later ones are made. Of several rows with one id
   * the last counts. When making one throws, nothing is written and that is what it rejects with. Left
   * out where nothing is gained.
   */
  readonly commitParts?: (parts: Iterable<TurnCommit>) => Promise<number>;
  /** Commands with their events in the order they were decided, for replay (R13). */
  replay(
    afterSeq: number,
    limit: number,
  ): Promise<{ seq: number; command: Command; events: DomainEvent[] }[]>;

  // ---- hot paths: small transactions of their own, grouped by the caller
  /** For each: false when the step was stale. Also updates path, language and collected digits. */
  saveMenuSteps(steps: readonly MenuStepWrite[]): Promise<boolean[]>;
  /**
   * For each: the message that is stored now (the earlier one when interaction and clientId, or
   * mailbox and Message-ID, were seen before). New messages of a customer raise `unread`; every new
   * text or mail becomes `lastMessage`.
   */
  saveMessages(writes: readonly MessageWrite[]): Promise<{ message: Message; isNew: boolean }[]>;
  markRead(interactionId: InteractionId): Promise<void>;
  setDelivery(messageId: MessageId, delivery: Message["delivery"]): Promise<Message | null>;
  saveUpload(upload: AttachmentWrite, at: number): Promise<void>;

  // ---- outbox
  /** Effects that are due, oldest first; of each interaction only the first that waits. */
  dueEffects(at: number, limit: number): Promise<OutboxRow[]>;
  finishEffect(
    effectId: string,
    result: { state: "done" | "refused"; because: string | null; at: number },
  ): Promise<void>;
  postponeEffect(
    effectId: string,
    next: { attempts: number; nextAt: number; error: string },
  ): Promise<void>;
  outboxAge(at: number): Promise<{ waiting: number; oldestSeconds: number }>;

  // ---- interactions
  interaction(id: InteractionId): Promise<Interaction | null>;
  interactionsById(ids: readonly InteractionId[]): Promise<Interaction[]>;
  interactionByExternalId(channel: Channel, externalId: string): Promise<Interaction | null>;
  listInteractions(filter: InteractionFilter): Promise<Interaction[]>;
  messages(interactionId: InteractionId): Promise<Message[]>;
  /** Those that were given their ids from `at` on, in that order. */
  messagesSince(at: number, limit: number): Promise<Message[]>;
  message(id: MessageId): Promise<Message | null>;
  timeline(
    interactionId: InteractionId,
  ): Promise<{ events: TimelineEntry[]; menuSteps: MenuStepRow[] }>;
  attachment(id: AttachmentId): Promise<{
    name: string;
    type: string;
    bytes: Uint8Array;
    interactionId: InteractionId | null;
  } | null>;
  menuSession(interactionId: InteractionId): Promise<MenuSessionRow | null>;
  /** Answered, abandoned and queued since `since`, per bucket, and in steps for the trend. */
  counts(since: number): Promise<
    {
      bucketId: BucketId;
      kind: "queued" | "answered" | "abandoned";
      at: number;
      waitedSeconds: number;
      inTarget: boolean;
    }[]
  >;

  // ---- mail
  /** The interaction of the newest known mail among these Message-IDs (with brackets), if any. */
  interactionOfMail(messageIds: readonly string[]): Promise<InteractionId | null>;
  mailKnown(mailbox: string, messageId: string): Promise<boolean>;
  mailCursor(mailbox: string, folder: string): Promise<MailCursorRow | null>;
  saveMailCursor(mailbox: string, cursor: MailCursorRow): Promise<void>;
  saveDeadLetter(letter: {
    id: string;
    mailbox: string;
    cursor: MailCursorRow | null;
    raw: Uint8Array;
    because: string;
    at: number;
  }): Promise<void>;
  deadLetters(limit: number): Promise<DeadLetterRow[]>;
  deadLetter(id: string): Promise<{ mailbox: string; raw: Uint8Array } | null>;
  dropDeadLetter(id: string): Promise<void>;
  /** The raw source of a message that came as mail. */
  rawMail(messageId: MessageId): Promise<Uint8Array | null>;

  // ---- organisation (engineers and buckets are written by the turn)
  skills(): Promise<Skill[]>;
  putSkill(skill: Skill): Promise<void>;
  settings(): Promise<Settings>;
  putSettings(settings: Settings): Promise<void>;
  /** The organisation's own secret, 32 random bytes in hexadecimal; made at the first question. */
  secret(): Promise<string>;
  /** true until settings were put, the last thing that a first start writes. */
  isEmpty(): Promise<boolean>;

  // ---- customers
  /**
   * Who is at the door: for each, the interaction of its key and the customer of its address, made
   * when there is none. One transaction for all of them, because each would wait for a disk.
   */
  welcome(visitors: readonly Visitor[]): Promise<Welcome[]>;
  customer(id: CustomerId): Promise<Customer | null>;
  /** Who had this telephone number, or has this id, and was a customer before `before` (epoch ms). */
  knownCustomer(
    who: { readonly id: CustomerId } | { readonly phone: string },
    before: number,
  ): Promise<Customer | null>;
  /** Throws `StoreKeyTaken` when one of the addresses is another customer's. */
  putCustomer(customer: Customer, at: number): Promise<void>;
  /** Who answered this customer last. */
  lastEngineerOf(customerId: CustomerId): Promise<EngineerId | null>;

  // ---- menus
  menus(): Promise<MenuTreeRow[]>;
  menu(id: MenuTreeId): Promise<MenuTreeRow | null>;
  /** Makes the tree, or saves its draft. false: `revision` is not the stored one. */
  saveDraft(draft: { tree: MenuTree; revision: number | null; at: number }): Promise<boolean>;
  publish(version: Omit<MenuVersionRow, "version">): Promise<number>;
  /**
   * As `publish`, and the same tree of the same revision makes one version: who repeats their own
   * publish is answered with the version that it made. null: somebody else was first.
   */
  publishOnce(
    version: Omit<MenuVersionRow, "version"> & { readonly draftRevision: number },
  ): Promise<number | null>;
  /** Publishes and clears the schedule. null: there is no such schedule any more, nothing was done. */
  publishScheduled(
    version: Omit<MenuVersionRow, "version"> & { readonly scheduleSeq: number },
  ): Promise<number | null>;
  /** By tree. */
  menuSchedules(): Promise<MenuScheduleHead[]>;
  menuSchedule(id: MenuTreeId): Promise<MenuScheduleRow | null>;
  /** In the place of the one that the tree may have. */
  saveMenuSchedule(schedule: Omit<MenuScheduleRow, "seq" | "failedAt" | "findings">): Promise<void>;
  /** false: there was none. */
  dropMenuSchedule(id: MenuTreeId): Promise<boolean>;
  /** Keeps why it was not published. false: there is no such schedule any more. */
  failMenuSchedule(failed: {
    readonly treeId: MenuTreeId;
    readonly seq: number;
    readonly at: number;
    readonly findings: readonly Finding[];
  }): Promise<boolean>;
  menuVersions(id: MenuTreeId): Promise<MenuVersionRow[]>;
  /** `version` null: the published one. */
  menuVersion(id: MenuTreeId, version: number | null): Promise<MenuVersionRow | null>;
  /** One that is there already only becomes young again. */
  saveRecording(recording: RecordingWrite): Promise<void>;
  /** All of them, the youngest first. */
  recordings(): Promise<RecordingRow[]>;
  recording(id: RecordingId): Promise<{ type: string; bytes: Uint8Array } | null>;
  /** Takes about a second for 100,000 walks; other calls get their turn in between. */
  menuCounts(period: MenuPeriod): Promise<MenuCounts>;

  // ---- users
  users(): Promise<UserRow[]>;
  userByEmail(email: string): Promise<UserRow | null>;
  user(id: UserId): Promise<UserRow | null>;
  /** Throws `StoreKeyTaken` when the mail address is another user's. */
  putUser(user: UserRow): Promise<void>;
  saveCredential(credential: CredentialRow): Promise<void>;
  /** The user of a secret that is still good at `at`. */
  userByCredential(
    hash: string,
    kinds: readonly CredentialRow["kind"][],
    at: number,
  ): Promise<UserRow | null>;
  /** Uses a one-time link up; null: it was used, unknown, or too old. */
  takeLink(hash: string, at: number): Promise<UserRow | null>;
  dropCredential(hash: string): Promise<void>;
  dropCredentialsOf(userId: UserId, kind: CredentialRow["kind"]): Promise<void>;

  // ---- housekeeping
  /**
   * Forgets expired credentials, uploads that nobody sent for a day, effects done a week ago, and
   * recordings a week old that no draft and no version of a menu names. By the database's clock: turns'
   * records but the newest and what lay in the inbox for ten minutes.
   */
  sweep(at: number): Promise<void>;

  // ---- retention
  /** Makes the row in which it is told what a purge deletes, and answers with its number. */
  startPurge(run: Pick<RetentionRun, "by"> & { readonly at: number }): Promise<number>;
  /** Looks at the next rows of a kind and purges those whose time is over. One short transaction. */
  purgePage(page: PurgePage): Promise<PurgedPage>;
  /**
   * Purges some of a customer's closed contacts whatever their age, and with the last of them the
   * customer. `open`: one is open, and nothing was purged. `more`: some are left.
   */
  purgeCustomer(page: {
    readonly customerId: CustomerId;
    readonly limit: number;
    readonly run: number;
  }): Promise<"unknown" | "open" | "more" | "gone">;
  /** Answers with all that it purged. */
  endPurge(run: number, at: number): Promise<PurgeCounts>;
  /** The newest first. Those that purged nothing are not kept, but for the last one by the timer. */
  retentionRuns(limit: number): Promise<RetentionRun[]>;
}
