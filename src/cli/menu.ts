/** The program behind `npm run menu`; `scripts/menu.js` builds and starts it. */
import { menuCommand } from "./menu-command.js";

const { lines, remarks = [], exitCode } = menuCommand(process.argv.slice(2));
for (const line of lines) process.stdout.write(`${line}\n`);
for (const line of remarks) process.stderr.write(`${line}\n`);
process.exitCode = exitCode;
