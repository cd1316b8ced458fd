/**
 * A real Redis of the test's own: in a folder of its own, on a free port of the loopback interface,
 * keeping nothing unless `keeps` has arguments that say so; with none it keeps what it does by default.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.js";

export interface TestRedis {
  readonly url: string;
  /** Ends it as a crash would; what it kept is gone. */
  halt(): Promise<void>;
  /** Starts it again on the same port, or lets a frozen one go on. */
  resume(): Promise<void>;
  /** It keeps its connections and takes new ones, and answers nobody. */
  freeze(): void;
  stop(): Promise<void>;
}

export async function startRedis(keeps: readonly string[] = ["--save", ""]): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), "strowger-redis-"));
  const port = await freePort();
  let server: ChildProcess | null = null;

  async function resume(): Promise<void> {
    server?.kill("SIGCONT");
    server ??= spawn(
      "redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...keeps],
      { stdio: "ignore" },
    );
    const started = server;
    await eventually(async () => {
      if (started.exitCode !== null) throw new Error("redis-server ended");
      if (!(await answers(port))) throw new Error("Redis does not answer");
    });
  }

  async function halt(): Promise<void> {
    const running = server;
    server = null;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await ended;
  }

  await resume();
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    halt,
    resume,
    freeze: () => server?.kill("SIGSTOP"),
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const done = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", done(true)).once("error", done(false)).once("close", done(false));
    socket.setTimeout(1000, done(false));
  });
}
