/** A command on its way to the node that leads: text, bytes of mails included. */
import { z } from "zod";
import { CommandId, ServerNodeId } from "../../protocol/ids.js";
import type { Asked } from "../dispatch/dispatch-parts.js";
import type { Luggage } from "../dispatch/turn.js";

export interface Envelope {
  readonly id: CommandId;
  readonly from: ServerNodeId;
  /** Epoch milliseconds. Nobody waits for its answer any more: it must not be done now. */
  readonly expiresAt: number;
  /** Sent before; it may have been committed. */
  readonly again: boolean;
  readonly asked: Asked & { readonly id: CommandId };
  readonly luggage: Luggage;
}

/** What is checked of it. The rest was checked at the edge of the node that sent it. */
const Head = z.looseObject({
  id: CommandId,
  from: ServerNodeId,
  expiresAt: z.number(),
  again: z.boolean(),
  asked: z.looseObject({ id: CommandId, type: z.string() }),
  luggage: z.looseObject({}),
});

const BYTES = "$bytes";

export function encodeEnvelope(envelope: Envelope): string {
  return JSON.stringify(envelope, function (this: Record<string, unknown>, key, value: unknown) {
    // A buffer has become an object of its own by now; the field itself still has the bytes.
    const raw = this[key];
    return raw instanceof Uint8Array ? { [BYTES]: Buffer.from(raw).toString("base64") } : value;
  });
}

/** @throws when it is no envelope */
export function decodeEnvelope(text: string): Envelope {
  const read: unknown = JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !(BYTES in value)) return value;
    const bytes = value[BYTES];
    return typeof bytes === "string" ? new Uint8Array(Buffer.from(bytes, "base64")) : value;
  });
  Head.parse(read);
  return read as Envelope;
}
