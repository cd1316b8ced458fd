/**
 * The part of Twilio's REST interface that a contact center uses: calls, conferences, participants.
 * Shapes and error numbers are Twilio's (https://www.twilio.com/docs/voice/api).
 */
import { timingSafeEqual } from "node:crypto";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { z } from "zod";
import type { Call, StatusCallback } from "./call.js";
import type { Conference, Member } from "./conference.js";
import { beIn, eventsIn } from "./dial.js";
import type { Exchange } from "./exchange.js";
import { dateOf, notFound, page, RestError, Url } from "./rest-answers.js";
import { textRoutes } from "./rest-texts.js";
import type { Run, Source } from "./run.js";
import { parseTwiml, TwimlError } from "./twiml-document.js";

const BODY_BYTES_MAX = 64 * 1024;

const Method = z.enum(["GET", "POST"]).default("POST");
/** A field given several times is a list. */
const Several = z.union([z.string(), z.array(z.string())]).optional();

const NewLeg = z.object({
  From: z.string().min(1).max(300),
  To: z.string().min(1).max(300),
  Timeout: z.coerce.number().min(5).max(600).default(60),
  StatusCallback: Url.optional(),
  StatusCallbackMethod: Method,
  StatusCallbackEvent: Several,
});
const NewCall = NewLeg.extend({
  Url: Url.optional(),
  Method,
  Twiml: z.string().max(4000).optional(),
});
const CallChange = z.object({
  Status: z.enum(["completed", "canceled"]).optional(),
  Url: Url.optional(),
  Method,
  Twiml: z.string().max(4000).optional(),
});
const Flag = z.enum(["true", "false"]);
const NewParticipant = NewLeg.extend({
  Label: z.string().max(128).optional(),
  StartConferenceOnEnter: Flag.default("true"),
  EndConferenceOnExit: Flag.default("false"),
  Muted: Flag.default("false"),
});

export function carrierRest(
  exchange: Exchange,
  account: { readonly sid: string; readonly authToken: string },
): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(authenticated(account));
  app.use(express.urlencoded({ extended: false, limit: BODY_BYTES_MAX }));
  const base = `/2010-04-01/Accounts/${account.sid}`;

  const callOf = (sid: string): Call => {
    const call = exchange.calls.get(sid);
    if (call === undefined) throw notFound(`${base}/Calls/${sid}.json`);
    return call;
  };
  const conferenceOf = (sid: string): Conference => {
    const conference = exchange.conferences.get(sid);
    if (conference === undefined) throw notFound(`${base}/Conferences/${sid}.json`);
    return conference;
  };
  const memberOf = (conference: Conference, name: string): Member => {
    const found = conference.members.find(({ call, label }) => call.sid === name || label === name);
    if (found === undefined) throw notFound(`Participants/${name}.json`);
    return found;
  };

  app.get(`${base}/Calls.json`, (request, response) => {
    const { Status, To, From } = z
      .object({ Status: z.string(), To: z.string(), From: z.string() })
      .partial()
      .parse(request.query);
    const found = [...exchange.calls.values()].filter(
      (call) =>
        (Status === undefined || call.status === Status) &&
        (To === undefined || call.basics.to === To) &&
        (From === undefined || call.basics.from === From),
    );
    page(response, "calls", found.map(callJson));
  });

  app.post(`${base}/Calls.json`, (request, response) => {
    const wanted = NewCall.parse(request.body);
    const program = sourceIn(wanted);
    if (program === null) throw new RestError(400, 21205, "Url or Twiml is required.");
    const call = exchange.leg(
      { direction: "outbound-api", from: wanted.From, to: wanted.To, parentCallSid: null },
      callbackIn(wanted),
    );
    void exchange.ring(call, wanted.Timeout).then((answered) => {
      if (answered) exchange.run(call, program);
    });
    response.status(201).json(callJson(call));
  });

  app.get(`${base}/Calls/:sid.json`, (request, response) => {
    response.json(callJson(callOf(request.params.sid)));
  });

  app.post(`${base}/Calls/:sid.json`, (request, response) => {
    const call = callOf(request.params.sid);
    const change = CallChange.parse(request.body);
    const program = sourceIn(change);
    if (call.isOver) {
      throw new RestError(400, 21220, "Call is not in-progress. Cannot redirect.");
    }
    if (change.Status !== undefined) {
      exchange.finish(call, call.answeredAt === null ? "canceled" : "completed");
    } else if (program !== null) {
      if (call.answeredAt === null) {
        throw new RestError(400, 21220, "Call is not in-progress. Cannot redirect.");
      }
      exchange.run(call, program);
    }
    response.json(callJson(call));
  });

  app.get(`${base}/Conferences.json`, (request, response) => {
    const { Status, FriendlyName } = z
      .object({ Status: z.string(), FriendlyName: z.string() })
      .partial()
      .parse(request.query);
    const found = [...exchange.conferences.values()]
      .reverse()
      .filter(
        (one) =>
          (Status === undefined || one.status === Status) &&
          (FriendlyName === undefined || one.name === FriendlyName),
      );
    page(
      response,
      "conferences",
      found.map((one) => conferenceJson(one, account.sid)),
    );
  });

  app.get(`${base}/Conferences/:sid.json`, (request, response) => {
    response.json(conferenceJson(conferenceOf(request.params.sid), account.sid));
  });

  app.post(`${base}/Conferences/:sid.json`, (request, response) => {
    const conference = conferenceOf(request.params.sid);
    z.object({ Status: z.literal("completed") }).parse(request.body);
    conference.end();
    response.json(conferenceJson(conference, account.sid));
  });

  app.get(`${base}/Conferences/:sid/Participants.json`, (request, response) => {
    const conference = conferenceOf(request.params.sid);
    page(
      response,
      "participants",
      conference.members.map((member) => memberJson(member, conference)),
    );
  });

  /** The conference is named by its id or by its friendly name; a new name makes a new one. */
  app.post(`${base}/Conferences/:sid/Participants.json`, (request, response) => {
    const wanted = NewParticipant.parse(request.body);
    const { sid } = request.params;
    const conference = exchange.conferences.get(sid) ?? exchange.conference(sid);
    if (conference.status === "completed") throw notFound(`${base}/Conferences/${sid}.json`);
    const label = wanted.Label ?? null;
    if (label !== null && conference.members.some((member) => member.label === label)) {
      throw new RestError(400, 16025, "A participant with this label is in the conference.");
    }
    const call = exchange.leg(
      { direction: "outbound-api", from: wanted.From, to: wanted.To, parentCallSid: null },
      callbackIn(wanted),
    );
    const member = {
      label,
      startsIt: wanted.StartConferenceOnEnter === "true",
      endsIt: wanted.EndConferenceOnExit === "true",
      muted: wanted.Muted === "true",
    };
    const mustGo = conference.expect(call, member);
    void putIn({ exchange, call, conference, mustGo, ringSeconds: wanted.Timeout });
    response.status(201).json(memberJson({ ...member, call, joined: false }, conference));
  });

  app.get(`${base}/Conferences/:sid/Participants/:name.json`, (request, response) => {
    const conference = conferenceOf(request.params.sid);
    response.json(memberJson(memberOf(conference, request.params.name), conference));
  });

  app.delete(`${base}/Conferences/:sid/Participants/:name.json`, (request, response) => {
    const conference = conferenceOf(request.params.sid);
    const { call } = memberOf(conference, request.params.name);
    conference.leave(call);
    response.status(204).end();
  });

  textRoutes(app, { texts: exchange.texts, sid: account.sid, base });

  app.use((request) => {
    throw notFound(request.path);
  });
  app.use(failed);
  return app;
}

/** Rings the leg, keeps it in the conference, and hangs it up afterwards. */
async function putIn(leg: {
  readonly exchange: Exchange;
  readonly call: Call;
  readonly conference: Conference;
  readonly mustGo: AbortSignal;
  readonly ringSeconds: number;
}): Promise<void> {
  const { exchange, call, conference, mustGo } = leg;
  const cancel = (): void => {
    exchange.finish(call, call.answeredAt === null ? "canceled" : "completed");
  };
  mustGo.addEventListener("abort", cancel, { once: true });
  const answered = await exchange.ring(call, leg.ringSeconds);
  if (answered) {
    await call.run(async (signal) => {
      const run: Run = { board: exchange, call, signal, base: null, documents: noDocuments };
      await beIn(run, conference, { mustGo, music: null });
      if (!signal.aborted) exchange.finish(call, "completed");
    });
  }
  conference.leave(call);
}

/** A participant has no document of its own until it is given one. */
function noDocuments(): Promise<"end"> {
  return Promise.resolve("end");
}

function sourceIn(wanted: {
  Url?: string | undefined;
  Method: "GET" | "POST";
  Twiml?: string | undefined;
}): Source | null {
  if (wanted.Twiml !== undefined) {
    parseTwiml(wanted.Twiml);
    return { type: "twiml", xml: wanted.Twiml };
  }
  if (wanted.Url === undefined) return null;
  return { type: "url", url: wanted.Url, method: wanted.Method, fields: {} };
}

function callbackIn(wanted: z.infer<typeof NewLeg>): StatusCallback | null {
  const url = wanted.StatusCallback;
  if (url === undefined) return null;
  const names = [wanted.StatusCallbackEvent ?? "completed"].flat().flatMap((one) => one.split(" "));
  return { url, method: wanted.StatusCallbackMethod, events: eventsIn(names) };
}

function authenticated(account: { sid: string; authToken: string }): RequestHandler {
  const wanted = Buffer.from(
    `Basic ${Buffer.from(`${account.sid}:${account.authToken}`).toString("base64")}`,
  );
  return (request, _response, next) => {
    const given = Buffer.from(request.get("Authorization") ?? "");
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new RestError(401, 20003, "Authenticate");
    }
    next();
  };
}

// eslint-disable-next-line max-params -- Express knows an error handler by its four parameters.
const failed: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, code, message } = restErrorOf(error);
  const more = `https://www.twilio.com/docs/errors/${String(code)}`;
  response.status(status).json({ code, message, more_info: more, status });
};

function restErrorOf(error: unknown): RestError {
  if (error instanceof RestError) return error;
  if (error instanceof TwimlError) return new RestError(400, error.code, error.message);
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.join(".") ?? "";
    return new RestError(400, where === "To" ? 21201 : 20001, `${where}: ${issue?.message ?? ""}`);
  }
  const { data } = z.object({ status: z.int() }).safeParse(error);
  if (data !== undefined && data.status < 500) return new RestError(data.status, 20001, "Bad form");
  return new RestError(500, 20500, error instanceof Error ? error.message : String(error));
}

function callJson(call: Call): object {
  const { accountSid, from, to, direction, parentCallSid } = call.basics;
  const seconds = ((call.endedAt ?? Date.now()) - (call.answeredAt ?? Date.now())) / 1000;
  return {
    sid: call.sid,
    account_sid: accountSid,
    parent_call_sid: parentCallSid,
    api_version: "2010-04-01",
    from,
    from_formatted: from,
    to,
    to_formatted: to,
    direction,
    status: call.status,
    date_created: dateOf(call.startedAt),
    date_updated: dateOf(call.endedAt ?? call.answeredAt ?? call.startedAt),
    start_time: dateOf(call.answeredAt),
    end_time: dateOf(call.endedAt),
    duration: String(Math.round(seconds)),
    uri: `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}.json`,
  };
}

function conferenceJson(conference: Conference, accountSid: string): object {
  return {
    sid: conference.sid,
    account_sid: accountSid,
    api_version: "2010-04-01",
    friendly_name: conference.name,
    status: conference.status,
    region: "us1",
    date_created: dateOf(conference.createdAt),
    date_updated: dateOf(conference.createdAt),
    uri: `/2010-04-01/Accounts/${accountSid}/Conferences/${conference.sid}.json`,
  };
}

function memberJson(member: Member, conference: Conference): object {
  const { call, label } = member;
  const { accountSid } = call.basics;
  return {
    account_sid: accountSid,
    call_sid: call.sid,
    conference_sid: conference.sid,
    label,
    muted: member.muted,
    hold: false,
    coaching: false,
    status: member.joined ? "connected" : call.status,
    start_conference_on_enter: member.startsIt,
    end_conference_on_exit: member.endsIt,
    date_created: dateOf(call.startedAt),
    date_updated: dateOf(call.answeredAt ?? call.startedAt),
    uri: `/2010-04-01/Accounts/${accountSid}/Conferences/${conference.sid}/Participants/${call.sid}.json`,
  };
}
