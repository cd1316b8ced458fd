/** Which version of the program this is, as `package.json` says. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { fileAt } from "./root.js";

export const VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(fileAt("package.json"), "utf8"))).version;
