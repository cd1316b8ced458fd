/**
 * What goes over Socket.IO. Each event is declared once: the checks and the types of both sides come
 * from these tables. Every event from a client takes an acknowledgement, given after the commit.
 */
import { z } from "zod";
import { TransferTarget } from "./commands.js";
import { type ErrorCode, errorCatalog } from "./errors.js";
import { AttachmentId, BucketId, EngineerId, InteractionId, MenuTreeId, OfferId } from "./ids.js";
import { Interaction, Message, OfferView } from "./interactions.js";
import { MenuLine, MenuPerson } from "./menu-list.js";
import { Bucket, Engineer, EngineerState, Settings, Skill, User } from "./organisation.js";
import { At, Channel, InteractionState, Language } from "./words.js";

// ---- /console, from the browser ----

export const consoleCommands = {
  "presence:set": z.object({
    status: z.enum(["available", "break", "offline"]),
    /** Each at most once. */
    channels: z.array(Channel).max(Channel.options.length).optional(),
    reason: z.string().max(80).optional(),
  }),
  "offer:accept": z.object({ offerId: OfferId }),
  "offer:decline": z.object({ offerId: OfferId, reason: z.string().max(200).optional() }),
  "message:send": z.object({
    interactionId: InteractionId,
    clientId: z.string().min(1).max(200),
    text: z.string().max(200_000),
    html: z.string().max(1_000_000).optional(),
    /** Mail only. Subject and recipients default to a reply to the customer. */
    mail: z
      .object({
        subject: z.string().max(1000).optional(),
        to: z.array(z.email()).max(50).optional(),
        cc: z.array(z.email()).max(50).optional(),
        attachmentIds: z.array(AttachmentId).max(20).optional(),
        /** Append the customer's last message below. */
        quote: z.boolean().optional(),
      })
      .optional(),
  }),
  "note:add": z.object({
    interactionId: InteractionId,
    clientId: z.string().min(1).max(200),
    text: z.string().min(1).max(20_000),
  }),
  "interaction:read": z.object({ interactionId: InteractionId }),
  "interaction:transfer": z.object({
    interactionId: InteractionId,
    to: TransferTarget,
    note: z.string().max(4000).optional(),
    /** keep: due counts from the first wait; reset: from now. Left out: a bucket anew, a person as before. */
    due: z.enum(["keep", "reset"]).optional(),
  }),
  /** An engineer takes one that waits; skills and capacity are asked as for an offer. */
  "interaction:pull": z.object({ interactionId: InteractionId }),
  /** Engineers: what waits that they could take, now and at every change. `on: false` stops it. */
  "waiting:watch": z.object({ on: z.boolean().optional() }),
  "interaction:end": z.object({ interactionId: InteractionId }),
  "wrapup:complete": z.object({
    interactionId: InteractionId,
    disposition: z.string().min(1).max(60),
    note: z.string().max(4000).optional(),
  }),
  "chat:typing": z.object({ interactionId: InteractionId }),
  /** Supervisors: the floor, now and at every change. `on: false` stops it. */
  "board:watch": z.object({ on: z.boolean().optional() }),
  /** Supervisors. */
  "presence:force": z.object({
    engineerId: EngineerId,
    status: z.enum(["available", "break", "offline"]),
    reason: z.string().max(80).optional(),
  }),
  "interaction:assign": z.object({
    interactionId: InteractionId,
    engineerId: EngineerId,
    reason: z.string().min(1).max(500),
  }),
  "interaction:change": z.object({
    interactionId: InteractionId,
    priority: z.int().min(1).max(9).optional(),
    bucketId: BucketId.optional(),
  }),
  /** Supervisors: this window has the tree open, and whether it is being changed. `on: false`: not any more. */
  "menu:watch": z.object({
    menuId: MenuTreeId,
    isEditing: z.boolean().optional(),
    on: z.boolean().optional(),
  }),
} as const;
export type ConsoleCommands = typeof consoleCommands;

// ---- /console, to the browser ----

export const EngineerOnFloor = z.object({
  engineer: Engineer,
  state: EngineerState,
  /** What they hold, offers included. */
  holding: z.array(
    z.object({ interactionId: InteractionId, channel: Channel, state: InteractionState }),
  ),
  /** Capacity used of `engineer.capacity.units`. */
  used: z.int().nonnegative(),
});
export type EngineerOnFloor = z.infer<typeof EngineerOnFloor>;

export const BucketOnFloor = z.object({
  bucketId: BucketId,
  name: z.string(),
  waiting: z.int().nonnegative(),
  waitingByChannel: z.object({ voice: z.int(), chat: z.int(), email: z.int() }),
  /** When the one who waits longest entered; null: nobody waits. */
  oldestQueuedAt: At.nullable(),
  /** The earliest due of those waiting; null: nobody waits. */
  nextDueAt: At.nullable(),
  estimatedSeconds: z.number().nullable(),
  /** Engineers who could take work of this bucket now. */
  ready: z.int().nonnegative(),
  active: z.int().nonnegative(),
  /** It takes nothing new now. `reason` is the supervisor's. null: it is open. */
  closed: z
    .object({ by: z.enum(["supervisor", "hours"]), reason: z.string().nullable() })
    .nullable(),
  /** Of those waiting: nobody has the skills, not even after the last relaxation step. */
  unservable: z.int().nonnegative(),
  /** Of those waiting: customers who are called when it is their turn. */
  callbacks: z.int().nonnegative(),
  today: z.object({
    queued: z.int(),
    answered: z.int(),
    answeredInTarget: z.int(),
    abandoned: z.int(),
    /** The same by the limits of the bucket's policy: below the first, …, from the last on. */
    abandonedWithin: z.array(z.int()),
    /**
     * Abandoned after the target, and not before the first limit of the policy: counts against the
     * service level.
     */
    abandonedLate: z.int(),
    /** 0–1; answered in target ÷ (answered + abandoned late). null: nothing to count yet. */
    serviceLevel: z.number().nullable(),
  }),
});
export type BucketOnFloor = z.infer<typeof BucketOnFloor>;

export const Board = z.object({
  at: At,
  buckets: z.array(BucketOnFloor),
  engineers: z.array(EngineerOnFloor),
  /** Waiting and offered, in the router's order; the first 500. */
  waiting: z.array(Interaction),
  /** The last hour in five-minute steps, oldest first, for the sparkline. */
  trend: z.array(z.object({ at: At, waiting: z.int(), answered: z.int(), abandoned: z.int() })),
});
export type Board = z.infer<typeof Board>;

/** What waits, as one engineer sees it: in the router's order. */
export const WaitingForMe = z.object({
  at: At,
  /** Their skills suffice at the step in force. The first 50. */
  items: z.array(
    z.object({
      interaction: Interaction,
      /** What keeps them from pulling it; null: nothing. */
      lack: z.enum(["no_room", "blocked"]).nullable(),
    }),
  ),
  /** How many wait for somebody with other skills. */
  others: z.int().nonnegative(),
});
export type WaitingForMe = z.infer<typeof WaitingForMe>;

export const Hello = z.object({
  /** The server's clock, so that ages tick rightly in a browser whose clock is wrong. */
  now: At,
  me: User,
  /** null: this user does not answer contacts. */
  engineer: EngineerOnFloor.nullable(),
  interactions: z.array(Interaction),
  offers: z.array(OfferView),
  /** Names for the ids above. */
  organisation: z.object({
    settings: Settings,
    buckets: z.array(Bucket),
    skills: z.array(Skill),
    engineers: z.array(Engineer.pick({ id: true, name: true })),
  }),
  /** How this console telephones. */
  phone: z.enum(["twilio", "local"]),
});
export type Hello = z.infer<typeof Hello>;

export const MenuPeople = z.object({ menuId: MenuTreeId, people: z.array(MenuPerson) });
export type MenuPeople = z.infer<typeof MenuPeople>;

export const MenuNews = z.object({
  menu: MenuLine,
  /** null: by the clock, or nobody changed it. */
  by: User.pick({ id: true, name: true }).nullable(),
});
export type MenuNews = z.infer<typeof MenuNews>;

export const consoleEvents = {
  hello: Hello,
  "offer:new": OfferView,
  "offer:revoked": z.object({
    offerId: OfferId,
    interactionId: InteractionId,
    because: z.string(),
  }),
  /** Also when it is no longer this engineer's: look at `engineerId` and `state`. */
  "interaction:updated": Interaction,
  "message:new": Message,
  "presence:changed": EngineerOnFloor,
  /** The customer is typing. */
  typing: z.object({ interactionId: InteractionId }),
  board: Board,
  waiting: WaitingForMe,
  /** Buckets, skills, engineers or settings changed: names may differ now. */
  "organisation:changed": Hello.shape.organisation,
  /** Everybody who has the tree open, oneself included; to all of them, at every change. */
  "menu:people": MenuPeople,
  /** Supervisors: a tree was saved, published or scheduled; and on entering, how it stands. */
  "menu:changed": MenuNews,
} as const;
export type ConsoleEvents = typeof consoleEvents;

// ---- /chat, from the customer ----

export const chatCommands = {
  "chat:start": z.object({
    name: z.string().max(200).optional(),
    email: z.email().max(254).optional(),
    locale: Language.optional(),
    /** What an earlier `chat:start` answered; continues that chat. */
    resume: z.string().max(400).optional(),
    /** The browser's own unguessable name for this start; a second start with it is the same chat. */
    startId: z.string().min(16).max(100).optional(),
  }),
  "menu:choose": z.object({
    option: z.string().regex(/^[0-9*#]{1,32}$/),
    /** The screen that is answered. Without it: the present one. */
    seq: z.int().nonnegative().optional(),
  }),
  "message:send": z.object({
    clientId: z.string().min(1).max(200),
    text: z.string().min(1).max(8000),
  }),
  "chat:typing": z.object({}),
  "chat:end": z.object({}),
} as const;
export type ChatCommands = typeof chatCommands;

// ---- /chat, to the customer ----

/** What a customer sees of a message: no notes, no engineer's id. */
export const ChatMessage = Message.pick({
  id: true,
  interactionId: true,
  from: true,
  authorName: true,
  text: true,
  at: true,
  clientId: true,
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const chatEvents = {
  "menu:prompt": z.object({
    text: z.string(),
    options: z.array(z.object({ key: z.string(), label: z.string() })),
    /** Digits are wanted instead of an option. */
    digits: z.object({ min: z.int(), max: z.int(), secret: z.boolean() }).nullable(),
    language: Language,
    /** Names this screen in `menu:choose`. null: only words, nothing to answer. */
    seq: z.int().nonnegative().nullable(),
  }),
  queue: z.object({ position: z.int().positive(), estimatedSeconds: z.number().nullable() }),
  "engineer:joined": z.object({ name: z.string() }),
  "message:new": ChatMessage,
  typing: z.object({}),
  "chat:ended": z.object({ by: z.enum(["customer", "engineer", "menu", "system"]) }),
  /** After a resume: everything said so far, oldest first. */
  history: z.object({ messages: z.array(ChatMessage) }),
} as const;
export type ChatEvents = typeof chatEvents;

// ---- both ----

export const AckError = z.object({
  ok: z.literal(false),
  error: z.object({
    code: z.enum(Object.keys(errorCatalog) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
  }),
});
export type Ack<T extends object = object> = ({ ok: true } & T) | z.infer<typeof AckError>;

type Shapes = Readonly<Record<string, z.ZodType>>;

/** Handler types for Socket.IO's client → server side. */
export type Listening<S extends Shapes> = {
  [E in keyof S]: (payload: z.input<S[E]>, ack: (answer: Ack) => void) => void;
};

/** Handler types for Socket.IO's server → client side. */
export type Telling<S extends Shapes> = { [E in keyof S]: (payload: z.output<S[E]>) => void };
