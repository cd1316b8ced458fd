/**
 * One leg of a call. Goes `queued` → `ringing` → `in-progress` → a final status, never back; a call
 * that comes in starts at `ringing`. While in progress it runs at most one program (a TwiML
 * document and what it leads to); a new program stops the one before.
 */
import { randomBytes } from "node:crypto";
import { Aborted } from "./pace.js";
import type { FinalStatus, Handset, Heard } from "./handset.js";
import type { Fields } from "./webhook.js";

export type CallStatus = "queued" | "initiated" | "ringing" | "in-progress" | FinalStatus;

/** What the other side wants to be told of a call, and where. */
export interface StatusCallback {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly events: ReadonlySet<"initiated" | "ringing" | "answered" | "completed">;
}

export interface CallBasics {
  readonly direction: "inbound" | "outbound-api" | "outbound-dial";
  readonly from: string;
  readonly to: string;
  readonly accountSid: string;
  readonly parentCallSid: string | null;
}

const finals: readonly CallStatus[] = ["completed", "busy", "no-answer", "failed", "canceled"];

export class Call {
  readonly sid = sidOf("CA");
  readonly basics: CallBasics;
  readonly startedAt = Date.now();
  /** null: not answered. */
  answeredAt: number | null = null;
  endedAt: number | null = null;
  /** The telephone at our end of the leg; null while it rings at several. */
  handset: Handset | null = null;
  statusCallback: StatusCallback | null = null;
  /** Takes signalling to the other browser of the conversation, if there is one. */
  onSignal: ((signal: Extract<Heard, { type: "signal" }>) => void) | null = null;
  #status: CallStatus;
  #sequence = 0;
  readonly #over = new AbortController();
  #program: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #keys: Keys | null = null;

  constructor(basics: CallBasics) {
    this.basics = basics;
    this.#status = basics.direction === "inbound" ? "ringing" : "queued";
  }

  get status(): CallStatus {
    return this.#status;
  }

  get isOver(): boolean {
    return finals.includes(this.#status);
  }

  /** Aborted when the call is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** false: the call is over, or that far already. */
  advance(status: "initiated" | "ringing" | "in-progress"): boolean {
    const order: readonly CallStatus[] = ["queued", "initiated", "ringing", "in-progress"];
    if (this.isOver || order.indexOf(status) <= order.indexOf(this.#status)) return false;
    this.#status = status;
    if (status === "in-progress") {
      this.answeredAt = Date.now();
      this.hear({ type: "answered" });
    }
    return true;
  }

  /** Ends it and stops its program. false: it was over already. */
  finish(status: FinalStatus): boolean {
    if (this.isOver) return false;
    this.#status = status;
    this.endedAt = Date.now();
    this.#over.abort(new Aborted());
    this.hear({ type: "ended", because: status });
    return true;
  }

  hear(heard: Heard): void {
    this.handset?.hear(this.sid, heard);
  }

  /** Runs a program in place of the one before, once that has let go of what it held. */
  run(program: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#program?.abort(new Aborted());
    const controller = new AbortController();
    this.#program = controller;
    const signal = AbortSignal.any([this.over, controller.signal]);
    this.#running = this.#running.then(async () => {
      if (!signal.aborted) await program(signal);
    });
    return this.#running;
  }

  /** Keys count from now until the listener closes; nobody listening, they are lost. */
  listen(): Keys {
    this.#keys?.close();
    this.#keys = new Keys();
    return this.#keys;
  }

  key(key: string): void {
    this.#keys?.press(key);
  }

  /** The fields that go with every webhook about this call. */
  fields(): Fields {
    const { accountSid, direction, from, to, parentCallSid } = this.basics;
    return {
      CallSid: this.sid,
      AccountSid: accountSid,
      From: from,
      Caller: from,
      To: to,
      Called: to,
      CallStatus: this.#status,
      Direction: direction,
      ApiVersion: "2010-04-01",
      ...(parentCallSid === null ? {} : { ParentCallSid: parentCallSid }),
    };
  }

  /** The fields of the next status callback; they are numbered. */
  statusFields(): Fields {
    const seconds = Math.round(((this.endedAt ?? Date.now()) - (this.answeredAt ?? 0)) / 1000);
    const number = this.#sequence;
    this.#sequence += 1;
    return {
      ...this.fields(),
      SequenceNumber: String(number),
      Timestamp: new Date().toUTCString(),
      CallbackSource: "call-progress-events",
      ...(this.isOver ? { CallDuration: String(this.answeredAt === null ? 0 : seconds) } : {}),
    };
  }
}

/** The keys pressed while somebody listens, in order. */
export class Keys {
  readonly #pressed: string[] = [];
  #waiting: ((key: string | null) => void) | null = null;
  #closed = false;

  press(key: string): void {
    if (this.#closed) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#pressed.push(key);
    else waiting(key);
  }

  /** The next key; null once closed. One at a time. */
  next(): Promise<string | null> {
    const key = this.#pressed.shift();
    if (key !== undefined || this.#closed) return Promise.resolve(key ?? null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  forget(): void {
    this.#pressed.length = 0;
  }

  close(): void {
    this.#closed = true;
    this.#waiting?.(null);
    this.#waiting = null;
  }
}

/** A carrier's id: two letters and 32 hexadecimal digits. */
export function sidOf(kind: "CA" | "CF" | "QU" | "RE" | "SM"): string {
  return kind + randomBytes(16).toString("hex");
}
