/**
 * The other programs the tests talk to: real servers and a real browser, nothing imitated. On
 * Debian they are installed when we may; elsewhere we say what is missing and how to get it.
 */
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run, stop } from "./run.js";

/**
 * @typedef {object} Program
 * @property {string} name as people call it
 * @property {string} debian the package that brings it
 * @property {() => boolean} isHere
 */

/** @type {readonly Program[]} */
const PROGRAMS = [
  { name: "Redis", debian: "redis-server", isHere: () => has("redis-server") },
  { name: "Dovecot with IMAP", debian: "dovecot-imapd", isHere: hasDovecot },
  { name: "PostgreSQL", debian: "postgresql", isHere: hasPostgres },
  {
    name: "Chromium",
    debian: "chromium",
    isHere: () => has("chromium") || has("chromium-browser") || has("google-chrome"),
  },
  { name: "OpenSSL", debian: "openssl", isHere: () => has("openssl") },
  { name: "a font with Chinese characters", debian: "fonts-noto-cjk", isHere: hasChineseFont },
];

/** Debian starts a service as soon as it is installed, unless this file says no (exit code 101). */
const POLICY_FILE = "/usr/sbin/policy-rc.d";

/** Ends the script when something is missing and may not be installed. */
export async function ensurePrograms() {
  const missing = PROGRAMS.filter((program) => !program.isHere());
  if (missing.length === 0) return;
  const packages = missing.map((program) => program.debian);
  process.stdout.write(`The tests need ${missing.map((program) => program.name).join(", ")}.\n`);
  const as = await rootPrefix();
  if (as === null) {
    stop(
      `Install what is missing and run the tests again. On Debian and Ubuntu:\n` +
        `  sudo apt-get install --no-install-recommends ${packages.join(" ")}`,
    );
  }
  await install(packages, as);
  const absent = missing.filter((program) => !program.isHere());
  if (absent.length > 0) {
    stop(`Still missing: ${absent.map((program) => program.name).join(", ")}.`);
  }
}

/**
 * @param {readonly string[]} packages
 * @param {readonly string[]} as see `rootPrefix`
 */
async function install(packages, as) {
  process.stdout.write(`Installing ${packages.join(" ")} …\n`);
  const apt = [...as, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"];
  const command = [...apt, "install", "-y", "--no-install-recommends", ...packages];
  // Only root may put the file there; with sudo the services start as they would for anybody.
  const holdsServices = as.length === 0 && !existsSync(POLICY_FILE);
  if (holdsServices) {
    writeFileSync(POLICY_FILE, "#!/bin/sh\nexit 101\n");
    chmodSync(POLICY_FILE, 0o755);
  }
  // An index that cannot be renewed may still do; the installation will tell.
  await runOf([...apt, "update"]);
  const { code, output } = await runOf(command);
  if (holdsServices) rmSync(POLICY_FILE, { force: true });
  if (code !== 0) stop(`${output}\n${command.join(" ")} failed.`);
}

/** @param {readonly string[]} command */
function runOf([program = "", ...args]) {
  return run(program, args, { quiet: true });
}

/**
 * How a command becomes one of root's on a Debian machine.
 *
 * @returns {Promise<readonly string[] | null>} null: we may not install here
 */
async function rootPrefix() {
  if (!existsSync("/etc/debian_version") || !has("apt-get")) return null;
  if (process.getuid?.() === 0) return [];
  const { code } = await run("sudo", ["-n", "true"], { quiet: true });
  return code === 0 ? ["sudo", "-n"] : null;
}

/** @param {string} program */
function has(program) {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

function hasDovecot() {
  return (
    has("dovecot") && ["/usr/lib", "/usr/libexec"].some((dir) => existsSync(`${dir}/dovecot/imap`))
  );
}

/** Debian keeps the server's programs out of the PATH, one folder a version. */
function hasPostgres() {
  const versions = "/usr/lib/postgresql";
  if (has("initdb") && has("postgres")) return true;
  if (!existsSync(versions)) return false;
  return readdirSync(versions).some((version) => existsSync(`${versions}/${version}/bin/initdb`));
}

function hasChineseFont() {
  const fonts = ["/usr/share/fonts", "/usr/local/share/fonts"].filter((dir) => existsSync(dir));
  return fonts
    .flatMap((dir) => readdirSync(dir, { recursive: true }).map(String))
    .some((file) => /cjk|wqy|SourceHanSans|droid.*fallback/i.test(file));
}
