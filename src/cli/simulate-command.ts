/** `npm run simulate -- …`: which of its commands was meant. */
import { type Answer, UsageError } from "./simulate-answer.js";
import { compareFiles } from "./simulate-compare.js";
import { runFile } from "./simulate-run.js";
import { replayFile } from "./simulate-replay.js";
import { runTheory } from "./simulate-theory.js";

const USAGE = `Usage: npm run simulate -- FILE.json [--json] [--record FILE] [--seed N] [--replications N]
       npm run simulate -- replay FILE
       npm run simulate -- compare A.json B.json [--json] [--seed N] [--replications N]
       npm run simulate -- theory [--json] [--seed N]
       npm run simulate -- faults [--seeds N] [--nodes N]`;

/** Exit code 0: done. 1: replay or theory found a difference. 2: not a command, or not a scenario. */
export async function simulateCommand(args: readonly string[]): Promise<Answer> {
  const [verb, ...rest] = args;
  try {
    switch (verb) {
      case undefined:
        throw new UsageError(USAGE);
      case "replay":
        return await replayFile(rest);
      case "compare":
        return compareFiles(rest);
      case "theory":
        return runTheory(rest);
      case "faults": {
        const { runFaults } = await import("./faults-command.js");
        return { lines: [], exitCode: await runFaults(rest) };
      }
      default:
        return runFile(args);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { lines: error.message.split("\n").map(plain), exitCode: 2 };
  }
}

/** Findings quote files, and what a file holds must not steer a terminal. */
function plain(line: string): string {
  return line.replace(/\p{C}+/gu, " ");
}
