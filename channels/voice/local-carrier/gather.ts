/**
 * `<Gather>`: plays what is nested, takes keys meanwhile and after. The time-out counts from the end
 * of what is nested, and again from every key.
 * https://www.twilio.com/docs/voice/twiml/gather
 */
import type { Keys } from "./call.js";
import { Aborted } from "./pace.js";
import { flagOf, numberOf, requestOf, type Next, type Run } from "./run.js";
import { makeSound } from "./sound.js";
import type { TwimlElement } from "./twiml-document.js";

interface Entry {
  readonly digits: string;
  /** The key that ended it; empty: the length or the time did. */
  readonly finishedOn: string;
}

export async function gather(run: Run, element: TwimlElement): Promise<Next> {
  const keys = run.call.listen();
  try {
    const first = await prompt(run, element, keys);
    const entry = await collect(run, element, { keys, first });
    const nothing = entry.digits === "" && entry.finishedOn === "";
    if (nothing && !flagOf(element, "actionOnEmptyResult", false)) return null;
    const fields = { Digits: entry.digits, FinishedOnKey: entry.finishedOn, msg: "Gather End" };
    const action =
      requestOf(run, element, { url: "action", method: "method", fields }) ??
      (run.base === null
        ? null
        : { type: "url" as const, url: run.base, method: "POST" as const, fields });
    return action === null ? null : { type: "goto", source: action };
  } finally {
    keys.close();
  }
}

/** Says what is nested until the first key. Answers with the promise of that key. */
async function prompt(
  run: Run,
  element: TwimlElement,
  keys: Keys,
): Promise<Promise<string | null>[]> {
  const bargeIn = flagOf(element, "bargeIn", true);
  const interrupted = new AbortController();
  const signal = AbortSignal.any([run.signal, interrupted.signal]);
  const first = bargeIn ? keys.next() : null;
  void first?.then((key) => {
    if (key !== null) interrupted.abort(new Aborted());
  });
  try {
    for (const child of element.children) await makeSound(run, child, signal);
  } catch (error) {
    if (!interrupted.signal.aborted || run.signal.aborted) throw error;
  }
  if (!bargeIn) keys.forget();
  // In an array, because a promise that is returned would be waited for.
  return [first ?? keys.next()];
}

async function collect(
  run: Run,
  element: TwimlElement,
  heard: { readonly keys: Keys; readonly first: Promise<string | null>[] },
): Promise<Entry> {
  const { pace } = run.board;
  const length = numberOf(element, "numDigits", Infinity);
  const finishers = element.attributes["finishOnKey"] ?? "#";
  const timeout = element.attributes["timeout"] === "auto" ? 5 : numberOf(element, "timeout", 5);
  let digits = "";
  let next = heard.first[0] ?? heard.keys.next();
  while (digits.length < length) {
    const enough = new AbortController();
    const silence = pace
      .wait(timeout, AbortSignal.any([run.signal, enough.signal]))
      .then(() => null);
    try {
      const key = await Promise.race([next, silence]);
      if (key === null) break;
      if (finishers.includes(key)) return { digits, finishedOn: key };
      digits += key;
    } finally {
      silence.catch(() => undefined);
      enough.abort(new Aborted());
    }
    if (digits.length < length) next = heard.keys.next();
  }
  if (run.signal.aborted) throw new Aborted();
  return { digits, finishedOn: "" };
}
