/** Runs TwiML: fetches a document, carries out its verbs in order, follows where they lead. */
import { dial } from "./dial.js";
import { enqueue } from "./enqueue.js";
import { gather } from "./gather.js";
import { speakingSeconds } from "./pace.js";
import { record } from "./record.js";
import { requestOf, type Next, type Run, type Source } from "./run.js";
import { makeSound, play } from "./sound.js";
import { parseTwiml, TwimlError, type TwimlElement } from "./twiml-document.js";

/** A call that follows more documents than this has lost its way; a day of waiting stays below. */
const DOCUMENTS_MAX = 10_000;

const SORRY = "We are sorry, an application error has occurred. Goodbye.";

/** Runs one call's program to its end; then the call ends. A stopped program leaves the call be. */
export async function runProgram(
  run: Omit<Run, "base" | "documents">,
  source: Source,
): Promise<void> {
  const { board, call, signal } = run;
  try {
    await documents({ ...run, documents }, source);
    board.finish(call, "completed");
  } catch (error) {
    if (signal.aborted) return;
    board.alert(call, {
      code: error instanceof TwimlError ? error.code : 11205,
      message: error instanceof Error ? error.message : String(error),
    });
    await sorry(run).catch(() => undefined);
    board.finish(call, "completed");
  }
}

async function sorry({ board, call, signal }: Omit<Run, "base" | "documents">): Promise<void> {
  board.pickUp(call);
  const seconds = speakingSeconds(SORRY);
  call.hear({ type: "say", text: SORRY, language: "en-US", seconds: board.pace.heard(seconds) });
  await board.pace.wait(seconds, signal);
}

async function documents(
  run: Omit<Run, "base">,
  first: Source,
): Promise<"end" | "leave" | "hangup"> {
  let source = first;
  for (let count = 0; count < DOCUMENTS_MAX; count += 1) {
    const next = await oneDocument(run, source);
    if (next === null) return "end";
    if (next.type !== "goto") return next.type;
    source = next.source;
  }
  throw new TwimlError(11750, "too many documents in one call");
}

async function oneDocument(run: Omit<Run, "base">, source: Source): Promise<Next> {
  if (source.type === "twiml") return verbs({ ...run, base: null }, parseTwiml(source.xml));
  const { board, call, signal } = run;
  const { url, method } = source;
  const fields = { ...call.fields(), ...source.fields };
  const answer = await board.webhooks.call({ url, method, fields }, signal);
  if (answer.status < 200 || answer.status >= 300) {
    throw new TwimlError(11200, `${url} answered ${String(answer.status)}`);
  }
  if (answer.body.length === 0) return null;
  const here = { ...run, base: url };
  if (answer.type.startsWith("audio/")) {
    board.pickUp(call);
    await play(here, url, signal);
    return null;
  }
  return verbs(here, parseTwiml(answer.body.toString("utf8")));
}

async function verbs(run: Run, elements: readonly TwimlElement[]): Promise<Next> {
  for (const element of elements) {
    const next = await verb(run, element);
    if (next !== null) return next;
  }
  return null;
}

async function verb(run: Run, element: TwimlElement): Promise<Next> {
  const { board, call } = run;
  if (element.name === "Reject") {
    board.finish(call, element.attributes["reason"] === "busy" ? "busy" : "failed");
    return { type: "hangup" };
  }
  board.pickUp(call);
  if (await makeSound(run, element, run.signal)) return null;
  switch (element.name) {
    case "Gather":
      return gather(run, element);
    case "Enqueue":
      return enqueue(run, element);
    case "Dial":
      return dial(run, element);
    case "Record":
      return record(run, element);
    case "Hangup":
      return { type: "hangup" };
    case "Leave":
      return { type: "leave" };
    case "Redirect": {
      const source = requestOf(
        run,
        { ...element, attributes: { ...element.attributes, url: element.text } },
        { url: "url", method: "method", fields: {} },
      );
      if (source === null) throw new TwimlError(11100, "<Redirect> without an address");
      return { type: "goto", source };
    }
    default:
      // Twilio warns of what it does not know, and goes on.
      board.alert(call, { code: 12200, message: `unknown verb <${element.name}>` });
      return null;
  }
}
