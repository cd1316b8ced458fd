/** Commands sent for somebody who waits at HTTP. */
import { HttpRefusal, isErrorCode } from "../errors.js";
import type { HttpParts } from "../parts.js";

/**
 * Sends a command and waits for the commit.
 *
 * @throws HttpRefusal with the router's code when it refused
 */
export async function sendOrRefuse(
  send: HttpParts["send"],
  asked: Parameters<HttpParts["send"]>[0],
): Promise<void> {
  const outcome = await send(asked);
  if (outcome.ok) return;
  const { code, message } = outcome.error;
  throw new HttpRefusal(isErrorCode(code) ? code : "INTERNAL", { because: message });
}
