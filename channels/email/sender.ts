/**
 * Sends what engineers wrote. A mail may be sent twice only when the process dies between the server's
 * 250 and the outbox's note of it; it then has the same Message-ID, by which mailboxes drop the copy.
 */
import { createTransport, type SMTPSentMessageInfo, type Transporter } from "nodemailer";
import { z } from "zod";
import type { Effect } from "../../protocol/effects.js";
import { Message } from "../../protocol/interactions.js";
import type { Desk, Performed } from "../channel.js";
import { cleanAddress, oneLine, ownAddressOf, parseMailbox, type Mailbox } from "./addresses.js";
import { sanitiseOutgoing } from "./html.js";
import { replyAddress } from "./reply-address.js";

export interface SenderOptions {
  /** Of the SMTP server; null: mail cannot be sent. Asked at each send, as a demo's port may be new. */
  readonly smtpUrl: () => string | null;
  readonly desk: Desk;
  readonly mailFrom: string;
  readonly ownAddresses: () => readonly string[];
  readonly secret: string;
  /** Whether the mail server delivers `support+anything@` to `support@`. */
  readonly plusAddresses: boolean;
}

export interface Sender {
  send(effect: Effect): Promise<Performed>;
  close(): void;
}

const SendPayload = z.object({ message: Message });

/** Servers refuse more; composing should have kept within it. */
const MAIL_BYTES_MAX = 35 * 1024 * 1024;
/** Effects sent by this process, so that a lost note of it does not send them again. */
const REMEMBERED_MAX = 10_000;

export function createSender(options: SenderOptions): Sender {
  const sent = new Set<string>();
  let transport: {
    readonly url: string;
    readonly mailer: Transporter<SMTPSentMessageInfo>;
  } | null = null;

  function mailerFor(url: string): Transporter<SMTPSentMessageInfo> {
    if (transport?.url !== url) {
      transport?.mailer.close();
      const mailer = createTransport({
        url,
        connectionTimeout: 30_000,
        greetingTimeout: 30_000,
        socketTimeout: 120_000,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      transport = { url, mailer };
    }
    return transport.mailer;
  }

  async function send(effect: Effect): Promise<Performed> {
    if (effect.kind !== "send") return refused(`mail has no effect called ${effect.kind}`);
    if (sent.has(effect.id)) return { type: "done" };
    const payload = SendPayload.safeParse(effect.payload);
    if (!payload.success) return refused("the message to send has the wrong shape");
    const { message } = payload.data;
    const url = options.smtpUrl();
    if (url === null) return refused("no server for outgoing mail is set (SMTP_URL)");
    const { mail } = message;
    if (mail === null) return refused("the message has no mail headers");
    const to = recipients(mail.to);
    const cc = recipients(mail.cc);
    if (to.length + cc.length === 0) return refused("the mail has no recipient");
    const own = new Set(options.ownAddresses());
    const general = parseMailbox(options.mailFrom);
    const address = ownAddressOf(mail.from.address, own) ?? general.address;
    const attachments = await attachmentsOf(message);
    if (attachments === null) return refused("an attachment is gone");
    // What a machine says of itself must not be answered by machines (RFC 3834, section 5).
    const automatic = message.from === "system";
    let info: SMTPSentMessageInfo;
    try {
      info = await mailerFor(url).sendMail({
        from: { name: oneLine(mail.from.name || general.name, 120), address },
        replyTo: options.plusAddresses
          ? replyAddress({
              mailbox: address,
              interactionId: effect.interactionId,
              secret: options.secret,
            })
          : address,
        to,
        cc,
        subject: oneLine(mail.subject, 1000),
        messageId: mail.messageId,
        ...(mail.inReplyTo === null ? {} : { inReplyTo: oneLine(mail.inReplyTo, 995) }),
        references: mail.references.map((id) => oneLine(id, 995)),
        date: new Date(message.at),
        text: message.text,
        ...(message.html === null ? {} : { html: sanitiseOutgoing(message.html) }),
        attachments,
        envelope: {
          from: automatic ? "" : address,
          to: [...to, ...cc].map((recipient) => recipient.address),
        },
        headers: automatic
          ? {
              "Auto-Submitted": "auto-replied",
              "X-Auto-Response-Suppress": "All",
              Precedence: "bulk",
            }
          : {},
      });
    } catch (error) {
      return refusedOrThrow(error, url);
    }
    remember(effect.id);
    if (info.rejected.length === 0) return { type: "done" };
    return refused(
      `delivered to ${info.accepted.join(", ")}, but refused for ${info.rejected.join(", ")}`,
    );
  }

  async function attachmentsOf(message: Message): Promise<NodemailerAttachment[] | null> {
    const parts: NodemailerAttachment[] = [];
    let total = 0;
    for (const { id, cid } of message.attachments) {
      const stored = await options.desk.attachment(id);
      if (stored === null) return null;
      total += stored.bytes.byteLength;
      if (total > MAIL_BYTES_MAX) return null;
      parts.push({
        filename: oneLine(stored.name, 255),
        contentType: oneLine(stored.type, 200),
        content: Buffer.from(stored.bytes),
        ...(cid === null ? {} : { cid: oneLine(cid, 255) }),
      });
    }
    return parts;
  }

  function remember(effectId: string): void {
    sent.add(effectId);
    const [oldest] = sent;
    if (sent.size > REMEMBERED_MAX && oldest !== undefined) sent.delete(oldest);
  }

  return {
    send,
    close: () => {
      transport?.mailer.close();
      transport = null;
    },
  };
}

interface NodemailerAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly cid?: string;
}

function recipients(mailboxes: readonly Mailbox[]): Mailbox[] {
  const found: Mailbox[] = [];
  for (const { name, address } of mailboxes) {
    const clean = cleanAddress(address);
    if (clean !== null) found.push({ name: oneLine(name, 120), address: clean });
  }
  return found;
}

/**
 * A 5xx is the server's last word, except on our own sign-in: that is for the operator to mend, and the
 * mail waits. Everything else is worth another try.
 */
function refusedOrThrow(error: unknown, url: string): Performed {
  const said = error instanceof Error ? error.message : String(error);
  const text = withoutCredentials(said, url).slice(0, 400);
  const code = numberOf(error, "responseCode");
  const auth = error instanceof Error && "code" in error && error.code === "EAUTH";
  if (code !== null && code >= 500 && !auth) return refused(text);
  throw new Error(text);
}

function numberOf(error: unknown, key: string): number | null {
  if (typeof error !== "object" || error === null) return null;
  const value: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof value === "number" ? value : null;
}

function withoutCredentials(text: string, url: string): string {
  const password = decodeURIComponent(new URL(url).password);
  return password === "" ? text : text.replaceAll(password, "***");
}

function refused(because: string): Performed {
  return { type: "refused", because };
}
