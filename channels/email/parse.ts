/**
 * Bytes of a mail → what the desk takes. Total for whatever arrives: a mail whose MIME structure
 * cannot be read is taken by its headers, with the whole of it as an attachment. Only a mail that
 * names no sender at all is unreadable.
 */
import { simpleParser, type Attachment, type ParsedMail } from "mailparser";
import type { InboundMail } from "../channel.js";
import { cleanAddress, cut, mailboxesOf, oneLine, type Mailbox } from "./addresses.js";
import { attachmentName } from "./attachment-name.js";
import { inUtf8 } from "./charset.js";
import { classify } from "./classify.js";
import {
  capReferences,
  firstOf,
  headerMap,
  messageIdOf,
  threadOf,
  type HeaderMap,
} from "./headers.js";
import {
  isExcessive,
  sanitiseInbound,
  stripUnreadable,
  textOfHtml,
  unmarked,
  type DataImage,
} from "./html.js";
import { quoteStart, quoteStartOfMarked } from "./quote.js";

export interface Arrived {
  readonly raw: Uint8Array;
  readonly receivedAt: number;
  /** The SMTP sender, where it is known; empty: the null sender. */
  readonly envelopeFrom: string | null;
}

export interface ReadMail extends Pick<
  InboundMail,
  "headers" | "text" | "html" | "quoteFrom" | "attachments"
> {
  /** Who wrote it; `headers.from` is whom to answer. */
  readonly from: Mailbox;
  /** Every address that says where it was sent: To, Cc and what servers on the way wrote down. */
  readonly sentTo: readonly string[];
  /** Every address that says who sent it, the one we answer first. */
  readonly sentBy: readonly string[];
  /** By the sender's clock, but never later than received. */
  readonly sentAt: number;
}

/** Nobody can be answered: the mail becomes a dead letter. */
export class UnreadableMail extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnreadableMail";
  }
}

const SUBJECT_MAX = 1000;
const TEXT_MAX = 400_000;
/** Of HTML that is too long this much is read for the text. */
const HTML_EXCERPT = 100_000;
const STORED_HTML_MAX = 2_000_000;
const STUB_LENGTH_MAX = 300;
const ATTACHMENTS_MAX = 100;
const RECIPIENTS_MAX = 200;
const HEAD_BYTES_MAX = 500_000;
/** An honest date has forty letters; looking for the remark at its end takes their square. */
const DATE_MAX = 200;
/** A mail server's clock may be a little ahead of ours. */
const CLOCK_SLACK_MS = 5 * 60_000;
/** The parser streams; one that has not ended by now never will. */
const PARSE_MS_MAX = 60_000;

export async function readMail(arrived: Arrived): Promise<ReadMail> {
  const raw = Buffer.from(arrived.raw.buffer, arrived.raw.byteOffset, arrived.raw.byteLength);
  const parsed = await parseOrKeepWhole(withoutRepeatedHeaders(inUtf8(raw)));
  const headers = headerMap(parsed.headerLines);
  const senders = sendersOf(parsed, headers, arrived.envelopeFrom);
  const [from] = senders;
  if (from === undefined) throw new UnreadableMail("The mail names no sender.");
  const subject = oneLine(stripUnreadable(parsed.subject ?? ""), SUBJECT_MAX);
  const thread = threadOf(headers);
  const mailClass = classify({
    headers,
    from: mailboxesOf(parsed.from)[0]?.address ?? from.address,
    subject,
    envelopeFrom: arrived.envelopeFrom,
  });
  const bounced = mailClass === "bounce" ? idsOfReturnedMail(raw) : [];
  const references = capReferences([...thread.references, ...bounced]);
  const body = bodyOf(parsed, raw, isAnswer(subject, thread.inReplyTo, references));
  const to = mailboxesOf(parsed.to).slice(0, RECIPIENTS_MAX);
  const cc = mailboxesOf(parsed.cc).slice(0, RECIPIENTS_MAX);
  return {
    headers: {
      subject,
      from,
      to: [...to],
      cc: [...cc],
      messageId: messageIdOf(headers, raw),
      inReplyTo: thread.inReplyTo,
      references: [...references],
      class: mailClass,
    },
    ...body,
    from: mailboxesOf(parsed.from)[0] ?? from,
    sentTo: sentToOf(headers, [...to, ...cc]),
    sentBy: [...new Set(senders.map(({ address }) => address))],
    sentAt: sentAtOf(firstOf(headers, "date"), arrived.receivedAt),
  };
}

/**
 * Mails and delivery reports inside the mail stay attachments: a returned mail is not its returner's
 * words. `ignoreEmbedded` is an option of the splitter below the parser, which hands it on.
 */
const PARSER_OPTIONS = {
  skipHtmlToText: true,
  skipTextLinks: true,
  keepCidLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
};

const ONCE = /^(?:from|sender|reply-to|subject|date|message-id|in-reply-to)[ \t]*:/i;

/** Of a header that may stand once the first counts; mail programs that show the last are deceived. */
function withoutRepeatedHeaders(raw: Buffer): Buffer {
  const end = endOfHead(raw);
  const fields = raw
    .subarray(0, end)
    .toString("latin1")
    .split(/(?<=\n)(?![ \t])/);
  const seen = new Set<string>();
  const kept = fields.filter((field) => {
    const [name] = ONCE.exec(field) ?? [];
    if (name === undefined) return true;
    const key = name.replace(/[ \t:]/g, "").toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (kept.length === fields.length) return raw;
  return Buffer.concat([Buffer.from(kept.join(""), "latin1"), raw.subarray(end)]);
}

function endOfHead(raw: Buffer): number {
  const match = /\r?\n\r?\n/.exec(raw.subarray(0, HEAD_BYTES_MAX).toString("latin1"));
  return match === null ? Math.min(raw.length, HEAD_BYTES_MAX) : match.index + match[0].length;
}

async function parseOrKeepWhole(raw: Buffer): Promise<ParsedMail> {
  try {
    return await withinTime(simpleParser(raw, PARSER_OPTIONS));
  } catch {
    const head = raw.subarray(0, endOfHead(raw));
    // Without its structure a mail is its headers and a note; the content type would break it again.
    const bare = head
      .toString("latin1")
      .trimEnd()
      .replace(/^(?:content-|mime-)[^\n]*\n(?:[ \t][^\n]*\n)*/gim, "");
    const parsed = await withinTime(
      simpleParser(
        Buffer.from(
          `${bare}\r\n\r\nThis mail is damaged; the whole of it is attached.\n`,
          "latin1",
        ),
        PARSER_OPTIONS,
      ),
    );
    const whole = { filename: "damaged.eml", contentType: "message/rfc822", content: raw };
    return { ...parsed, attachments: [{ ...BLANK_ATTACHMENT, ...whole, size: raw.length }] };
  }
}

const BLANK_ATTACHMENT: Omit<Attachment, "content" | "contentType" | "size"> = {
  type: "attachment",
  headers: new Map(),
  headerLines: [],
  checksum: "",
  related: false,
};

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("the mail could not be parsed in time"));
    }, PARSE_MS_MAX);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whom to answer first: a valid Reply-To, else From, else Sender, else what servers on the way wrote down.
 * The name of From stays with a Reply-To that has none, as contact forms send it.
 */
function sendersOf(
  parsed: ParsedMail,
  headers: HeaderMap,
  envelopeFrom: string | null,
): readonly Mailbox[] {
  const from = mailboxesOf(parsed.from);
  const replyTo = mailboxesOf(parsed.replyTo).slice(0, 1);
  const named = replyTo.map((mailbox) => ({
    ...mailbox,
    name: mailbox.name || (from[0]?.name ?? ""),
  }));
  const others = ["sender", "x-original-from", "x-original-sender", "return-path"].flatMap((name) =>
    addressesIn(headers.get(name) ?? []).map((address) => ({ name: "", address })),
  );
  const commented = from.length > 0 ? [] : addressesIn([withoutComments(firstOf(headers, "from"))]);
  const bare = commented.map((address) => ({ name: "", address }));
  const envelope = addressesIn([envelopeFrom ?? ""]).map((address) => ({ name: "", address }));
  return [...named, ...from, ...bare, ...others, ...envelope];
}

/** `pete(his account)@example.com (his host)`: RFC 5322 allows remarks and space anywhere. */
function withoutComments(value: string): string {
  let bare = value.slice(0, 2000);
  for (
    let inner = bare.replace(/\([^()]*\)/g, "");
    inner !== bare;
    inner = bare.replace(/\([^()]*\)/g, "")
  ) {
    bare = inner;
  }
  return (/<([^<>]*)>/.exec(bare)?.[1] ?? bare).replace(/\s+/g, "");
}

function sentToOf(headers: HeaderMap, recipients: readonly Mailbox[]): readonly string[] {
  const onTheWay = [
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-forwarded-to",
    "x-envelope-to",
  ];
  const written = onTheWay.flatMap((name) => addressesIn((headers.get(name) ?? []).slice(0, 20)));
  return [...new Set([...recipients.map(({ address }) => address), ...written])];
}

function addressesIn(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.slice(0, 4000).split(","))
    .map(cleanAddress)
    .filter((address): address is string => address !== null);
}

function isAnswer(
  subject: string,
  inReplyTo: string | null,
  references: readonly string[],
): boolean {
  if (/^\s*(?:fwd?|wg|tr|rv|i|enc|doorst|vs|转发|轉寄|転送)\s*[:：]/i.test(subject)) return false;
  return inReplyTo !== null || references.length > 0 || /^\s*\S{1,8}\s*[:：]/.test(subject);
}

/** A mail server names the mail it could not deliver in the part that returns it, as headers or whole. */
function idsOfReturnedMail(raw: Buffer): readonly string[] {
  const ids = [...raw.toString("latin1").matchAll(/^message-id:\s*(<[^<>\s]{1,990}>)/gim)];
  return ids.slice(1, 6).map((match) => match[1] ?? "");
}

function sentAtOf(date: string, receivedAt: number): number {
  const at = Date.parse(date.slice(0, DATE_MAX).replace(/\s*\([^)]*\)\s*$/, ""));
  return Number.isNaN(at) || at < 0 || at > receivedAt + CLOCK_SLACK_MS ? receivedAt : at;
}

type Body = Pick<ReadMail, "text" | "html" | "quoteFrom" | "attachments">;

/**
 * Text is the plain part where the sender gave one beside the HTML; else it is made from the HTML. The
 * parser joins several HTML parts in their order and puts plain parts that stand between them there too.
 */
function bodyOf(parsed: ParsedMail, raw: Buffer, answer: boolean): Body {
  const given = stripUnreadable(htmlPart(parsed));
  const tooLong = isExcessive(given);
  const source = tooLong ? "" : given;
  const cids = new Set(parsed.attachments.flatMap(({ cid }) => (cid === undefined ? [] : [cid])));
  const safe = sanitiseInbound(source, cids);
  const html = safe.html === "" || safe.html.length > STORED_HTML_MAX ? null : safe.html;
  const attachments = attachmentsOf(parsed, html ?? "", safe.images);
  if (tooLong) {
    attachments.push({
      name: "message.html",
      type: "text/html",
      cid: null,
      bytes: Buffer.from(given),
    });
  }
  const plain = stripUnreadable(parsed.text ?? "").replace(/\r\n?/g, "\n");
  if (plain.trim() !== "" && html === null && !tooLong) return fromPlain(plain.trim());
  const excerpt = tooLong ? sanitiseInbound(given.slice(0, HTML_EXCERPT), cids).html : safe.html;
  const marked = quoteStartOfMarked(textOfHtml(excerpt));
  if (offersAlternative(raw) && saysEnough(plain, marked.text)) return fromPlain(plain.trim());
  const text = cut(marked.text, TEXT_MAX);
  const start = marked.start !== null && marked.start < text.length ? marked.start : null;
  return fold({ text, html, attachments, quoteFrom: answer ? start : null });

  function fromPlain(words: string): Body {
    const short = cut(words, TEXT_MAX);
    const quoteFrom = answer ? quoteStart(short) : null;
    return fold({ text: short, html, attachments, quoteFrom });
  }
}

/** What is not folded in the text is not folded in the HTML either. */
function fold(body: Body): Body {
  return body.quoteFrom !== null || body.html === null
    ? body
    : { ...body, html: unmarked(body.html) };
}

/** A plain part that says next to nothing is a stub such as "your program cannot show this mail". */
function saysEnough(plain: string, fromHtml: string): boolean {
  const length = plain.trim().length;
  return length >= STUB_LENGTH_MAX || (length > 0 && length * 10 >= fromHtml.length);
}

/** Elsewhere plain parts stand beside the HTML as further pieces of the mail, not as its translation. */
function offersAlternative(raw: Buffer): boolean {
  return /multipart\/alternative/i.test(raw.subarray(0, 1_000_000).toString("latin1"));
}

/** The types say `false` where there is none; in truth it may be missing. */
function htmlPart(parsed: ParsedMail): string {
  return typeof parsed.html === "string" ? parsed.html : "";
}

function attachmentsOf(
  parsed: ParsedMail,
  html: string,
  images: readonly DataImage[],
): InboundMail["attachments"][number][] {
  const parts = parsed.attachments.map(({ filename, contentType, cid, content }) => ({
    name: filename ?? "",
    type: oneLine(contentType.toLowerCase(), 200),
    // A part that the text does not show is an ordinary attachment.
    cid: cid !== undefined && cid.length <= 255 && html.includes(`"cid:${cid}"`) ? cid : null,
    bytes: content,
  }));
  const inside = images.map(({ cid, type, bytes }) => ({ name: "", type, cid, bytes }));
  const taken = new Set<string>();
  return [...parts, ...inside].slice(0, ATTACHMENTS_MAX - 1).map((part, index) => ({
    ...part,
    name: attachmentName({ given: part.name, type: part.type, number: index + 1, taken }),
  }));
}
