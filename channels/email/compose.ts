/** Turns what an engineer wrote into a mail: who gets it, its subject, its place in the thread, its quote. */
import type { AttachmentId, MessageId } from "../../protocol/ids.js";
import type { Interaction, MailHeaders, Message } from "../../protocol/interactions.js";
import {
  cleanAddress,
  domainOf,
  oneLine,
  ownAddressOf,
  parseMailbox,
  type Mailbox,
} from "./addresses.js";
import { capReferences } from "./headers.js";
import { htmlOfText, sanitiseInbound } from "./html.js";
import { outgoingMessageId } from "./reply-address.js";

export interface Draft {
  readonly interaction: Interaction;
  /** Everything said before, oldest first. */
  readonly messages: readonly Message[];
  readonly text: string;
  readonly html: string | null;
  readonly options: {
    readonly subject?: string | undefined;
    readonly to?: readonly string[] | undefined;
    readonly cc?: readonly string[] | undefined;
    readonly attachmentIds?: readonly AttachmentId[] | undefined;
    /** Append the customer's last message. */
    readonly quote?: boolean | undefined;
  };
  readonly authorName: string;
  readonly messageId: MessageId;
  /** `Support <support@example.com>` or the bare address. */
  readonly mailFrom: string;
  readonly ownAddresses: readonly string[];
  readonly secret: string;
}

export interface ComposedReply {
  readonly headers: MailHeaders;
  /** What was written, with the quote below it. */
  readonly text: string;
  /** Sanitised; null: the engineer wrote plain text. */
  readonly html: string | null;
  readonly quoteFrom: number | null;
}

const SUBJECT_MAX = 1000;
const TEXT_MAX = 400_000;
const HTML_MAX = 1_800_000;
const RECIPIENTS_MAX = 50;
/** Relays refuse header lines above 4096 characters; some cut well before that. */
const REFERENCES_LENGTH_MAX = 1500;

/**
 * Without options it is a reply to the customer's last mail: to its sender, with a copy to everybody
 * who got it except ourselves.
 */
export function composeReply(draft: Draft): ComposedReply {
  const { interaction, options } = draft;
  const own = new Set(draft.ownAddresses.map((address) => address.toLowerCase()));
  const from = senderOf(draft, own);
  own.add(parseMailbox(draft.mailFrom).address);
  const mails = draft.messages.filter((message) => message.kind === "mail");
  const last = mails.findLast((message) => message.from === "customer" && message.mail !== null);
  const lastMail = last?.mail ?? null;
  const to =
    options.to === undefined
      ? namedOnce(
          lastMail === null ? [{ name: "", address: interaction.address ?? "" }] : [lastMail.from],
        )
      : namedOnce(options.to.map((address) => ({ name: "", address })));
  const copied =
    options.cc === undefined
      ? [...(lastMail?.to ?? []), ...(lastMail?.cc ?? [])].filter(
          ({ address }) => ownAddressOf(address, own) === null,
        )
      : options.cc.map((address) => ({ name: "", address }));
  const cc = namedOnce(copied).filter(
    ({ address }) => !to.some((recipient) => recipient.address === address),
  );
  const quote =
    options.quote === true && last !== undefined ? quoteOf(last, interaction.language) : null;
  const written = draft.text.slice(0, TEXT_MAX).trimEnd();
  const text = quote === null ? written : `${written}\n\n${quote.text}`.slice(0, TEXT_MAX);
  return {
    headers: {
      subject: subjectOf(options.subject, lastMail?.subject ?? interaction.subject ?? ""),
      from,
      to,
      cc,
      messageId: outgoingMessageId({
        interactionId: interaction.id,
        messageId: draft.messageId,
        domain: domainOf(from.address),
        secret: draft.secret,
      }),
      inReplyTo: lastMail?.messageId ?? null,
      references: referencesOf(mails, last),
      class: "human",
    },
    text,
    html: htmlFor(draft, quote?.html ?? null),
    quoteFrom: quote === null ? null : Math.min(written.length + 2, text.length),
  };
}

/** The address the customer wrote to, so that an alias answers as itself; else the general one. */
function senderOf(draft: Draft, own: ReadonlySet<string>): Mailbox {
  const general = parseMailbox(draft.mailFrom);
  const alias = ownAddressOf(draft.interaction.to ?? "", own);
  return {
    name: oneLine(draft.authorName, 120) || general.name,
    address: alias ?? general.address,
  };
}

function namedOnce(mailboxes: readonly Mailbox[]): Mailbox[] {
  const found = new Map<string, Mailbox>();
  for (const mailbox of mailboxes) {
    const address = cleanAddress(mailbox.address);
    if (address === null || found.has(address)) continue;
    found.set(address, { name: oneLine(mailbox.name, 120), address });
  }
  return [...found.values()].slice(0, RECIPIENTS_MAX);
}

const REPLY_PREFIX =
  /^\s*(?:re|aw|antw|sv|vs|vá|odp|ynt|ref|rif|res|r|回复|回覆|答复|答覆|返信|回信|답장|отв)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,2})?\s*[:：]\s*/i;

/** `Re:` once, whatever the other side's program calls it and however often it said so. */
export function replySubject(subject: string): string {
  let rest = oneLine(subject, SUBJECT_MAX);
  for (
    let bare = rest.replace(REPLY_PREFIX, "");
    bare !== rest;
    bare = rest.replace(REPLY_PREFIX, "")
  ) {
    rest = bare;
  }
  return oneLine(`Re: ${rest}`, SUBJECT_MAX);
}

function subjectOf(wanted: string | undefined, last: string): string {
  const chosen = oneLine(wanted ?? "", SUBJECT_MAX);
  return chosen === "" ? replySubject(last) : chosen;
}

/**
 * The first id, which holds the thread together, and as many of the newest as fit. Mails of ours that
 * the customer's program did not list are added where they stood.
 */
function referencesOf(mails: readonly Message[], last: Message | undefined): string[] {
  const lastMail = last?.mail ?? null;
  if (last === undefined || lastMail === null) return [];
  const told = lastMail.references;
  const before = mails
    .slice(0, mails.indexOf(last))
    .map((message) => message.mail?.messageId ?? "")
    .filter((id) => id !== "" && !told.includes(id));
  const chain = capReferences([...(told.length > 0 ? told : before), lastMail.messageId]);
  const [first, ...rest] = chain;
  if (first === undefined) return [];
  const kept: string[] = [];
  let length = first.length;
  for (const id of rest.toReversed()) {
    if (length + id.length + 1 > REFERENCES_LENGTH_MAX) break;
    length += id.length + 1;
    kept.unshift(id);
  }
  return [first, ...kept];
}

/** The customer's own words, without the history below them. */
function quoteOf(last: Message, language: string | null): { text: string; html: string } {
  const words = last.text.slice(0, last.quoteFrom ?? last.text.length).trimEnd();
  const date = new Intl.DateTimeFormat(language ?? "en", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
    hourCycle: "h23",
  }).format(last.at);
  const who = oneLine(last.authorName, 120) || (last.mail?.from.address ?? "");
  const headline =
    language?.startsWith("zh") === true
      ? `在 ${date} (UTC)，${who} 写道：`
      : `On ${date} (UTC), ${who} wrote:`;
  const lines = words.split("\n").map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`));
  const inner = last.html === null ? htmlOfText(words) : withoutPictures(last.html);
  return {
    text: [headline, ...lines].join("\n"),
    html: `<div data-quote="itself">${htmlOfText(headline)}<blockquote type="cite">${inner}</blockquote></div>`,
  };
}

/** Pictures of the quoted mail are parts of that mail; in ours they would be broken. */
function withoutPictures(html: string): string {
  return html.replace(/<img\b[^>]*\ssrc="cid:[^>]*>/gi, "");
}

function htmlFor(draft: Draft, quote: string | null): string | null {
  if (draft.html === null) return null;
  const written = sanitiseInbound(draft.html, new Set()).html;
  const whole = quote === null ? written : `${written}<br>${quote}`;
  if (whole.length <= HTML_MAX) return whole;
  return written.length <= HTML_MAX ? written : null;
}
