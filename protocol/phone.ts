/**
 * What goes over the Socket.IO namespace `/phone`, where a browser plays a telephone on the local
 * carrier: the phone on `/try` without a token, an engineer's console with one. Declared once for
 * both sides; every event from a browser takes an acknowledgement.
 */
import { z } from "zod";
import { SMS_CHARACTERS_MAX } from "./sms.js";
import { At, PhoneNumber } from "./words.js";

/** The carrier's own name for a call. */
export const CallSid = z.string().regex(/^CA[0-9a-f]{32}$/);

/** The Socket.IO namespace. */
export const PHONE_NAMESPACE = "/phone";

/**
 * WebRTC signalling between two browsers in one conversation. The carrier passes it on unread. The
 * limits hold an audio-only description several times over.
 */
export const PhoneSignal = z.union([
  z
    .object({
      description: z.object({
        type: z.enum(["offer", "answer", "pranswer", "rollback"]),
        sdp: z.string().max(32_768).optional(),
      }),
    })
    .strict(),
  z
    .object({
      candidate: z.object({
        candidate: z.string().max(2048),
        sdpMid: z.string().max(64).nullish(),
        sdpMLineIndex: z.int().min(0).max(64).nullish(),
        usernameFragment: z.string().max(256).nullish(),
      }),
    })
    .strict(),
]);
export type PhoneSignal = z.infer<typeof PhoneSignal>;

/** A text message as a telephone shows it. */
const PhoneText = z.object({
  /** The carrier's own name for it. */
  sid: z.string(),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  at: At,
});
export type PhoneText = z.infer<typeof PhoneText>;

export const phoneCommands = {
  /** Calls a number; the phone on `/try` chooses the number it calls from. */
  dial: z.object({ from: PhoneNumber, to: PhoneNumber }).strict(),
  /** This browser is the telephone of that number, and rings when it is called. */
  here: z.object({ number: PhoneNumber }).strict(),
  /** Writes a text; the phone on `/try` chooses the number it writes from. */
  text: z
    .object({ from: PhoneNumber, to: PhoneNumber, body: z.string().min(1).max(SMS_CHARACTERS_MAX) })
    .strict(),
  /** Takes the ringing call. */
  answer: z.object({ callSid: CallSid }).strict(),
  key: z.object({ key: z.string().regex(/^[0-9*#]$/) }).strict(),
  hangup: z.object({}).strict(),
  signal: PhoneSignal,
} as const;
export type PhoneCommands = typeof phoneCommands;

export const phoneEvents = {
  /** Where this phone's call stands. `ended` is the last word about a call. */
  call: z.object({
    callSid: CallSid,
    state: z.enum(["ringing", "answered", "ended"]),
    /** Why it ended: `completed`, `busy`, `no-answer`, `failed`, `canceled`. null: it has not. */
    because: z.string().nullable(),
  }),
  /** Somebody calls this phone. */
  incoming: z.object({ callSid: CallSid, from: z.string().max(300) }),
  /** The carrier says this now; it takes that long, then silence or the next thing follows. */
  say: z.object({ text: z.string(), language: z.string(), seconds: z.number().nonnegative() }),
  /** The carrier plays this recording, from its start. */
  play: z.object({ url: z.string() }),
  /** Whatever was being said or played stops. */
  stop: z.object({}),
  /** Another browser came into the conversation, or left it; `polite` yields when both offer. */
  peer: z.object({ present: z.boolean(), polite: z.boolean() }),
  signal: PhoneSignal,
  /** The texts of this phone's number so far, oldest first; after each `here`. */
  texts: z.object({ texts: z.array(PhoneText) }),
  /** A text of this phone's number, sent or received. */
  text: PhoneText,
} as const;
export type PhoneEvents = typeof phoneEvents;

/** How an engineer's browser telephones; what `GET /api/v1/phone` answers. */
export const PhoneAccess = z.object({
  provider: z.enum(["local", "twilio"]),
  /** Good for an hour; ask again for a new one. */
  token: z.string().max(8192),
});
export type PhoneAccess = z.infer<typeof PhoneAccess>;
