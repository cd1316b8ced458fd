/** `npm run simulate -- replay FILE`: a recorded journal decided again (R13). */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { isDeepStrictEqual, types } from "node:util";
import { z } from "zod";
import { Command } from "../../protocol/commands.js";
import { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import { type Router, createRouter } from "../../routing/router.js";
import { type Answer, UsageError, jsonOf, reasonOf, wordsOf } from "./simulate-answer.js";

const FirstLine = z.object({
  state: z.object({
    interactions: z.array(RoutedInteraction),
    offers: z.array(Offer),
    engineers: z.array(Engineer),
    engineerStates: z.array(EngineerState),
    buckets: z.array(Bucket),
  }),
});

/** Events stay as they were written, so that a field this version does not know is a difference too. */
const Line = z.object({ command: Command, outcome: z.unknown(), events: z.array(z.unknown()) });

export async function replayFile(args: readonly string[]): Promise<Answer> {
  const [file, ...more] = wordsOf(args, []).files;
  if (file === undefined || more.length > 0) throw new UsageError("Give one journal: replay FILE.");
  let router: Router | null = null;
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      number += 1;
      const source = `line ${String(number)} of ${file}`;
      const line = jsonOf(text, source);
      if (router === null) {
        router = createRouter(parse(FirstLine, line, source).state);
        continue;
      }
      const { command, outcome, events } = parse(Line, line, source);
      const decision = router.handle(command);
      const now: unknown = JSON.parse(
        JSON.stringify({ outcome: decision.outcome, events: decision.events }),
      );
      if (!isDeepStrictEqual(now, { outcome, events })) {
        return {
          lines: [
            `${source} is decided differently now: ${command.type}, ${command.id}`,
            `  recorded: ${JSON.stringify({ outcome, events })}`,
            `  now:      ${JSON.stringify(now)}`,
          ],
          exitCode: 1,
        };
      }
    }
  } catch (error) {
    if (error instanceof UsageError || !isFileError(error)) throw error;
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`);
  }
  if (router === null) throw new UsageError(`${file} is empty.`);
  return { lines: [`${String(number - 1)} decisions, every one the same.`], exitCode: 0 };
}

function parse<T>(schema: z.ZodType<T>, line: unknown, source: string): T {
  const parsed = schema.safeParse(line);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${source} is not from a journal: ${z.prettifyError(parsed.error)}`);
}

function isFileError(error: unknown): boolean {
  return types.isNativeError(error) && "syscall" in error;
}
