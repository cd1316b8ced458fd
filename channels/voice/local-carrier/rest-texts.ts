/**
 * The part of Twilio's REST interface that sends and lists texts
 * (https://www.twilio.com/docs/messaging/api/message-resource).
 */
import type { Express } from "express";
import { z } from "zod";
import { SMS_CHARACTERS_MAX } from "../../../protocol/sms.js";
import { PhoneNumber } from "../../../protocol/words.js";
import { dateOf, notFound, page, RestError, Url } from "./rest-answers.js";
import type { Text, Texts } from "./texts.js";

const NewText = z.object({
  From: z.string().min(1).max(300),
  To: z.string().max(300),
  Body: z.string().default(""),
  StatusCallback: Url.optional(),
});

export function textRoutes(
  app: Express,
  { texts, sid, base }: { readonly texts: Texts; readonly sid: string; readonly base: string },
): void {
  app.get(`${base}/Messages.json`, (request, response) => {
    const { To, From } = z
      .object({ To: z.string(), From: z.string() })
      .partial()
      .parse(request.query);
    const found = [...texts.all.values()]
      .reverse()
      .filter(
        ({ from, to }) => (To === undefined || to === To) && (From === undefined || from === From),
      );
    page(
      response,
      "messages",
      found.map((text) => textJson(text, sid)),
    );
  });

  app.post(`${base}/Messages.json`, (request, response) => {
    const { From: from, To: to, Body: body, StatusCallback } = NewText.parse(request.body);
    if (body === "") throw new RestError(400, 21602, "Message body is required.");
    if (body.length > SMS_CHARACTERS_MAX) {
      throw new RestError(400, 21617, "The concatenated message body exceeds the 1600 limit");
    }
    if (!PhoneNumber.safeParse(to).success) {
      throw new RestError(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
    }
    const sent = texts.send({ from, to, body }, StatusCallback ?? null);
    if (sent === "refused") {
      throw new RestError(400, 21610, "Attempt to send to unsubscribed recipient");
    }
    response.status(201).json(textJson(sent, sid));
  });

  app.get(`${base}/Messages/:sid.json`, (request, response) => {
    const text = texts.all.get(request.params.sid);
    if (text === undefined) throw notFound(request.path);
    response.json(textJson(text, sid));
  });
}

function textJson(text: Text, accountSid: string): object {
  return {
    sid: text.sid,
    account_sid: accountSid,
    api_version: "2010-04-01",
    from: text.from,
    to: text.to,
    body: text.body,
    direction: text.direction,
    status: text.status,
    error_code: text.errorCode,
    error_message: null,
    num_media: "0",
    date_created: dateOf(text.at),
    date_updated: dateOf(text.at),
    date_sent: dateOf(text.at),
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${text.sid}.json`,
  };
}
