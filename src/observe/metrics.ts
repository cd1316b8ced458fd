/** The figures at `/metrics`. Gauges are asked for when somebody reads them, not kept up to date. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What the floor looks like at the moment of reading. */
export interface QueueFigures {
  readonly bucketId: string;
  readonly waiting: number;
  /** 0: nobody waits. */
  readonly oldestWaitSeconds: number;
}

/** How the reading of one mailbox goes. */
export interface MailboxFigures {
  readonly mailbox: string;
  readonly isRead: boolean;
  /** Since it was last read to the end; null: it never was. */
  readonly ageSeconds: number | null;
}

/** Asked when the metrics are read. One that throws leaves its gauge out and the rest in. */
export interface MetricSources {
  queues(): Promise<readonly QueueFigures[]> | readonly QueueFigures[];
  /** Engineers by presence, such as `available`. */
  engineers(): Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>;
  sockets(): Readonly<Record<"console" | "chat", number>>;
  outbox(): Promise<{ readonly waiting: number; readonly oldestSeconds: number }>;
  mailboxes(): readonly MailboxFigures[];
}

export interface Metrics {
  /** Until it is called, the gauges are empty; the sources are built after the metrics. */
  watch(sources: MetricSources): void;
  offer(result: "made" | "accepted" | "declined" | "expired" | "revoked"): void;
  turn(seconds: number, commands: number): void;
  commit(seconds: number): void;
  /** A turn could not be committed. */
  turnFailed(): void;
  effect(channel: string, result: "done" | "refused" | "failed"): void;
  /** A recorded prompt could not be had, and its text was said. */
  missingRecording(): void;
  http(call: { readonly route: string; readonly status: number; readonly seconds: number }): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** For what is counted elsewhere. */
  readonly registry: Registry;
}

/** A turn takes at most 500. */
const COMMANDS = [1, 2, 5, 10, 25, 50, 100, 250, 500];
/** From a quarter of a millisecond (a turn in memory) to five seconds (something is wrong). */
const SECONDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const offers = new Counter({
    name: "strowger_offers_total",
    help: "Offers made, and how they ended.",
    labelNames: ["result"],
    registers,
  });
  const turns = new Histogram({
    name: "strowger_turn_seconds",
    help: "One turn: decide and commit.",
    buckets: SECONDS,
    registers,
  });
  const failedTurns = new Counter({
    name: "strowger_turn_failures_total",
    help: "Turns that could not be committed; each is tried again.",
    registers,
  });
  const commandsOfTurns = new Histogram({
    name: "strowger_turn_commands",
    help: "Commands that shared one turn.",
    buckets: COMMANDS,
    registers,
  });
  const commands = new Counter({
    name: "strowger_commands_total",
    help: "Commands decided.",
    registers,
  });
  const commits = new Histogram({
    name: "strowger_commit_seconds",
    help: "The SQL transaction of a turn.",
    buckets: SECONDS,
    registers,
  });
  const effects = new Counter({
    name: "strowger_effects_total",
    help: "Outbox effects by channel and result; failed: one try of it, others follow.",
    labelNames: ["channel", "result"],
    registers,
  });
  const missingRecordings = new Counter({
    name: "strowger_recordings_missing_total",
    help: "Recorded prompts that could not be had, and were said as text.",
    registers,
  });
  const requests = new Histogram({
    name: "strowger_http_seconds",
    help: "HTTP requests, by route and status.",
    labelNames: ["route", "status"],
    buckets: SECONDS,
    registers,
  });
  const watch = gaugesOf(registry);

  return {
    watch,
    offer: (result) => {
      offers.inc({ result });
    },
    turn: (seconds, count) => {
      turns.observe(seconds);
      commands.inc(count);
      commandsOfTurns.observe(count);
    },
    commit: (seconds) => {
      commits.observe(seconds);
    },
    turnFailed: () => {
      failedTurns.inc();
    },
    effect: (channel, result) => {
      effects.inc({ channel, result });
    },
    missingRecording: () => {
      missingRecordings.inc();
    },
    http: ({ route, status, seconds }) => {
      requests.observe({ route, status: String(status) }, seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    registry,
  };
}

/** Registers the gauges; answers with how to tell them where their values come from. */
function gaugesOf(registry: Registry): (sources: MetricSources) => void {
  let sources: MetricSources | null = null;
  const gauge = (
    name: string,
    help: { readonly help: string; readonly labels?: readonly string[] },
    collect: (from: MetricSources, into: Gauge) => Promise<void> | void,
  ): void => {
    new Gauge({
      name,
      help: help.help,
      labelNames: [...(help.labels ?? [])],
      registers: [registry],
      async collect() {
        this.reset();
        if (sources === null) return;
        try {
          await collect(sources, this);
        } catch {
          // Half of the figures are better than none when the database is away.
          this.reset();
        }
      },
    });
  };
  gauge(
    "strowger_queue_waiting",
    { help: "Interactions waiting, offered ones included.", labels: ["bucket"] },
    async (from, into) => {
      for (const row of await from.queues()) into.set({ bucket: row.bucketId }, row.waiting);
    },
  );
  gauge(
    "strowger_queue_oldest_wait_seconds",
    { help: "How long the one at the front has waited.", labels: ["bucket"] },
    async (from, into) => {
      for (const row of await from.queues()) {
        into.set({ bucket: row.bucketId }, row.oldestWaitSeconds);
      }
    },
  );
  gauge(
    "strowger_engineers",
    { help: "Engineers by presence.", labels: ["status"] },
    async (from, into) => {
      for (const [status, count] of Object.entries(await from.engineers())) {
        into.set({ status }, count);
      }
    },
  );
  gauge(
    "strowger_sockets",
    { help: "Open Socket.IO connections.", labels: ["namespace"] },
    (from, into) => {
      for (const [namespace, count] of Object.entries(from.sockets())) {
        into.set({ namespace }, count);
      }
    },
  );
  gauge("strowger_outbox_waiting", { help: "Effects not yet performed." }, async (from, into) => {
    into.set((await from.outbox()).waiting);
  });
  gauge(
    "strowger_outbox_oldest_seconds",
    { help: "Age of the oldest effect not yet performed." },
    async (from, into) => {
      into.set((await from.outbox()).oldestSeconds);
    },
  );
  gauge(
    "strowger_mailbox_up",
    { help: "1: the mailbox is being read; 0: it cannot be.", labels: ["mailbox"] },
    (from, into) => {
      for (const { mailbox, isRead } of from.mailboxes()) into.set({ mailbox }, Number(isRead));
    },
  );
  gauge(
    "strowger_mailbox_read_age_seconds",
    { help: "Since the mailbox was last read to the end.", labels: ["mailbox"] },
    (from, into) => {
      for (const { mailbox, ageSeconds } of from.mailboxes()) {
        if (ageSeconds !== null) into.set({ mailbox }, ageSeconds);
      }
    },
  );
  return (given) => {
    sources = given;
  };
}
