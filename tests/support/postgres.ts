/**
 * A real PostgreSQL server of the test's own: in a folder under the system's temporary one, on a free
 * port of the loopback interface. PostgreSQL refuses to run as root, so root becomes
 * the user that Debian's package made.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.js";

export interface TestPostgres {
  readonly url: string;
  /** `fast`: in order, cutting off everybody. `immediate`: as a crash would; the next start recovers. */
  halt(how: "fast" | "immediate"): Promise<void>;
  /** Starts it again on the same port; resolves when it takes connections. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const VERSIONS = "/usr/lib/postgresql";

/** Tests need neither its memory nor that it survives a power cut. */
const LIGHT = ["fsync=off", "shared_buffers=16MB"];

/** `settings` empty: as it comes, with fsync. */
export async function startPostgres(settings: readonly string[] = LIGHT): Promise<TestPostgres> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), "strowger-postgres-"));
  const user = process.getuid?.() === 0 ? userNamed("postgres") : {};
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const files = join(folder, "data");
  const made = spawnSync(
    join(bin, "initdb"),
    [
      "-D",
      files,
      "-U",
      "strowger",
      "--auth=trust",
      "--no-sync",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ],
    { ...user, cwd: folder, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const all = [
    `port=${String(port)}`,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    ...settings,
  ];
  let server: ChildProcess | null = null;

  async function resume(): Promise<void> {
    const started = spawn(
      join(bin, "postgres"),
      ["-D", files, ...all.flatMap((setting) => ["-c", setting])],
      { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
    );
    server = started;
    let said = "";
    started.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    await eventually(() => {
      if (started.exitCode !== null) throw new Error(`postgres ended: ${said}`);
      if (!said.includes("ready to accept connections")) throw new Error(`not ready: ${said}`);
    }, 30_000);
  }

  await resume();
  return {
    url: `postgresql://strowger@127.0.0.1:${String(port)}/postgres`,
    halt: (how) => ended(server, how === "fast" ? "SIGINT" : "SIGQUIT"),
    resume,
    stop: async () => {
      // At once and without a checkpoint: nobody needs the files again.
      await ended(server, "SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The newest version installed. */
function binaries(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined)
    throw new Error(`no PostgreSQL under ${VERSIONS}: apt install postgresql`);
  return join(VERSIONS, newest, "bin");
}

function userNamed(name: string): { readonly uid?: number; readonly gid?: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined)
    throw new Error(`PostgreSQL does not run as root, and there is no ${name}`);
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}

function ended(server: ChildProcess | null, signal: "SIGINT" | "SIGQUIT"): Promise<void> {
  if (server?.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once("exit", () => {
      resolve();
    });
    server.kill(signal);
  });
}
