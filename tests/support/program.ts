/** The whole program as its users run it: a process of its own, on a free port, in a folder of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileAt } from "../../src/root.js";
import { eventually } from "./eventually.js";

export interface Program {
  readonly url: string;
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Addresses on lines that begin with `label`, in order; printed a moment after it is ready. */
  links(label: string): Promise<string[]>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export interface ProgramFolder {
  readonly dataDir: string;
  readonly port: number;
  readonly mailPort: number;
  remove(): void;
}

/** A data folder and ports that several starts of the program share. */
export async function programFolder(): Promise<ProgramFolder> {
  const dataDir = mkdtempSync(join(tmpdir(), "strowger-test-"));
  return {
    dataDir,
    port: await freePort(),
    mailPort: await freePort(),
    remove: () => {
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function startProgram(
  folder: ProgramFolder,
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = spawn(process.execPath, [fileAt("dist/server/main.js")], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      PORT: String(folder.port),
      DATA_DIR: folder.dataDir,
      MAIL_LISTEN: `127.0.0.1:${String(folder.mailPort)}`,
      LOG_LEVEL: "warn",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const keep = (chunk: Buffer): void => {
    printed += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${String(folder.port)}`;
  await eventually(async () => {
    if (child.exitCode !== null) return;
    const ready = await fetch(`${url}/readyz`);
    if (ready.status !== 200) throw new Error(`not ready: ${await ready.text()}\n${printed}`);
  }, 60_000).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  if (child.exitCode !== null) throw new Error(`it ended at once:\n${printed}`);
  return {
    url,
    pid: pidOf(child),
    output: () => printed,
    links: (label) =>
      eventually(() => {
        const lines = printed.split("\n").filter((line) => line.trim().startsWith(label));
        const links = lines.flatMap((line) => /https?:\/\/\S+/.exec(line)?.[0] ?? []);
        if (links.length === 0) throw new Error(`no line begins with ${label}:\n${printed}`);
        return links;
      }),
    stop: async () => {
      child.kill("SIGTERM");
      return gone;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the program did not start");
  return child.pid;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}
