/** The program behind `npm run menu`; `scripts/menu.js` builds and starts it. */
import { menuCommand } from "./menu-command.js";

const { lines, exitCode } = menuCommand(process.argv.slice(2));
process.stdout.write(`${lines.join("\n")}\n`);
process.exitCode = exitCode;
