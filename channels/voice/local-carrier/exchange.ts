/** The exchange: every call, conference, queue and telephone of the local carrier, in memory. */
import { Call, sidOf, type CallBasics, type StatusCallback } from "./call.js";
import { Conference } from "./conference.js";
import { eventsIn } from "./dial.js";
import type { FinalStatus, Handset, Line } from "./handset.js";
import { createPace, type Pace } from "./pace.js";
import { runProgram } from "./program.js";
import { createRecordings, type RecordingSeconds } from "./recordings.js";
import type { Source } from "./run.js";
import type { Directory, Switchboard, WaitingLine } from "./switchboard.js";
import { Texts } from "./texts.js";
import { createWebhooks, type Fields, type Webhooks } from "./webhook.js";

/** More calls at once than a demo has telephones; a flood is refused, not served badly. */
const CALLS_AT_ONCE_MAX = 1000;
/** Calls and conferences that are over can still be asked about. */
const REMEMBERED_MAX = 2000;
const ALERTS_MAX = 100;
/** A browser that reloads comes back within this time and is rung then; telephone seconds. */
const REGISTERING_SECONDS = 5;

export interface ExchangeOptions {
  readonly sid: string;
  readonly authToken: string;
  readonly voiceUrl: () => string;
  readonly statusUrl: () => string;
  readonly smsUrl: () => string;
  readonly speed: number;
  readonly log: { warn(details: object, message: string): void };
}

export interface Alert {
  /** Or the id of a text. */
  readonly callSid: string;
  /** Twilio's number of the error. */
  readonly code: number;
  readonly message: string;
}

export class Exchange implements Switchboard, Directory {
  readonly pace: Pace;
  readonly webhooks: Webhooks;
  readonly recordingSeconds: RecordingSeconds;
  readonly texts: Texts;
  readonly alerts: Alert[] = [];
  readonly calls = new Map<string, Call>();
  /** The newest last; of several with one name at most one is open. */
  readonly conferences = new Map<string, Conference>();
  readonly #lines = new Map<string, WaitingLine>();
  readonly #telephones = new Map<string, Set<Handset>>();
  readonly #plugged = new Set<(address: string) => void>();
  readonly #notices = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.pace = createPace(options.speed);
    this.webhooks = createWebhooks(options.authToken);
    this.recordingSeconds = createRecordings(this.webhooks);
    this.texts = new Texts({
      sid: options.sid,
      webhooks: this.webhooks,
      smsUrl: options.smsUrl,
      closing: this.#closing.signal,
      alert: (sid, trouble) => {
        this.#alert(sid, trouble);
      },
    });
  }

  plug(address: string, handset: Handset): () => void {
    const there = this.#telephones.get(address) ?? new Set();
    this.#telephones.set(address, there.add(handset));
    for (const listener of this.#plugged) listener(address);
    return () => {
      there.delete(handset);
      if (there.size === 0) this.#telephones.delete(address);
    };
  }

  /** Somebody calls one of our numbers. null: too many calls, or the exchange is closing. */
  dialIn(numbers: { readonly from: string; readonly to: string }, handset: Handset): Line | null {
    const alive = [...this.calls.values()].filter((call) => !call.isOver).length;
    if (alive >= CALLS_AT_ONCE_MAX || this.#closing.signal.aborted) return null;
    const { from, to } = numbers;
    const call = this.leg(
      { direction: "inbound", from, to, parentCallSid: null },
      {
        url: this.#options.statusUrl(),
        method: "POST",
        events: eventsIn(["completed"]),
      },
    );
    call.handset = handset;
    this.run(call, { type: "url", url: this.#options.voiceUrl(), method: "POST", fields: {} });
    return this.lineOf(call, handset);
  }

  /** Gives a call a program in place of the one it runs. */
  run(call: Call, source: Source): void {
    void call.run((signal) => runProgram({ board: this, call, signal }, source));
  }

  leg(basics: Omit<CallBasics, "accountSid">, statusCallback: StatusCallback | null): Call {
    const call = new Call({ ...basics, accountSid: this.#options.sid });
    call.statusCallback = statusCallback;
    this.calls.set(call.sid, call);
    forgetOld(this.calls, (old) => old.isOver);
    return call;
  }

  async ring(call: Call, seconds: number): Promise<boolean> {
    this.#advance(call, "initiated");
    const { to } = call.basics;
    if (!this.#telephones.has(to)) await this.#registered(to, call.over);
    if (call.isOver) return false;
    const telephones = [...(this.#telephones.get(to) ?? [])];
    if (telephones.length === 0) {
      this.finish(call, to.startsWith("client:") ? "no-answer" : "failed");
      return false;
    }
    this.#advance(call, "ringing");
    const answered = new Promise<boolean>((resolve) => {
      call.over.addEventListener("abort", () => {
        resolve(false);
      });
      for (const telephone of telephones) {
        telephone.ring({
          ...this.lineOf(call, telephone),
          answer: () => {
            if (call.isOver || call.handset !== null) return false;
            call.handset = telephone;
            for (const other of telephones) {
              if (other !== telephone) other.hear(call.sid, { type: "ended", because: "canceled" });
            }
            this.#advance(call, "in-progress");
            resolve(true);
            return true;
          },
        });
      }
      this.pace.wait(seconds, call.over).then(
        () => {
          if (call.handset === null) this.finish(call, "no-answer");
        },
        () => undefined,
      );
    });
    const result = await answered;
    if (call.handset === null) {
      for (const telephone of telephones) {
        telephone.hear(call.sid, { type: "ended", because: "canceled" });
      }
    }
    return result && !call.isOver;
  }

  pickUp(call: Call): void {
    this.#advance(call, "in-progress");
  }

  finish(call: Call, status: FinalStatus): void {
    if (call.finish(status)) this.#report(call, "completed");
  }

  conference(name: string): Conference {
    const open = [...this.conferences.values()].find(
      (one) => one.name === name && one.status !== "completed",
    );
    if (open !== undefined) return open;
    const conference = new Conference(name);
    this.conferences.set(conference.sid, conference);
    forgetOld(this.conferences, (old) => old.status === "completed");
    return conference;
  }

  waitingLine(name: string): WaitingLine {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    const line = { sid: sidOf("QU"), name, calls: [] };
    this.#lines.set(name, line);
    return line;
  }

  alert(call: Call, trouble: { code: number; message: string }): void {
    this.#alert(call.sid, trouble);
  }

  notify(call: Call, request: { url: string; method: "GET" | "POST"; fields: Fields }): void {
    const before = this.#notices.get(call.sid) ?? Promise.resolve();
    const sent = before.then(async () => {
      try {
        const { status } = await this.webhooks.call(request, this.#closing.signal);
        if (status >= 400)
          this.alert(call, { code: 11200, message: `${request.url} answered ${String(status)}` });
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        this.alert(call, { code: 11205, message: `${request.url}: ${why}` });
      }
    });
    const settled = sent.then(() => {
      if (this.#notices.get(call.sid) === settled) this.#notices.delete(call.sid);
    });
    this.#notices.set(call.sid, settled);
  }

  listenersUrl(url: string): string {
    const target = new URL(url);
    const ours = new URL(this.#options.voiceUrl()).origin === target.origin;
    return ours ? target.pathname + target.search : url;
  }

  /** What a telephone can do with a call it is in. */
  lineOf(call: Call, handset: Handset): Line {
    const mine = (): boolean => call.handset === handset;
    return {
      callSid: call.sid,
      from: call.basics.from,
      to: call.basics.to,
      answer: () => false,
      reject: () => {
        if (call.handset === null) this.finish(call, "busy");
      },
      key: (key) => {
        if (mine()) call.key(key);
      },
      hangUp: () => {
        if (call.handset === null) this.finish(call, "busy");
        else if (mine()) this.finish(call, call.answeredAt === null ? "canceled" : "completed");
      },
      signal: (signal) => {
        if (mine()) call.onSignal?.({ type: "signal", signal });
      },
    };
  }

  /** A telephone lost its connection and is back: it hears again where its call stands. */
  reconnect(callSid: string): void {
    const call = this.calls.get(callSid);
    if (call === undefined || call.isOver) return;
    call.hear({ type: "answered" });
    for (const conference of this.conferences.values()) conference.reconnect(call);
  }

  /** Ends every call without a word to anybody. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the carrier is closing"));
    for (const call of this.calls.values()) call.finish("completed");
    await Promise.allSettled([...this.#notices.values()]);
    await this.texts.settled();
  }

  /** `sid`: of a call or a text. */
  #alert(sid: string, { code, message }: { code: number; message: string }): void {
    this.alerts.push({ callSid: sid, code, message });
    if (this.alerts.length > ALERTS_MAX) this.alerts.shift();
    this.#options.log.warn({ sid, code }, `local carrier: ${message}`);
  }

  #advance(call: Call, status: "initiated" | "ringing" | "in-progress"): void {
    if (call.advance(status)) this.#report(call, status === "in-progress" ? "answered" : status);
  }

  #report(call: Call, event: "initiated" | "ringing" | "answered" | "completed"): void {
    const callback = call.statusCallback;
    if (callback?.events.has(event) !== true || this.#closing.signal.aborted) return;
    this.notify(call, { ...callback, fields: call.statusFields() });
  }

  /** Waits a moment for a browser that is just connecting. */
  #registered(address: string, over: AbortSignal): Promise<void> {
    if (!address.startsWith("client:")) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#plugged.delete(listener);
        resolve();
      };
      const listener = (plugged: string): void => {
        if (plugged === address) done();
      };
      this.#plugged.add(listener);
      this.pace.wait(REGISTERING_SECONDS, over).then(done, done);
    });
  }
}

/** Drops the oldest entries that are over. */
function forgetOld<T>(entries: Map<string, T>, isOver: (entry: T) => boolean): void {
  if (entries.size <= REMEMBERED_MAX) return;
  for (const [key, entry] of entries) {
    if (isOver(entry)) entries.delete(key);
    if (entries.size <= REMEMBERED_MAX) return;
  }
}
