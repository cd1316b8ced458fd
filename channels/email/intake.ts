/**
 * One mail, from bytes to the desk. Whatever happens it ends in exactly one of: the desk has it, the
 * dead letters have it, or it is a copy of our own; each commit carries the cursor. Only an outage of
 * the desk throws, and then nothing has moved and the mail comes again.
 */
import type { InteractionId } from "../../protocol/ids.js";
import { DeskRefusal, type Desk, type InboundMail, type MailCursor } from "../channel.js";
import { ownAddressOf } from "./addresses.js";
import { UnreadableMail, readMail, type ReadMail } from "./parse.js";
import { readOutgoingMessageId, readReplyAddress } from "./reply-address.js";

export interface Arrival {
  /** Such as `imap:support@example.com` or `smtp`. */
  readonly mailbox: string;
  readonly cursor: MailCursor | null;
  readonly raw: Uint8Array;
  readonly receivedAt: number;
  /** What SMTP said; null: it came another way. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] } | null;
}

export type Taken = "new" | "reply" | "duplicate" | "own" | "dead";

export interface ChannelLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface Intake {
  take(arrival: Arrival): Promise<Taken>;
  /** Keeps a mail that is not even tried, such as one that is too large. */
  bury(arrival: Arrival, because: string): Promise<Taken>;
  /** Once more, because somebody asks for it: also from an address of ours. Throws when it fails. */
  retry(arrival: Arrival): Promise<void>;
}

export interface IntakeOptions {
  readonly desk: Desk;
  readonly secret: string;
  readonly ownAddresses: () => readonly string[];
  /** Whom a mail was for that names none of our addresses (Bcc, a forwarder). */
  readonly fallbackAddress: string;
  readonly now: () => number;
  readonly log: ChannelLog;
}

/** A desk that fails once may be in the middle of something; one that fails thrice on a mail cannot take it. */
const TRIES = 3;
const RETRY_MS = 200;

export function createIntake(options: IntakeOptions): Intake {
  const { desk, secret, now, log } = options;

  async function take(arrival: Arrival): Promise<Taken> {
    let mail: ReadMail;
    try {
      const { raw, receivedAt, envelope } = arrival;
      mail = await readMail({ raw, receivedAt, envelopeFrom: envelope?.from ?? null });
    } catch (error) {
      return bury(arrival, because(error, "The mail could not be read"));
    }
    const own = new Set(options.ownAddresses());
    if (readOutgoingMessageId(mail.headers.messageId, secret) !== null) {
      if (arrival.cursor !== null) await desk.saveCursor(arrival.mailbox, arrival.cursor);
      log.info({ messageId: mail.headers.messageId }, "a copy of a mail of ours came back");
      return "own";
    }
    const ourselves = mail.sentBy.find((address) => ownAddressOf(address, own) !== null);
    if (ourselves !== undefined) {
      return bury(
        arrival,
        `It was sent from ${ourselves}, an address of ours: taking it could start a loop.`,
      );
    }
    for (let tried = 1; ; tried++) {
      try {
        return (await desk.takeMail(inboundOf(arrival, mail))).taken;
      } catch (error) {
        if (isOutage(error)) throw error;
        if (error instanceof DeskRefusal || tried >= TRIES) {
          return bury(arrival, because(error, "The mail could not be taken in"));
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * tried));
      }
    }
  }

  async function retry(arrival: Arrival): Promise<void> {
    try {
      const { raw, receivedAt } = arrival;
      const mail = await readMail({ raw, receivedAt, envelopeFrom: null });
      await desk.takeMail(inboundOf(arrival, mail));
    } catch (error) {
      if (error instanceof DeskRefusal) throw error;
      throw new DeskRefusal("CHANNEL_REJECTED", because(error, "The mail could not be taken in"));
    }
  }

  function inboundOf(arrival: Arrival, mail: ReadMail): InboundMail {
    const own = new Set(options.ownAddresses());
    const addresses = [...(arrival.envelope?.to ?? []), ...mail.sentTo];
    const ours = addresses
      .map((address) => ownAddressOf(address, own))
      .filter((address): address is string => address !== null);
    return {
      mailbox: arrival.mailbox,
      cursor: arrival.cursor,
      headers: mail.headers,
      text: mail.text,
      html: mail.html,
      quoteFrom: mail.quoteFrom,
      recipients: ours.length > 0 ? [...new Set(ours)] : [options.fallbackAddress],
      attachments: mail.attachments,
      raw: arrival.raw,
      receivedAt: arrival.receivedAt,
      repliesTo: repliesTo(addresses, mail),
    };
  }

  /** The signed address first; a sealed Message-ID of ours proves as much where a program drops the address. */
  function repliesTo(addresses: readonly string[], mail: ReadMail): InteractionId | null {
    for (const address of addresses) {
      const id = readReplyAddress(address, secret);
      if (id !== null) return id;
    }
    const { inReplyTo, references } = mail.headers;
    for (const messageId of [inReplyTo ?? "", ...references.toReversed()]) {
      const ours = readOutgoingMessageId(messageId, secret);
      if (ours !== null) return ours.interactionId;
    }
    return null;
  }

  async function bury(arrival: Arrival, reason: string): Promise<Taken> {
    const { mailbox, cursor, raw } = arrival;
    await desk.keepDeadLetter({ mailbox, cursor, raw, because: reason, at: now() });
    log.warn({ mailbox, uid: cursor?.lastUid, because: reason }, "a mail went to the dead letters");
    return "dead";
  }

  return { take, bury, retry };
}

/** The desk is away, not the mail at fault. */
function isOutage(error: unknown): boolean {
  if (error instanceof DeskRefusal) {
    return ["STORE_UNAVAILABLE", "SHUTTING_DOWN", "INTERNAL"].includes(error.code);
  }
  return error instanceof Error && ["StoreUnavailable", "StoreFenced"].includes(error.name);
}

function because(error: unknown, what: string): string {
  if (error instanceof UnreadableMail) return error.message;
  return `${what}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500);
}
