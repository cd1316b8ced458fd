/**
 * What every address that Twilio calls has in common: the form is read, its signature checked, and
 * whatever goes wrong is answered with a code and has changed nothing.
 */
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import twilio from "twilio";
import { z } from "zod";
import type { ErrorBody, ErrorCode } from "../../protocol/errors.js";
import { isOutage } from "../channel.js";

/** The carrier's requests have some forty short fields. */
const BODY_BYTES_MAX = 64 * 1024;

export interface Signing {
  readonly publicUrl: () => string;
  readonly authToken: string;
  /** No account shares a secret with us: who calls from this machine itself need not sign. */
  readonly trustsThisMachine: boolean;
}

export function form(): RequestHandler {
  return express.urlencoded({ extended: false, limit: BODY_BYTES_MAX, parameterLimit: 200 });
}

/**
 * 403 unless the carrier signed exactly this address with exactly these fields. The address is the
 * public one, or the one the request itself was sent to, as a check from this machine does.
 */
export function signed({ authToken, publicUrl, trustsThisMachine }: Signing): RequestHandler {
  return (request, response, next) => {
    const signature = request.get("X-Twilio-Signature");
    if (signature === undefined && trustsThisMachine && isFromHere(request)) {
      next();
      return;
    }
    const fields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
    const params = fields.catch({}).parse(request.body);
    const origins = [publicUrl(), `${request.protocol}://${request.get("Host") ?? ""}`];
    const fits = origins.some((origin) =>
      twilio.validateRequest(authToken, signature ?? "", origin + request.originalUrl, params),
    );
    if (signature !== undefined && signature !== "" && fits) next();
    else refuse(response, 403, { code: "SIGNATURE_INVALID", message: "The signature is wrong." });
  };
}

/** Behind a proxy everybody seems to be here; a proxy says that it is one. */
function isFromHere(request: Request): boolean {
  const address = request.socket.remoteAddress ?? "";
  const isLoopback = address === "::1" || /^(::ffff:)?127\./.test(address);
  return isLoopback && request.get("X-Forwarded-For") === undefined;
}

/** What fails, and whatever cannot be parsed: coded, and nothing was changed. */
export function failed(log: { warn(details: object, message: string): void }): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof z.ZodError) {
      const details = error.issues.map((issue) => ({
        field: issue.path.join("."),
        message: issue.message,
      }));
      refuse(response, 400, { code: "BAD_REQUEST", message: "A field is wrong.", details });
      return;
    }
    const status = z.object({ status: z.int() }).safeParse(error).data?.status ?? 500;
    if (status === 413) {
      refuse(response, 413, { code: "BODY_TOO_LARGE", message: "At most 64 KB." });
    } else if (status >= 400 && status < 500) {
      refuse(response, 400, { code: "BAD_REQUEST", message: "The form cannot be read." });
    } else {
      log.warn({ err: error, path: request.path }, "a webhook of the carrier's failed");
      const code: ErrorCode = isOutage(error) ? "STORE_UNAVAILABLE" : "INTERNAL";
      refuse(response, 503, { code, message: "Nothing was changed; send it again." });
    }
  };
}

function refuse(response: Response, status: number, error: ErrorBody["error"]): void {
  response.status(status).json({ error });
}
