/** What a caller hears: `<Say>`, `<Play>` and `<Pause>`, alone or inside `<Gather>`. */
import { Aborted, speakingSeconds } from "./pace.js";
import { absolute, numberOf, type Run } from "./run.js";
import type { TwimlElement } from "./twiml-document.js";

/** An endless `loop="0"` of Twilio's is a thousand times here. */
const LOOPS_MAX = 1000;

/** false: the element is not a sound. Throws `Aborted` when the run, or the sound alone, is stopped. */
export async function makeSound(
  run: Run,
  element: TwimlElement,
  signal: AbortSignal,
): Promise<boolean> {
  switch (element.name) {
    case "Say":
      await repeated(element, () => say(run, element, signal));
      return true;
    case "Play":
      await repeated(element, () => play(run, absolute(run, element.text), signal));
      return true;
    case "Pause":
      await run.board.pace.wait(numberOf(element, "length", 1), signal);
      return true;
    default:
      return false;
  }
}

async function repeated(element: TwimlElement, once: () => Promise<void>): Promise<void> {
  const times = numberOf(element, "loop", 1);
  for (let round = 0; round < (times === 0 ? LOOPS_MAX : Math.min(times, LOOPS_MAX)); round += 1) {
    await once();
  }
}

async function say(run: Run, element: TwimlElement, signal: AbortSignal): Promise<void> {
  const text = wordsIn(element);
  if (text === "") return;
  const seconds = speakingSeconds(text);
  const { pace } = run.board;
  const language = element.attributes["language"] ?? "en-US";
  run.call.hear({ type: "say", text, language, seconds: pace.heard(seconds) });
  await untilOver(run, seconds, signal);
}

/** `<Say>` may hold SSML: its words count, its marks do not. */
function wordsIn(element: TwimlElement): string {
  return [element.text, ...element.children.map(wordsIn)].filter((text) => text !== "").join(" ");
}

export async function play(run: Run, url: string, signal: AbortSignal): Promise<void> {
  const { board, call } = run;
  const seconds = await board.recordingSeconds(url, signal);
  if (call.isOver) throw new Aborted();
  call.hear({ type: "play", url: board.listenersUrl(url) });
  await untilOver(run, seconds, signal);
}

async function untilOver(run: Run, seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await run.board.pace.wait(seconds, signal);
  } catch (error) {
    if (!run.call.isOver) run.call.hear({ type: "stop" });
    throw error;
  }
}
