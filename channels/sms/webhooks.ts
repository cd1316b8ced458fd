/** The addresses the carrier calls about texts: one that came in, and what became of one of ours. */
import express from "express";
import twilio from "twilio";
import { z } from "zod";
import { InteractionId, MessageId } from "../../protocol/ids.js";
import { PhoneNumber } from "../../protocol/words.js";
import { DeskRefusal, type Desk } from "../channel.js";
import { failed, form, signed, type Signing } from "../twilio/webhook.js";
import { becauseOf } from "./carrier-errors.js";
import type { InboundText, Reception } from "./reception.js";

/** The carrier takes ten pictures with a text. */
const MEDIA_MAX = 10;

/** The fields we use; the carrier sends many more. */
const Inbound = z
  .object({
    MessageSid: z.string().regex(/^\w{1,64}$/),
    From: z.string().max(300).default(""),
    To: z.string().regex(/^\+?\d{3,15}$/),
    Body: z.string().max(10_000).default(""),
    NumMedia: z.coerce.number().int().min(0).max(MEDIA_MAX).default(0),
    OptOutType: z.enum(["STOP", "START", "HELP"]).optional(),
  })
  .loose();
const MediaUrl = z.url({ protocol: /^https?$/ }).max(2000);

const Status = z.object({
  MessageStatus: z.string().max(40),
  ErrorCode: z.coerce.number().int().nullable().default(null),
});
const OfMessage = z.object({ i: InteractionId, m: MessageId });

/** What the carrier answers by itself where nobody configured it: it sends no `OptOutType` then. */
const keywords = {
  stop: /^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)$/i,
  start: /^(START|UNSTOP)$/i,
  help: /^(HELP|INFO)$/i,
} as const;

export interface SmsWebhookParts extends Signing {
  readonly desk: Desk;
  readonly reception: Reception;
  readonly stopping: () => boolean;
  readonly log: { warn(details: object, message: string): void };
}

export function smsWebhooks(parts: SmsWebhookParts): express.Router {
  const { desk, reception, log } = parts;
  const router = express.Router();
  router.use(form(), signed(parts));
  router.use((_request, _response, next) => {
    if (parts.stopping()) throw new DeskRefusal("SHUTTING_DOWN", "The next start takes it.");
    next();
  });

  router.post("/", async (request, response) => {
    const inbound = Inbound.parse(request.body);
    const from = PhoneNumber.safeParse(inbound.From).data;
    let answer: string | null = null;
    // Alerts of other companies come from names and short codes, which nobody can answer.
    if (from === undefined) {
      log.warn({ from: inbound.From }, "a text came from no telephone number and was left");
    } else answer = await reception.take(textIn(inbound, from));
    const document = new twilio.twiml.MessagingResponse();
    if (answer !== null) document.message(answer);
    response.type("text/xml").send(document.toString());
  });

  router.post("/status", async (request, response) => {
    const { i: interactionId, m: messageId } = OfMessage.parse(request.query);
    const { MessageStatus, ErrorCode } = Status.parse(request.body);
    if (MessageStatus === "failed" || MessageStatus === "undelivered") {
      const because = becauseOf(ErrorCode, `the carrier says: ${MessageStatus}`);
      await desk.undelivered({ interactionId, messageId, because });
    }
    response.status(204).end();
  });

  router.use(failed(log));
  return router;
}

function textIn(inbound: z.infer<typeof Inbound>, from: string): InboundText {
  const { MessageSid: sid, To: to, Body: body, NumMedia, OptOutType } = inbound;
  const media = Array.from({ length: NumMedia }, (_, at) => inbound[`MediaUrl${String(at)}`]);
  return {
    sid,
    from,
    to,
    body,
    media: media.flatMap((url) => MediaUrl.safeParse(url).data ?? []),
    keyword: keywordOf(OptOutType ?? body.trim()),
  };
}

function keywordOf(word: string): InboundText["keyword"] {
  if (keywords.stop.test(word)) return "stop";
  if (keywords.start.test(word)) return "start";
  return keywords.help.test(word) ? "help" : null;
}
