/** The program behind `npm run db`; `scripts/db.js` builds and starts it. */
import { readEnvironment } from "../config/config.js";
import { dbCommand } from "./db-command.js";

const { lines, exitCode } = await dbCommand(process.argv.slice(2), readEnvironment(), (line) => {
  process.stderr.write(`${line}\n`);
});
process.stdout.write(`${lines.join("\n")}\n`);
process.exitCode = exitCode;
