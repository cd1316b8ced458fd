/**
 * The port between a channel and the program. A channel translates: what a provider says becomes
 * calls on the `Desk`; what the outbox asks becomes calls on the provider. It neither routes nor
 * stores, and it never sees another channel.
 */
import type { DomainEvent } from "../protocol/events.js";
import type { Effect } from "../protocol/effects.js";
import type {
  AttachmentId,
  CustomerId,
  EngineerId,
  InteractionId,
  MessageId,
  RecordingId,
} from "../protocol/ids.js";
import type { Interaction, MailHeaders, Message } from "../protocol/interactions.js";
import type { MenuInput, MenuScreen } from "../protocol/menu-session.js";
import type { Customer, CustomerAddress, Engineer } from "../protocol/organisation.js";
import type { Channel } from "../protocol/words.js";
import type { ErrorCode } from "../protocol/errors.js";

/** A refusal that a desk call ends in: an ordinary answer to the other side, not a fault of ours. */
export class DeskRefusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "DeskRefusal";
    this.code = code;
  }
}

/** Refusals that mean trouble of ours; any other means that the matter was settled meanwhile. */
const outages: readonly string[] = ["STORE_UNAVAILABLE", "SHUTTING_DOWN", "INTERNAL"];

/** Whether asking again later may succeed. */
export function isOutage(error: unknown): boolean {
  return !(error instanceof DeskRefusal) || outages.includes(error.code);
}

export interface NewContact {
  /** Idempotency: the same key is the same contact (call SID, chat identity). */
  readonly key: string;
  readonly channel: Channel;
  readonly address: CustomerAddress | null;
  readonly name: string | null;
  /** The address of ours that was called. */
  readonly to: string | null;
  readonly language: string | null;
  /** The provider's id, kept as `externalId`. */
  readonly externalId: string;
  /** What it is about, in their own words. Left out: they said nothing yet. */
  readonly subject?: string;
}

/** Where a contact stands, as its customer may know it. */
export type ContactStage =
  | { readonly stage: "menu"; readonly screen: MenuScreen }
  | {
      readonly stage: "waiting";
      /** 1 is next. */
      readonly position: number;
      /** null: no estimate can be made yet. */
      readonly estimatedSeconds: number | null;
      readonly language: string;
      /** What the menu said on the way into the bucket; only in the answer to the last key. */
      readonly says: MenuScreen["says"];
      /**
       * They need not stay: they are called when it is their turn, and not before `notBeforeAt`. Left
       * out: they wait.
       */
      readonly callback?: {
        readonly notBeforeAt: number | null;
        /** The menu led here: what it says first, and whether a message is left. */
        readonly fromMenu?: { readonly says: MenuScreen["says"]; readonly isVoicemail: boolean };
      };
    }
  | { readonly stage: "talking"; readonly engineerName: string; readonly language: string }
  | {
      readonly stage: "ended";
      readonly by: "customer" | "engineer" | "menu" | "system";
      /** The last words of the menu, or of an overflow that ended it; empty when nobody spoke. */
      readonly says: MenuScreen["says"];
      readonly language: string;
    };

export interface Contact {
  readonly interactionId: InteractionId;
  readonly stage: ContactStage;
}

export interface NewMessage {
  readonly interactionId: InteractionId;
  /** A second message with the same id is the first one. */
  readonly clientId: string;
  readonly authorName: string;
  readonly text: string;
}

/** A mail that was fetched and parsed, on its way in. */
export interface InboundMail {
  /** The mailbox it came through, such as `imap:support@x` or `smtp`. */
  readonly mailbox: string;
  /** Cursor within the mailbox; written in the same transaction as the mail. null: no cursor. */
  readonly cursor: MailCursor | null;
  readonly headers: MailHeaders;
  readonly text: string;
  readonly html: string | null;
  readonly quoteFrom: number | null;
  /** Every address of ours it was sent to. Lower case. */
  readonly recipients: readonly string[];
  readonly attachments: readonly {
    readonly name: string;
    readonly type: string;
    readonly cid: string | null;
    readonly bytes: Uint8Array;
  }[];
  /** The mail as it came. */
  readonly raw: Uint8Array;
  readonly receivedAt: number;
  /** The interaction our signed reply address named, its signature checked; null: none. */
  readonly repliesTo: InteractionId | null;
}

export interface MailCursor {
  readonly folder: string;
  readonly uidValidity: string;
  readonly lastUid: number;
}

/** A mail that could not be taken in. Kept with its source until somebody mends or drops it. */
export interface DeadLetter {
  readonly mailbox: string;
  readonly cursor: MailCursor | null;
  readonly raw: Uint8Array;
  readonly because: string;
  readonly at: number;
}

/** What a channel may ask of the program. Every promise resolves after the commit. */
export interface Desk {
  /** Begins a contact, or finds it by its key; answers with its first screen. */
  begin(contact: NewContact): Promise<Contact>;
  /** Where it stands now. null: there is no such contact. */
  stage(interactionId: InteractionId): Promise<ContactStage | null>;
  /** The interaction of a provider's id, such as a call SID. */
  find(channel: Channel, externalId: string): Promise<Interaction | null>;
  interaction(interactionId: InteractionId): Promise<Interaction | null>;
  /**
   * An answer to the screen `seq`. An answer to an earlier screen changes nothing and returns the
   * present stage, so that repeated and late callbacks are harmless.
   */
  press(answer: {
    readonly interactionId: InteractionId;
    readonly seq: number;
    readonly input: MenuInput;
  }): Promise<ContactStage>;
  /** The customer left. Idempotent. */
  leave(interactionId: InteractionId): Promise<void>;
  /** The engineer's side ended it (their telephone hung up). Idempotent. */
  engineerLeft(interactionId: InteractionId, engineerId: EngineerId): Promise<void>;
  /** The engineer could not be reached: back to its place in the queue. Idempotent. */
  unreachable(interactionId: InteractionId, engineerId: EngineerId, because: string): Promise<void>;
  /** The provider no longer knows the contact. Idempotent. */
  lost(interactionId: InteractionId): Promise<void>;
  /** They need not stay on the line: they are called when it is their turn. */
  callMeBack(interactionId: InteractionId): Promise<ContactStage>;
  /** The customer of a callback answered; `externalId` is the provider's id of the new call. */
  calledBack(interactionId: InteractionId, externalId: string): Promise<void>;
  /** The customer of a callback was not reached: tried again later, or given up. Idempotent. */
  notReached(interactionId: InteractionId, engineerId: EngineerId, because: string): Promise<void>;
  say(message: NewMessage): Promise<Message>;
  /** A message of an engineer's did not arrive after all, which they are shown. Idempotent. */
  undelivered(message: {
    readonly interactionId: InteractionId;
    readonly messageId: MessageId;
    readonly because: string;
  }): Promise<void>;
  typing(interactionId: InteractionId): void;
  messages(interactionId: InteractionId): Promise<readonly Message[]>;
  /** Takes a mail in: threads it, or queues a new interaction. `duplicate`: it is known already. */
  takeMail(mail: InboundMail): Promise<{ readonly taken: "new" | "reply" | "duplicate" }>;
  keepDeadLetter(letter: DeadLetter): Promise<void>;
  cursor(mailbox: string, folder: string): Promise<MailCursor | null>;
  saveCursor(mailbox: string, cursor: MailCursor): Promise<void>;
  attachment(id: AttachmentId): Promise<{ name: string; type: string; bytes: Uint8Array } | null>;
  /** A recorded prompt. The same id is the same sound for ever. */
  recording(id: RecordingId): Promise<{ type: string; bytes: Uint8Array } | null>;
  engineer(engineerId: EngineerId): Promise<Engineer | null>;
  customer(customerId: CustomerId): Promise<Customer | null>;
  /** Open interactions of a channel with an externalId, for reconciling after a start. */
  open(channel: Channel): Promise<readonly Interaction[]>;
  /** Called after each commit that touches the contact; returns how to stop. */
  watch(channel: Channel, listener: (change: ContactChange) => void): () => void;
}

/** What a channel's customers should be told, after the commit. */
export type ContactChange =
  | { readonly type: "stage"; readonly interactionId: InteractionId; readonly stage: ContactStage }
  | { readonly type: "message"; readonly interactionId: InteractionId; readonly message: Message }
  | { readonly type: "typing"; readonly interactionId: InteractionId }
  /** Changes were missed: whatever was shown of any contact may be old. */
  | { readonly type: "anew" };

/** What happened when an effect was performed. A thrown error means: try again later. */
export type Performed =
  | { readonly type: "done" }
  /** The provider refused for good; trying again is pointless. */
  | { readonly type: "refused"; readonly because: string };

/** What an effect's planning may look at. */
export interface FactContext {
  readonly interaction: Interaction;
}

export interface ChannelPort {
  readonly channel: Channel;
  /** What it can do; the contract suite asks accordingly. */
  readonly capabilities: {
    /** It has a menu before the bucket. */
    readonly menu: boolean;
    /** Text goes both ways. */
    readonly messages: boolean;
    /** The customer's leaving ends it at once. */
    readonly live: boolean;
  };
  /** Which outside effects a fact asks for. Pure; runs before the commit. */
  effectsOf(fact: DomainEvent, context: FactContext): readonly Omit<Effect, "createdAt">[];
  /** Performs one effect. Idempotent: it may be called again after a crash. */
  perform(effect: Effect): Promise<Performed>;
  /** Stops taking contacts in, and lets go of everything it opened. */
  close(): Promise<void>;
}
