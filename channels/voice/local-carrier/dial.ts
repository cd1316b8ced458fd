/**
 * `<Dial>`: into a conference, or to other telephones, all of which ring until one is answered.
 * https://www.twilio.com/docs/voice/twiml/dial
 */
import type { Call, StatusCallback } from "./call.js";
import { Conference } from "./conference.js";
import { waitingMusic } from "./enqueue.js";
import { aborted, Aborted } from "./pace.js";
import { absolute, flagOf, numberOf, requestOf, type Next, type Run } from "./run.js";
import { TwimlError, type TwimlElement } from "./twiml-document.js";
import type { Fields } from "./webhook.js";

/** Twilio's own limit for one call, in seconds. */
const TALK_SECONDS_MAX = 4 * 3600;

export async function dial(run: Run, element: TwimlElement): Promise<Next> {
  const room = element.children.find((child) => child.name === "Conference");
  const outcome =
    room === undefined ? await dialTelephones(run, element) : await dialConference(run, room);
  if (run.signal.aborted) throw new Aborted();
  const source = requestOf(run, element, { url: "action", method: "method", fields: outcome });
  return source === null ? null : { type: "goto", source };
}

async function dialConference(run: Run, noun: TwimlElement): Promise<Fields> {
  const { board, call } = run;
  if (noun.text === "") throw new TwimlError(13224, "a conference needs a name");
  const conference = board.conference(noun.text);
  report(run, noun, conference);
  const mustGo = conference.expect(call, {
    label: noun.attributes["participantLabel"] ?? null,
    startsIt: flagOf(noun, "startConferenceOnEnter", true),
    endsIt: flagOf(noun, "endConferenceOnExit", false),
    muted: flagOf(noun, "muted", false),
  });
  await beIn(run, conference, { mustGo, music: requestOf(run, noun, WAIT_MUSIC) });
  return { DialCallStatus: "completed" };
}

const WAIT_MUSIC = { url: "waitUrl", method: "waitMethod", fields: {} } as const;

/** Stays until the call, the conference or the program is over. */
export async function beIn(
  run: Run,
  conference: Conference,
  stay: {
    readonly mustGo: AbortSignal;
    readonly music: { readonly url: string; readonly method: "GET" | "POST" } | null;
  },
): Promise<void> {
  const { call } = run;
  try {
    conference.join(call);
    const signal = AbortSignal.any([run.signal, stay.mustGo, conference.started]);
    if (stay.music !== null && !signal.aborted) {
      await waitingMusic({ ...run, signal }, stay.music.url, stay.music.method).catch(
        (error: unknown) => {
          if (signal.aborted) return;
          board(run, error);
        },
      );
    }
    await aborted(AbortSignal.any([run.signal, stay.mustGo]));
  } finally {
    conference.leave(call);
  }
}

/** Music that cannot be had leaves silence, not a dropped call. */
function board(run: Run, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  run.board.alert(run.call, { code: 11200, message: `waiting music: ${message}` });
}

/** Tells the address the noun names of what happens in the conference. */
function report(run: Run, noun: TwimlElement, conference: Conference): void {
  const request = requestOf(run, noun, {
    url: "statusCallback",
    method: "statusCallbackMethod",
    fields: {},
  });
  if (request === null) return;
  const wanted = (noun.attributes["statusCallbackEvent"] ?? "").split(/\s+/);
  conference.onEvent = (event, member) => {
    const name = event.replace(/^(conference|participant)-/, "");
    if (!wanted.includes(name)) return;
    const call = member?.call ?? run.call;
    run.board.notify(call, {
      ...request,
      fields: {
        ConferenceSid: conference.sid,
        FriendlyName: conference.name,
        AccountSid: call.basics.accountSid,
        StatusCallbackEvent: event,
        Timestamp: new Date().toUTCString(),
        ...(member === null ? {} : { CallSid: call.sid }),
        ParticipantLabel: member?.label ?? "",
      },
    });
  };
}

const TELEPHONES = ["Number", "Client", "Sip"];

async function dialTelephones(run: Run, element: TwimlElement): Promise<Fields> {
  const { board, call, signal } = run;
  const nouns = element.children.filter((child) => TELEPHONES.includes(child.name));
  const targets = element.text === "" ? nouns : [...nouns, { ...element, name: "Number" }];
  if (targets.length === 0) throw new TwimlError(13201, "<Dial> without anything to dial");
  const seconds = numberOf(element, "timeout", 30);
  const legs = targets.map((noun) =>
    board.leg(
      {
        direction: "outbound-dial",
        from: element.attributes["callerId"] ?? call.basics.from,
        to: noun.name === "Client" ? `client:${noun.text}` : noun.text,
        parentCallSid: call.sid,
      },
      callbackOf(run, noun),
    ),
  );
  const hangUpAll = (): void => {
    for (const leg of legs) board.finish(leg, leg.answeredAt === null ? "canceled" : "completed");
  };
  signal.addEventListener("abort", hangUpAll, { once: true });
  try {
    const winner = await firstAnswered(run, legs, seconds);
    if (winner === null) {
      const [leg] = legs;
      return { DialCallStatus: leg?.status ?? "failed", DialCallSid: leg?.sid ?? "" };
    }
    const since = Date.now();
    await talk(run, winner, numberOf(element, "timeLimit", TALK_SECONDS_MAX));
    return {
      DialCallStatus: "completed",
      DialCallSid: winner.sid,
      DialCallDuration: String(Math.round((Date.now() - since) / 1000)),
    };
  } finally {
    signal.removeEventListener("abort", hangUpAll);
    hangUpAll();
  }
}

/** Rings them all; the others stop when one is answered. null: nobody did. */
function firstAnswered(run: Run, legs: readonly Call[], seconds: number): Promise<Call | null> {
  return new Promise((resolve, reject) => {
    let ringing = legs.length;
    for (const leg of legs) {
      run.board.ring(leg, seconds).then((answered) => {
        ringing -= 1;
        if (answered) {
          for (const other of legs) if (other !== leg) run.board.finish(other, "canceled");
          resolve(leg);
        } else if (ringing === 0) resolve(null);
      }, reject);
    }
  });
}

/** Two calls in a room of their own, until either leaves. */
async function talk(run: Run, other: Call, seconds: number): Promise<void> {
  const { board: switchboard, call } = run;
  const room = new Conference(`dial ${other.sid}`);
  const both = { label: null, startsIt: true, endsIt: true, muted: false };
  const mustGo = room.expect(call, both);
  room.expect(other, both);
  room.join(other);
  other.over.addEventListener("abort", () => {
    room.leave(other);
  });
  const limit = new AbortController();
  const tooLong = switchboard.pace.wait(seconds, AbortSignal.any([run.signal, limit.signal])).then(
    () => {
      room.end();
    },
    () => undefined,
  );
  await beIn(run, room, { mustGo, music: null });
  limit.abort(new Aborted());
  await tooLong;
}

function callbackOf(run: Run, noun: TwimlElement): StatusCallback | null {
  const url = noun.attributes["statusCallback"];
  if (url === undefined) return null;
  const method = noun.attributes["statusCallbackMethod"] === "GET" ? "GET" : "POST";
  const events = (noun.attributes["statusCallbackEvent"] ?? "completed").split(/\s+/);
  return { url: absolute(run, url), method, events: eventsIn(events) };
}

const EVENTS = ["initiated", "ringing", "answered", "completed"] as const;

/** Those of the names that are events. */
export function eventsIn(names: readonly string[]): StatusCallback["events"] {
  return new Set(EVENTS.filter((event) => names.includes(event)));
}
