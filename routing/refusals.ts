/** What the sender of a command is told. */
import type { Outcome } from "../protocol/commands.js";
import { type ErrorCode, errorCatalog } from "../protocol/errors.js";
import type { InteractionId } from "../protocol/ids.js";

export function done(interactionId: InteractionId | null = null): Outcome {
  return { ok: true, interactionId };
}

export function refused(code: ErrorCode): Outcome {
  return { ok: false, error: { code, message: errorCatalog[code] } };
}
