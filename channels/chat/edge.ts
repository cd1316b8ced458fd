/** Where the customer's side is checked and answered: payloads in, coded acknowledgements out. */
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type ErrorCode, errorCatalog } from "../../protocol/errors.js";
import type { Ack } from "../../protocol/sockets.js";
import { DeskRefusal } from "../channel.js";

/** The part of a pino logger that a channel uses. */
export interface ChannelLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** A handler that believes its payload, made into one that takes anything. */
export function parsed<S extends z.ZodType>(
  schema: S,
  handle: (payload: z.output<S>) => Promise<object>,
): (raw: unknown) => Promise<object> {
  return async (raw) => {
    const result = schema.safeParse(raw ?? {});
    if (!result.success) throw refusalOf(result.error);
    return handle(result.data);
  };
}

export function refuse(code: ErrorCode): DeskRefusal {
  return new DeskRefusal(code, errorCatalog[code]);
}

/** Only the first fault is told: whoever writes a client mends them one by one. */
function refusalOf(error: z.ZodError): DeskRefusal {
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  if (field === "text" && issue?.code === "too_small") return refuse("MESSAGE_EMPTY");
  if (field === "text" && issue?.code === "too_big") return refuse("MESSAGE_TOO_LONG");
  const where = field === "" ? "" : ` Look at: ${field}.`;
  return new DeskRefusal("BAD_REQUEST", `${errorCatalog.BAD_REQUEST}${where}`);
}

/** A refusal keeps its code; an outage may be tried again; anything else is ours and is logged. */
export function failureOf(error: unknown, log: ChannelLog): Ack {
  if (error instanceof DeskRefusal) {
    return { ok: false, error: { code: error.code, message: error.message } };
  }
  if (error instanceof Error && error.name === "StoreUnavailable") {
    const code = "STORE_UNAVAILABLE";
    return { ok: false, error: { code, message: errorCatalog[code] } };
  }
  const faultId = randomUUID();
  log.error({ err: error, faultId }, "a chat event failed");
  return {
    ok: false,
    error: { code: "INTERNAL", message: `${errorCatalog.INTERNAL} (${faultId})` },
  };
}

/** The payload and the answer function of a Socket.IO event; either may be missing. */
export function unpack(args: readonly unknown[]): {
  readonly payload: unknown;
  readonly answer: (ack: Ack) => void;
} {
  const last = args.at(-1);
  const hasAck = typeof last === "function";
  const payload = hasAck && args.length === 1 ? undefined : args[0];
  return {
    payload,
    answer: (ack) => {
      if (hasAck) Reflect.apply(last, undefined, [ack]);
    },
  };
}
