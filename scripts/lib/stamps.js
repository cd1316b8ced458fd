/** Knows whether something built is still what its sources would build today. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { at } from "./root.js";

/**
 * Builds `name` when its sources changed since the last time, or when what it makes is gone.
 *
 * @param {string} name of the stamp
 * @param {{ sources: readonly string[], makes: readonly string[], build: () => Promise<void> }} what
 *   `sources` are files and folders; `makes` are the files the build leaves behind
 * @returns {Promise<boolean>} true: it had to be built
 */
export async function buildWhenStale(name, what) {
  const stampFile = at("dist", ".stamps", name);
  const fingerprint = fingerprintOf(what.sources);
  if (read(stampFile) === fingerprint && what.makes.every((file) => exists(at(file)))) return false;
  rmSync(stampFile, { force: true });
  await what.build();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, fingerprint);
  return true;
}

/**
 * @param {readonly string[]} sources
 * @returns {string} changes whenever a name or a byte of the sources does
 */
function fingerprintOf(sources) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesIn(at(source))).sort()) {
    hash.update(`${path.relative(at(), file)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

/**
 * @param {string} place
 * @returns {string[]} the file itself, or every file below the folder; nothing when it is not there
 */
function filesIn(place) {
  if (!exists(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** @param {string} file */
function exists(file) {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/**
 * @param {string} file
 * @returns {string | null}
 */
function read(file) {
  return exists(file) ? readFileSync(file, "utf8") : null;
}
