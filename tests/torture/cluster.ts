/** The nodes of a trial: real processes of the built program beside one PostgreSQL and one Redis. */
import { startPostgres, type TestPostgres } from "../support/postgres.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";
import { startRedis, type TestRedis } from "../support/redis.js";

/** As much of what a node printed as helps to see why it ended. */
const LAST_WORDS = 2000;

export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  /** Ends all of it and leaves no folder behind. */
  close(): Promise<void>;
}

/**
 * PostgreSQL and Redis, and as many nodes as asked for, not started yet. Owns the PostgreSQL it is
 * given; without one it starts one that tests need no more of.
 */
export async function openCluster(nodes: number, given?: TestPostgres): Promise<Cluster> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one().catch(() => undefined);
  };
  try {
    const postgres = given ?? (await startPostgres());
    closers.push(() => postgres.stop());
    const redis = await startRedis();
    closers.push(() => redis.stop());
    const made: ClusterNode[] = [];
    for (let number = 0; number < nodes; number++) {
      const node = new ClusterNode(number, await programFolder());
      made.push(node);
      closers.push(() => node.close());
    }
    return { nodes: made, postgres, redis, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Always down, up or frozen. What it printed is kept over its lives. */
export class ClusterNode {
  readonly name: string;
  readonly url: string;
  readonly #folder: ProgramFolder;
  #env: Readonly<Record<string, string>> = {};
  #starting: Promise<Program> | null = null;
  #program: Program | null = null;
  #isClosed = false;

  constructor(number: number, folder: ProgramFolder) {
    this.name = `node ${String(number + 1)}`;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${String(folder.port)}`;
  }

  get mailPort(): number {
    return this.#folder.mailPort;
  }

  /** Resolves when it is ready. `env` is kept for the next start. */
  async start(env = this.#env): Promise<void> {
    if (this.#isClosed) throw new Error(`${this.name} is closed`);
    this.#env = env;
    this.#starting = startProgram(this.#folder, env);
    this.#program = await this.#starting;
  }

  /** Also one that is just starting, as soon as it has. */
  async kill(): Promise<void> {
    const program = await this.#starting?.catch(() => null);
    this.#starting = null;
    this.#program = null;
    await program?.kill();
  }

  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  /** Its last words, when it ended though nobody asked it to. null: it has not. */
  endedByItself(): string | null {
    if (this.#program === null || this.#signal(0)) return null;
    return this.#program.output().slice(-LAST_WORDS);
  }

  /** What keeps it from being ready, in its own words. null: it is. */
  async trouble(): Promise<string | null> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2000) });
      const words = await response.text();
      return response.status === 200 ? null : words;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.kill();
    this.#folder.remove();
  }

  /** false: there is no such process any more. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#program === null) return false;
    try {
      return process.kill(this.#program.pid, signal);
    } catch {
      return false;
    }
  }
}
