/** What every verb is given, and how it says what comes next. */
import type { Call } from "./call.js";
import type { Switchboard } from "./switchboard.js";
import { TwimlError, type TwimlElement } from "./twiml-document.js";
import type { Fields } from "./webhook.js";

/** Where a document comes from. */
export type Source =
  | {
      readonly type: "url";
      readonly url: string;
      readonly method: "GET" | "POST";
      /** Beside the fields of every request about a call. */
      readonly fields: Fields;
    }
  | { readonly type: "twiml"; readonly xml: string };

export interface Run {
  readonly board: Switchboard;
  readonly call: Call;
  /** Aborted when the call ends or gets another document. */
  readonly signal: AbortSignal;
  /** The document's own address; relative ones start there. null: it came by REST. */
  readonly base: string | null;
  /** Runs a document and what follows from it, until it ends or leaves the queue. */
  readonly documents: (
    run: Omit<Run, "base">,
    source: Source,
  ) => Promise<"end" | "leave" | "hangup">;
}

/** What a verb leads to. null: the next verb. */
export type Next =
  | { readonly type: "goto"; readonly source: Source }
  | { readonly type: "leave" }
  | { readonly type: "hangup" }
  | null;

/** The request a verb's address attribute asks for. */
export function requestOf(
  run: Run,
  element: TwimlElement,
  names: { readonly url: string; readonly method: string; readonly fields: Fields },
): { type: "url"; url: string; method: "GET" | "POST"; fields: Fields } | null {
  const address = element.attributes[names.url];
  if (address === undefined || address === "") return null;
  const method = element.attributes[names.method]?.toUpperCase() === "GET" ? "GET" : "POST";
  return { type: "url", url: absolute(run, address), method, fields: names.fields };
}

export function absolute(run: Run, address: string): string {
  try {
    return new URL(address, run.base ?? undefined).href;
  } catch {
    throw new TwimlError(11100, `not an address: ${address.slice(0, 200)}`);
  }
}

export function numberOf(element: TwimlElement, name: string, otherwise: number): number {
  const text = element.attributes[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) {
    throw new TwimlError(12200, `${element.name}: ${name} is not a number`);
  }
  return value;
}

export function flagOf(element: TwimlElement, name: string, otherwise: boolean): boolean {
  const text = element.attributes[name];
  return text === undefined ? otherwise : text === "true";
}
