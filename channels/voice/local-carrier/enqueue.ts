/**
 * `<Enqueue>`: the call waits, and the wait address is asked again and again, until the document
 * says `<Leave>`, the call gets another document by REST, or it ends.
 * https://www.twilio.com/docs/voice/twiml/enqueue
 */
import { play } from "./sound.js";
import { requestOf, type Next, type Run } from "./run.js";
import type { TwimlElement } from "./twiml-document.js";
import type { Fields } from "./webhook.js";

/** Twilio's default size of a queue. */
const WAITING_MAX = 1000;
/** A wait document that takes no time must not become a storm of requests; telephone seconds. */
const ROUND_SECONDS_MIN = 1;

export async function enqueue(run: Run, element: TwimlElement): Promise<Next> {
  const { board, call } = run;
  const line = board.waitingLine(element.text === "" ? "default" : element.text);
  const enteredAt = Date.now();
  const result = (outcome: string): Fields => ({
    QueueResult: outcome,
    QueueSid: line.sid,
    QueueTime: String(Math.round((Date.now() - enteredAt) / 1000)),
  });
  const then = (outcome: string): Next => {
    const fields = result(outcome);
    const source = requestOf(run, element, { url: "action", method: "method", fields });
    return source === null ? null : { type: "goto", source };
  };
  if (line.calls.length >= WAITING_MAX) return then("queue-full");

  line.calls.push(call);
  let left = false;
  try {
    const outcome = await waitThere(run, element, () => ({
      QueueSid: line.sid,
      QueueTime: String(Math.round((Date.now() - enteredAt) / 1000)),
      QueuePosition: String(line.calls.indexOf(call) + 1),
      CurrentQueueSize: String(line.calls.length),
    }));
    left = true;
    return outcome === "leave" ? then("leave") : { type: "hangup" };
  } finally {
    line.calls.splice(line.calls.indexOf(call), 1);
    // The address is told in any case; a document it answers with is only run after a <Leave>.
    const fields = result(call.isOver ? "hangup" : "redirected");
    const action = requestOf(run, element, { url: "action", method: "method", fields });
    if (!left && action !== null) {
      board.notify(call, { ...action, fields: { ...call.fields(), ...fields } });
    }
  }
}

async function waitThere(
  run: Run,
  element: TwimlElement,
  place: () => Fields,
): Promise<"leave" | "hangup"> {
  const { board, signal } = run;
  for (;;) {
    const pause = board.pace.wait(ROUND_SECONDS_MIN, signal);
    pause.catch(() => undefined);
    const source = requestOf(run, element, {
      url: "waitUrl",
      method: "waitUrlMethod",
      fields: place(),
    });
    if (source !== null) {
      const outcome = await run.documents(run, source);
      if (outcome !== "end") return outcome;
    }
    await pause;
  }
}

/** The music before a conference begins: a recording, or a document, over and over. */
export async function waitingMusic(run: Run, url: string, method: "GET" | "POST"): Promise<void> {
  const { board, call, signal } = run;
  for (;;) {
    const pause = board.pace.wait(ROUND_SECONDS_MIN, signal);
    pause.catch(() => undefined);
    if (/\.(wav|mp3)($|\?)/.test(url)) await play(run, url, signal);
    else await run.documents(run, { type: "url", url, method, fields: {} });
    if (call.isOver) return;
    await pause;
  }
}
