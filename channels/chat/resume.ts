/**
 * The pass with which a browser comes back to its chat: the interaction's id, and a seal that only
 * this server can make. Whoever holds it is the customer; nothing else is asked of them.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { InteractionId } from "../../protocol/ids.js";

export function passFor(interactionId: InteractionId, secret: string): string {
  return `${interactionId}.${sealOf(interactionId, secret).toString("base64url")}`;
}

/** The interaction the pass opens; null when this server never gave it out. Takes constant time. */
export function openPass(pass: string, secret: string): InteractionId | null {
  const dot = pass.lastIndexOf(".");
  const id = InteractionId.safeParse(pass.slice(0, Math.max(dot, 0)));
  if (!id.success) return null;
  const seal = Buffer.from(pass.slice(dot + 1), "base64url");
  const expected = sealOf(id.data, secret);
  return seal.length === expected.length && timingSafeEqual(seal, expected) ? id.data : null;
}

/** A contact's key from the browser's name for its start: the stored key does not give that away. */
export function keyFor(startId: string, secret: string): string {
  return `chat:${createHmac("sha256", secret).update(`start:${startId}`).digest("hex").slice(0, 40)}`;
}

function sealOf(interactionId: InteractionId, secret: string): Buffer {
  return createHmac("sha256", secret).update(`chat:${interactionId}`).digest();
}
