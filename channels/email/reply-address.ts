/**
 * Signs what comes back: the address a customer answers to and the Message-IDs we send carry the
 * interaction and a seal, so that an answer finds its conversation and a guessed id opens none.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { InteractionId, MessageId } from "../../protocol/ids.js";
import { domainOf, withoutTag } from "./addresses.js";

/** 16 digits of base 32 are 80 bits: more tries than any mail server lets a stranger make. */
const SEAL_LENGTH = 16;
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
/** RFC 5321 section 4.5.3.1.1; Exchange refuses longer ones. */
const LOCAL_PART_MAX = 64;

/**
 * `support+r.int_1.seal@example.com`. Servers may write local parts in lower case, so seal and id
 * are; an id that is not, or is too long for an address, gets the plain address: its answers are
 * found by their In-Reply-To.
 */
export function replyAddress(reply: {
  readonly mailbox: string;
  readonly interactionId: InteractionId;
  readonly secret: string;
}): string {
  const base = withoutTag(reply.mailbox);
  const seal = sealOf(reply.secret, `reply:${reply.interactionId}`);
  const local = `${base.slice(0, base.lastIndexOf("@"))}+r.${reply.interactionId}.${seal}`;
  if (!/^[a-z0-9_-]+$/.test(reply.interactionId) || local.length > LOCAL_PART_MAX) return base;
  return `${local}@${domainOf(base)}`;
}

/** The interaction a signed reply address names; null: it is none, or its seal is wrong. */
export function readReplyAddress(address: string, secret: string): InteractionId | null {
  const match = /\+r\.([a-z0-9_-]+)\.([a-z2-7]+)@/.exec(address.toLowerCase());
  const [, id, seal] = match ?? [];
  if (id === undefined || seal === undefined) return null;
  if (!isSealed(seal, sealOf(secret, `reply:${id}`))) return null;
  return InteractionId.safeParse(id).data ?? null;
}

/** The Message-ID of a mail of ours; the same message always has the same one. */
export function outgoingMessageId(mail: {
  readonly interactionId: InteractionId;
  readonly messageId: MessageId;
  readonly domain: string;
  readonly secret: string;
}): string {
  const named = `${toAtom(mail.interactionId)}.${toAtom(mail.messageId)}`;
  return `<${named}.${sealOf(mail.secret, `mail:${named}`)}@${mail.domain}>`;
}

/** What a Message-ID of ours names; null: it is not ours. */
export function readOutgoingMessageId(
  messageId: string,
  secret: string,
): { readonly interactionId: InteractionId; readonly messageId: MessageId } | null {
  const match = /^<([\w~-]+)\.([\w~-]+)\.([a-z2-7]+)@[^@>]+>$/.exec(messageId);
  const [, interaction, message, seal] = match ?? [];
  if (interaction === undefined || message === undefined || seal === undefined) return null;
  if (!isSealed(seal, sealOf(secret, `mail:${interaction}.${message}`))) return null;
  const interactionId = InteractionId.safeParse(fromAtom(interaction)).data;
  const ourId = MessageId.safeParse(fromAtom(message)).data;
  return interactionId === undefined || ourId === undefined
    ? null
    : { interactionId, messageId: ourId };
}

/** Ids may hold `@` and `:`, which no Message-ID may; those are written in base64url after a `~`. */
function toAtom(id: string): string {
  return /^[\w-]+$/.test(id) ? id : `~${Buffer.from(id).toString("base64url")}`;
}

function fromAtom(atom: string): string {
  return atom.startsWith("~") ? Buffer.from(atom.slice(1), "base64url").toString() : atom;
}

function sealOf(secret: string, text: string): string {
  const digest = createHmac("sha256", secret).update(text).digest();
  let seal = "";
  for (const byte of digest.subarray(0, SEAL_LENGTH)) seal += BASE32.charAt(byte % 32);
  return seal;
}

/** In constant time, so that a seal cannot be guessed digit by digit. */
function isSealed(given: string, right: string): boolean {
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
}
