/** The log: JSON, one line an event, and never a secret in it. */
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from "pino";

export type { Logger } from "pino";

/** Names under which secrets and customers' words travel; whatever stands there is not written. */
const SECRET_NAMES = [
  "password",
  "passwordHash",
  "token",
  "secret",
  "authToken",
  "apiSecret",
  "cookie",
  "authorization",
  "body",
  "text",
  "html",
  "raw",
];

/**
 * Opens the log. `out` is standard output unless a test wants to read along.
 *
 * Redaction goes two levels deep (`{req: {headers}}` is a third: requests are logged by
 * `src/http`, which does not pass headers on).
 */
export function createLog(level: string, out?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: "[secret]",
    },
  };
  return out === undefined ? pino(options) : pino(options, out);
}
