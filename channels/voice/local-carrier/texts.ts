/**
 * Text messages of the local carrier: takes a customer's text to the program as Twilio does, runs the
 * `<Message>` answers, delivers what the program sends, and keeps the newest so that a telephone
 * that was put away finds them again. Nothing outlives a restart.
 */
import { sidOf } from "./call.js";
import { parseTwiml } from "./twiml-document.js";
import type { Fields, Webhooks } from "./webhook.js";

/** Twilio's names of how a text stands. */
export type TextStatus = "received" | "queued" | "sent" | "delivered" | "undelivered";

export interface Text {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: number;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  status: TextStatus;
  /** Twilio's number of why it did not arrive. */
  errorCode: number | null;
}

/** More than a demo sends in a day; the oldest are forgotten. */
const TEXTS_MAX = 2000;
const UNDER_WAY_MAX = 100;
/** What Twilio answers by itself: https://help.twilio.com/articles/223134027. */
const STOP = /^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)$/i;
const START = /^(START|UNSTOP)$/i;
const HELP = /^(HELP|INFO)$/i;
const OWN_ANSWERS = {
  STOP: "You have successfully been unsubscribed. Reply START to resubscribe.",
  START: "You have successfully been re-subscribed.",
  HELP: "Reply STOP to unsubscribe.",
} as const;

export interface TextsOptions {
  readonly sid: string;
  readonly webhooks: Webhooks;
  /** Where a customer's text is announced. */
  readonly smsUrl: () => string;
  readonly closing: AbortSignal;
  readonly alert: (sid: string, trouble: { code: number; message: string }) => void;
}

export class Texts {
  readonly all = new Map<string, Text>();
  readonly #options: TextsOptions;
  readonly #listeners = new Map<string, Set<(text: Text) => void>>();
  readonly #optedOut = new Set<string>();
  readonly #busy = new Set<Promise<void>>();

  constructor(options: TextsOptions) {
    this.#options = options;
  }

  /** So many are under way that another one is better refused than served badly. */
  get isFull(): boolean {
    return this.#busy.size >= UNDER_WAY_MAX;
  }

  /** A customer's telephone sends one. */
  receive(text: { from: string; to: string; body: string; media?: readonly string[] }): Text {
    const kept = this.#keep({ ...text, direction: "inbound", status: "received" });
    this.#run(this.#announce(kept, text.media ?? []));
    return kept;
  }

  /** The program sends one; `callback`: where it is told what became of it. */
  send(
    text: { from: string; to: string; body: string },
    callback: string | null,
  ): Text | "refused" {
    if (this.#optedOut.has(pairOf(text.to, text.from))) return "refused";
    const kept = this.#keep({ ...text, direction: "outbound-api", status: "queued" });
    this.#run(this.#deliver(kept, callback));
    return kept;
  }

  /** Tells every text from or to a number from now on. Returns how to stop. */
  listen(number: string, listener: (text: Text) => void): () => void {
    const there = this.#listeners.get(number) ?? new Set();
    this.#listeners.set(number, there.add(listener));
    return () => {
      there.delete(listener);
      if (there.size === 0) this.#listeners.delete(number);
    };
  }

  /** Those of a number, oldest first. */
  of(number: string): readonly Text[] {
    return [...this.all.values()].filter(({ from, to }) => from === number || to === number);
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#busy]);
  }

  async #announce(text: Text, media: readonly string[]): Promise<void> {
    const { webhooks, closing, smsUrl, alert } = this.#options;
    const keyword = keywordOf(text.body);
    const pair = pairOf(text.from, text.to);
    if (keyword === "STOP") this.#optedOut.add(pair);
    if (keyword === "START") this.#optedOut.delete(pair);
    const fields = {
      ...this.#fields(text),
      Body: text.body,
      NumMedia: String(media.length),
      ...Object.fromEntries(media.map((url, at) => [`MediaUrl${String(at)}`, url])),
      ...(keyword === null ? {} : { OptOutType: keyword }),
    };
    try {
      const request = { url: smsUrl(), method: "POST", fields } as const;
      const answer = await webhooks.call(request, closing);
      if (keyword !== null) this.#reply(text, OWN_ANSWERS[keyword]);
      if (answer.status >= 400) {
        alert(text.sid, { code: 11200, message: `${request.url}: ${String(answer.status)}` });
        return;
      }
      for (const verb of parseTwiml(answer.body.toString("utf8"))) {
        if (verb.name !== "Message") continue;
        const parts = verb.children.filter(({ name }) => name === "Body").map((one) => one.text);
        const body = [verb.text, ...parts].join("");
        if (body !== "" && !this.#optedOut.has(pair)) this.#reply(text, body);
      }
    } catch (error) {
      if (closing.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      alert(text.sid, { code: 11200, message: why });
    }
  }

  #reply(text: Text, body: string): void {
    const { from: to, to: from } = text;
    this.#keep({ from, to, body, direction: "outbound-reply", status: "delivered" });
  }

  async #deliver(text: Text, callback: string | null): Promise<void> {
    // Nobody has that number here, or ever wrote from it.
    const isKnown =
      this.#listeners.has(text.to) || this.of(text.to).some(({ from }) => from === text.to);
    text.status = isKnown ? "delivered" : "undelivered";
    text.errorCode = isKnown ? null : 30003;
    this.#tell(text);
    if (callback === null) return;
    const { webhooks, closing, alert } = this.#options;
    const fields = {
      ...this.#fields(text),
      MessageStatus: text.status,
      SmsStatus: text.status,
      ...(text.errorCode === null ? {} : { ErrorCode: String(text.errorCode) }),
    };
    try {
      const { status } = await webhooks.call({ url: callback, method: "POST", fields }, closing);
      if (status >= 400) {
        alert(text.sid, { code: 11200, message: `${callback}: ${String(status)}` });
      }
    } catch (error) {
      if (closing.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      alert(text.sid, { code: 11205, message: `${callback}: ${why}` });
    }
  }

  #keep(text: Pick<Text, "from" | "to" | "body" | "direction" | "status">): Text {
    const kept: Text = { ...text, sid: sidOf("SM"), at: Date.now(), errorCode: null };
    this.all.set(kept.sid, kept);
    const oldest = this.all.keys().next();
    if (this.all.size > TEXTS_MAX && oldest.done !== true) this.all.delete(oldest.value);
    this.#tell(kept);
    return kept;
  }

  #tell(text: Text): void {
    for (const number of [text.from, text.to]) {
      for (const listener of this.#listeners.get(number) ?? []) listener(text);
    }
  }

  #fields({ sid, from, to }: Text): Fields {
    return {
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      AccountSid: this.#options.sid,
      From: from,
      To: to,
      ApiVersion: "2010-04-01",
    };
  }

  #run(work: Promise<void>): void {
    this.#busy.add(work);
    void work.finally(() => this.#busy.delete(work));
  }
}

/** Who opts out does so towards one number of ours. */
function pairOf(customer: string, ours: string): string {
  return `${customer} ${ours}`;
}

function keywordOf(body: string): keyof typeof OWN_ANSWERS | null {
  const word = body.trim();
  if (STOP.test(word)) return "STOP";
  if (START.test(word)) return "START";
  return HELP.test(word) ? "HELP" : null;
}
