/** The program behind `npm run simulate`; `scripts/simulate.js` builds and starts it. */
import { simulateCommand } from "./simulate-command.js";

const { lines, exitCode } = await simulateCommand(process.argv.slice(2));
if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
process.exitCode = exitCode;
