/**
 * The process: one address that listens, and behind it one organisation, or several that are told apart
 * by the name under which they are called. Several know nothing of each other.
 */
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { errorCatalog } from "../protocol/errors.js";
import { createClosers } from "./closers.js";
import { createLeadShare } from "./cluster/lead-share.js";
import { readPartitionConfig, type Config, type Environment } from "./config/config.js";
import { newId } from "./ids.js";
import { createLog, type Logger } from "./observe/log.js";
import { startTracing } from "./observe/trace.js";
import { openPartition, type Partition, type PartitionPlace } from "./partition.js";
import { VERSION } from "./version.js";
import { makeSchema, schemaUrl } from "./store/partition-schema.js";

export interface RunningServer {
  /** In the order of the configuration. */
  readonly partitions: readonly (Pick<Partition, "auth" | "first"> & { readonly url: string })[];
  readonly log: Logger;
  /** Drains, then closes. */
  close(): Promise<void>;
}

/** A partition that was or will be opened. */
interface Planned {
  /** Under which it is called; null: whatever it is called. */
  readonly hosts: readonly string[] | null;
  readonly config: Config;
  readonly place: PartitionPlace;
}

/**
 * Commands and effects under way at a stop are finished; sockets are told to come back.
 *
 * @param env what `config` was read from; each of several organisations reads its own from there
 */
export async function startServer(config: Config, env: Environment): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const closers = createClosers(log);
  try {
    return await open(config, { env, log, closers });
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function open(
  config: Config,
  parts: {
    readonly env: Environment;
    readonly log: Logger;
    readonly closers: ReturnType<typeof createClosers>;
  },
): Promise<RunningServer> {
  const { log, closers } = parts;
  if (config.tracing !== null) {
    const instance = newId("nod", Date.now());
    closers.add(
      "tracing",
      await startTracing({ ...config.tracing, version: VERSION, instance, log }),
    );
  }
  const byHost = new Map<string, Partition>();
  let only: Partition | null = null;
  const partitionOf = (request: IncomingMessage): Partition | null =>
    only ?? byHost.get(hostOf(request)) ?? null;
  let isOpen = false;

  // Listening comes first: the local carrier and webhooks need to know our address.
  const front = createServer((request, response) => {
    // Whoever asks without a pause would otherwise keep a stopping server up for ever.
    if (!front.listening) response.shouldKeepAlive = false;
    const partition = partitionOf(request);
    if (partition !== null) partition.door.emit("request", request, response);
    else if (request.url === "/healthz") answer(response, 200, { ok: true });
    else if (!isOpen) refuse(response, 503, "STARTING");
    else if (request.url === "/readyz") void answerReady(response, [...byHost.values()]);
    else refuse(response, 421, "ORGANISATION_UNKNOWN");
  });
  front.on("upgrade", (request: IncomingMessage, ...rest) => {
    const partition = partitionOf(request);
    if (partition === null) rest[0].destroy();
    else partition.door.emit("upgrade", request, ...rest);
  });
  await listenOn(front, config);
  const { port } = front.address() as AddressInfo;

  const opened: Partition[] = [];
  const each = async (work: (partition: Partition) => Promise<void>): Promise<void> => {
    await Promise.all(opened.map(work));
  };
  closers.add("partitions", () => each((partition) => partition.close()));
  closers.add("http", () => closeHttp(front));
  closers.add("doors", () => each((partition) => partition.closeDoor()));
  const running: RunningServer["partitions"][number][] = [];
  for (const { hosts, place, ...planned } of plansOf(config, { ...parts, port })) {
    if (place.schema !== null && config.databaseUrl !== null) {
      await makeSchema(config.databaseUrl, place.schema);
    }
    const partition = await openPartition(planned.config, place, log);
    opened.push(partition);
    if (hosts === null) only = partition;
    for (const host of hosts ?? []) byHost.set(host, partition);
    running.push({ auth: partition.auth, first: partition.first, url: place.publicUrl });
  }
  isOpen = true;
  return { partitions: running, log, close: () => closers.close() };
}

function plansOf(
  config: Config,
  { env, port }: { readonly env: Environment; readonly port: number },
): Planned[] {
  const share = createLeadShare(() => performance.now());
  const localUrl = `http://${hostName(config.host)}:${String(port)}`;
  if (config.partitions.length === 0) {
    const publicUrl = config.publicUrl ?? localUrl;
    return [
      {
        hosts: null,
        config,
        place: { name: "main", schema: null, port, share, publicUrl, localUrl },
      },
    ];
  }
  return config.partitions.map(({ name, hosts }) => {
    const own = readPartitionConfig(env, name);
    const [first = "localhost"] = hosts;
    const callable = `http://${first}:${String(port)}`;
    return {
      hosts,
      config: {
        ...own,
        databaseUrl: own.databaseUrl === null ? null : schemaUrl(own.databaseUrl, name),
        dataDir: join(own.dataDir, name),
      },
      // Here it has no name of its own, so it gets an address of its own.
      place: {
        name,
        schema: name,
        port,
        share,
        publicUrl: own.publicUrl ?? callable,
        localUrl: null,
      },
    };
  });
}

/** As it was called: by whoever stands in front of us, when they say so. */
function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
}

function refuse(
  response: ServerResponse,
  status: number,
  code: "STARTING" | "ORGANISATION_UNKNOWN",
): void {
  response.setHeader("retry-after", "1");
  answer(response, status, { error: { code, message: errorCatalog[code] } });
}

/** Asked by a load balancer, which calls a machine and no organisation: all of them. */
async function answerReady(
  response: ServerResponse,
  partitions: readonly Partition[],
): Promise<void> {
  const states = await Promise.all(partitions.map((partition) => partition.ready()));
  const missing = [...new Set(states.flat())];
  const degraded = [...new Set(partitions.flatMap((partition) => partition.degraded()))];
  if (missing.length > 0) answer(response, 503, { ready: false, missing });
  else answer(response, 200, { ready: true, degraded });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function listenOn(http: HttpServer, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `${config.host}:${String(config.port)} is taken: set PORT to another number`;
      reject(error.code === "EADDRINUSE" ? new Error(taken) : error);
    });
    http.listen(config.port, config.host, () => {
      http.removeAllListeners("error");
      resolve();
    });
  });
}

/** Answers under way when we stop have this long; a download to a slow place is cut off. */
const LAST_ANSWERS_MS = 3000;

function closeHttp(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      http.closeAllConnections();
    }, LAST_ANSWERS_MS);
    http.close(() => {
      clearTimeout(late);
      resolve();
    });
    http.closeIdleConnections();
  });
}

function hostName(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
