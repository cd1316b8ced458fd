/** Brings the npm packages in. Runs before anything is installed, so it imports nothing from npm. */
import { readFileSync } from "node:fs";
import { at } from "./root.js";
import { run, stop } from "./run.js";

/** The oldest Node.js that every dependency runs on. */
const NODE_MIN = [20, 19];

const QUIETLY = ["--no-audit", "--no-fund", "--loglevel=error"];

/**
 * Installs the npm packages when they are missing or are not those of `package-lock.json`.
 * Takes a few milliseconds when there is nothing to do. Ends the script when it cannot.
 */
export async function ensureInstalled() {
  ensureNode();
  if (isInstalled()) return;
  process.stdout.write("Installing npm packages …\n");
  // Takes the versions of the lock file as `npm ci` does, but keeps what is right already, and does
  // without an optional package of some other platform that the registry does not have.
  const { code } = await run("npm", ["install", "--no-save", ...QUIETLY]);
  if (code === 127) stop("npm is missing. It comes with Node.js: https://nodejs.org");
  if (code !== 0) stop("The npm packages could not be installed; the reason stands above.");
}

function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [majorMin = 0, minorMin = 0] = NODE_MIN;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  stop(
    `Strowger needs Node.js ${NODE_MIN.join(".")} or newer; this is ${process.versions.node}.\n` +
      "Get one from https://nodejs.org and run the command again.",
  );
}

/**
 * npm writes `node_modules/.package-lock.json` at the end of an installation: what is really there.
 * It is compared with what is wanted, package by package.
 *
 * @returns {boolean}
 */
function isInstalled() {
  const wanted = packagesIn("package-lock.json");
  const present = packagesIn("node_modules/.package-lock.json");
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "" || (entry.optional && !present[name])) return true;
    return present[name]?.version === entry.version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | null} null: no such file
 */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(at(file), "utf8")).packages;
  } catch {
    return null;
  }
}
