/** Which release this program is, as `package.json` says. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { fileAt } from "./root.js";

export function programVersion(): string {
  const read: unknown = JSON.parse(readFileSync(fileAt("package.json"), "utf8"));
  return z.object({ version: z.string() }).parse(read).version;
}
