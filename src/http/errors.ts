/** How a refusal looks over HTTP: a status, and a body whose code never changes. */
import { type ErrorBody, type ErrorCode, errorCatalog } from "../../protocol/errors.js";

/** The HTTP status of every code. */
export const statusOf = {
  BAD_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  NOT_SIGNED_IN: 401,
  WRONG_PASSWORD: 401,
  WRONG_ROLE: 403,
  WRONG_ORIGIN: 403,
  LINK_USED: 401,
  RATE_LIMITED: 429,
  NOT_FOUND: 404,
  CONFLICT: 409,
  INTERNAL: 500,
  STORE_UNAVAILABLE: 503,
  ORGANISATION_UNKNOWN: 421,
  STARTING: 503,
  SHUTTING_DOWN: 503,
  COMMAND_ID_REUSED: 409,
  INTERACTION_UNKNOWN: 404,
  INTERACTION_PURGED: 404,
  INTERACTION_NOT_YOURS: 403,
  INTERACTION_STATE: 409,
  OFFER_UNKNOWN: 404,
  OFFER_EXPIRED: 409,
  OFFER_TAKEN: 409,
  OFFER_NOT_YOURS: 403,
  CUSTOMER_BUSY: 409,
  ENGINEER_UNKNOWN: 404,
  ENGINEER_AWAY: 409,
  SKILLS_MISSING: 409,
  ENGINEER_FULL: 409,
  BUCKET_UNKNOWN: 404,
  SKILL_UNKNOWN: 404,
  OVERFLOW_CYCLE: 409,
  TOO_MANY_ALTERNATIVES: 400,
  DISPOSITION_UNKNOWN: 400,
  MENU_INVALID: 422,
  MENU_FILE_BROKEN: 422,
  MENU_FILE_INVALID: 422,
  MENU_FILE_NEWER: 422,
  MENU_FILE_TOO_LARGE: 413,
  MENU_FILE_UNKNOWN: 422,
  MENU_STEP_STALE: 409,
  MESSAGE_EMPTY: 400,
  MESSAGE_TOO_LONG: 413,
  CHANNEL_CANNOT: 400,
  CHANNEL_REJECTED: 502,
  SIGNATURE_INVALID: 403,
  ATTACHMENT_TOO_LARGE: 413,
  RECORDING_UNPLAYABLE: 422,
  CHAT_UNKNOWN: 404,
} as const satisfies Record<ErrorCode, number>;

/** Thrown by a handler to refuse; the app answers with it. */
export class HttpRefusal extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  /** `details` is shown to whoever asked, so nothing secret belongs in it. */
  constructor(code: ErrorCode, details?: unknown) {
    super(errorCatalog[code]);
    this.name = "HttpRefusal";
    this.code = code;
    this.details = details;
  }
}

/** Too often. The answer also says `Retry-After`, as HTTP has it. */
export class TooOften extends HttpRefusal {
  readonly retrySeconds: number;

  constructor(retrySeconds: number) {
    super("RATE_LIMITED", { retrySeconds });
    this.retrySeconds = retrySeconds;
  }
}

export function bodyOf(code: ErrorCode, details?: unknown): ErrorBody {
  const error = { code, message: errorCatalog[code] };
  return { error: details === undefined ? error : { ...error, details } };
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalog, code);
}
