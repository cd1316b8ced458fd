/** Runs other programs. */
import { spawn } from "node:child_process";
import { root } from "./root.js";

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] added to ours
 * @property {boolean} [quiet] keep the output instead of showing it
 */

/**
 * Runs a program in the checkout until it ends. Its terminal is ours, unless `quiet`.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127: the program does not exist
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on("data", (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    child.stderr?.on("data", (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    child.on("error", (error) => {
      resolve({ code: 127, output: error.message });
    });
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

/**
 * Ends this script with a message that says what to do.
 *
 * @param {string} message
 * @returns {never}
 */
export function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
