/**
 * The one place that reads the environment. `.env.example` and `docs/reference/config.md` list the
 * same variables, and a test compares the three.
 */
import { existsSync, readFileSync } from "node:fs";
import { parse as parseDotenv } from "dotenv";
import { compile } from "proxy-addr";
import { z } from "zod";

/** Everything the program can be told from outside, checked. `null` means: not set. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Without a slash at the end. null: main makes it from the address it listens on. */
  readonly publicUrl: string | null;
  readonly dataDir: string;
  /** null: the embedded database under `dataDir`. */
  readonly databaseUrl: string | null;
  /** Several organisations, each with names of its own under which it is called. Empty: one, whatever it is called. */
  readonly partitions: readonly PartitionNames[];
  readonly redisUrl: string | null;
  /** Addresses and subnets of proxies that say truly who is behind them. */
  readonly trustedProxies: readonly string[];
  /** null: a demo when the database is new and embedded. */
  readonly demo: boolean | null;
  readonly admin: { readonly email: string; readonly password: string } | null;
  readonly twilio: TwilioConfig;
  readonly imapUrl: string | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string | null;
  readonly mailListen: { readonly host: string; readonly port: number } | null;
  /** false: load tests come from one address and would meet every limit. */
  readonly rateLimits: boolean;
  /** null: nobody follows what the program does. */
  readonly tracing: { readonly endpoint: string; readonly serviceName: string } | null;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
}

export interface TwilioConfig {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  readonly apiKey: string | null;
  readonly apiSecret: string | null;
  readonly twimlAppSid: string | null;
  readonly number: string | null;
  readonly apiBaseUrl: string | null;
}

/** One of several organisations that a server has. */
export interface PartitionNames {
  /** Also that of its database schema. */
  readonly name: string;
  /** Lower case, without a port. */
  readonly hosts: readonly string[];
}

/** Some variables are wrong; the message has one line for each, beginning with its name. */
export class ConfigError extends Error {
  constructor(lines: readonly string[]) {
    super(`The environment cannot be used:\n${lines.map((line) => `  ${line}`).join("\n")}`);
    this.name = "ConfigError";
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every variable at once.
 *
 * @throws ConfigError naming each variable that is wrong, and what it should be
 */
export function readConfig(env: Environment): Config {
  const parsed = variables.safeParse(env);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(lineOf));
  const read = parsed.data;
  return {
    port: read.PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    dataDir: read.DATA_DIR,
    databaseUrl: read.DATABASE_URL ?? null,
    partitions: read.PARTITIONS === undefined ? [] : partitionsOf(read.PARTITIONS),
    redisUrl: read.REDIS_URL ?? null,
    trustedProxies: listOf(read.TRUSTED_PROXIES),
    demo: read.DEMO === undefined ? null : read.DEMO === "1",
    admin:
      read.ADMIN_EMAIL === undefined || read.ADMIN_PASSWORD === undefined
        ? null
        : { email: read.ADMIN_EMAIL, password: read.ADMIN_PASSWORD },
    twilio: {
      accountSid: read.TWILIO_ACCOUNT_SID ?? null,
      authToken: read.TWILIO_AUTH_TOKEN ?? null,
      apiKey: read.TWILIO_API_KEY ?? null,
      apiSecret: read.TWILIO_API_SECRET ?? null,
      twimlAppSid: read.TWILIO_TWIML_APP_SID ?? null,
      number: read.TWILIO_NUMBER ?? null,
      apiBaseUrl: read.TWILIO_API_BASE_URL?.replace(/\/+$/, "") ?? null,
    },
    imapUrl: read.IMAP_URL ?? null,
    smtpUrl: read.SMTP_URL ?? null,
    mailFrom: read.MAIL_FROM ?? null,
    mailListen: read.MAIL_LISTEN === undefined ? null : hostAndPort(read.MAIL_LISTEN),
    rateLimits: read.RATE_LIMITS === "1",
    tracing:
      read.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ""),
            serviceName: read.OTEL_SERVICE_NAME,
          },
    logLevel: read.LOG_LEVEL,
  };
}

/** The process's own variables over those of a `.env` file in the working directory. */
export function readEnvironment(): Environment {
  const file = ".env";
  const fromFile = existsSync(file) ? parseDotenv(readFileSync(file, "utf8")) : {};
  return { ...fromFile, ...process.env };
}

/** A variable set to nothing (`REDIS_URL=`) counts as one that is not set. */
function variable<S extends z.ZodType>(schema: S): z.ZodPreprocess<S> {
  return z.preprocess(
    (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
    schema,
  );
}

function optional<S extends z.ZodType>(schema: S): z.ZodPreprocess<z.ZodOptional<S>> {
  return variable(schema.optional());
}

const text = z.string().trim().max(2000);

const address = (protocol: RegExp, example: string): z.ZodURL =>
  z.url({ protocol, error: `must be an address such as ${example}` });

const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a number from 0 to 65535")
  .refine((digits) => Number(digits) <= 65_535, "must be a number from 0 to 65535");

/** Each variable of the contract, in the order of the documentation. */
export const variables = z
  .object({
    PORT: variable(port.default("3000").transform(Number)),
    HOST: variable(text.default("127.0.0.1")),
    PUBLIC_URL: optional(
      address(/^https?$/, "https://desk.example.com").refine(
        (value) => !URL.canParse(value) || new URL(value).href === `${new URL(value).origin}/`,
        "must be scheme, host and port alone, such as https://desk.example.com",
      ),
    ),
    TRUSTED_PROXIES: variable(
      text
        .default("loopback")
        .refine(
          (value) => isTrustList(listOf(value)),
          "must be addresses or subnets such as 10.0.0.0/8, or loopback, uniquelocal, linklocal",
        ),
    ),
    DATA_DIR: variable(text.default("./data")),
    DATABASE_URL: optional(
      address(/^postgres(ql)?$/, "postgres://user:password@host:5432/strowger"),
    ),
    PARTITIONS: optional(
      text
        .refine(
          (value) => partitionsOf(value).length > 0,
          "must look like acme=desk.acme.example,globex=help.globex.example|globex.example",
        )
        .refine((value) => !hasTwice(partitionsOf(value)), "has a name or a host twice"),
    ),
    REDIS_URL: optional(
      address(/^rediss?$/, "redis://127.0.0.1:6379").refine(
        (value) => !URL.canParse(value) || /^\/?\d*$/.test(new URL(value).pathname),
        "may end with the number of a database and nothing else, such as redis://127.0.0.1:6379/0",
      ),
    ),
    DEMO: optional(z.enum(["0", "1"], "must be 1 or 0")),
    ADMIN_EMAIL: optional(z.email("must be a mail address").max(254).toLowerCase()),
    ADMIN_PASSWORD: optional(
      z.string().min(10, "must have at least 10 characters").max(200, "must have at most 200"),
    ),
    TWILIO_ACCOUNT_SID: optional(text.regex(/^AC\w+$/, "must begin with AC")),
    TWILIO_AUTH_TOKEN: optional(text),
    TWILIO_API_KEY: optional(text.regex(/^SK\w+$/, "must begin with SK")),
    TWILIO_API_SECRET: optional(text),
    TWILIO_TWIML_APP_SID: optional(text.regex(/^AP\w+$/, "must begin with AP")),
    TWILIO_NUMBER: optional(text.regex(/^\+[1-9]\d{1,14}$/, "must look like +12025550123")),
    TWILIO_API_BASE_URL: optional(address(/^https?$/, "http://127.0.0.1:8080")),
    IMAP_URL: optional(address(/^imaps?$/, "imaps://user:password@mail.example.com:993")),
    SMTP_URL: optional(address(/^smtps?$/, "smtps://user:password@mail.example.com:465")),
    MAIL_FROM: optional(text.max(320)),
    MAIL_LISTEN: optional(
      text.refine((value) => hostAndPort(value) !== null, "must look like 127.0.0.1:2525"),
    ),
    RATE_LIMITS: variable(z.enum(["0", "1"], "must be 1 or 0").default("1")),
    OTEL_EXPORTER_OTLP_ENDPOINT: optional(address(/^https?$/, "http://127.0.0.1:4318")),
    OTEL_SERVICE_NAME: variable(text.max(200).default("strowger")),
    LOG_LEVEL: variable(
      z
        .enum(
          ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
          "must be fatal, error, warn, info, debug, trace or silent",
        )
        .default("info"),
    ),
  })
  .superRefine((read, context) => {
    if (read.PARTITIONS !== undefined && read.DATABASE_URL === undefined) {
      context.addIssue({
        code: "custom",
        path: ["DATABASE_URL"],
        message: "is needed with PARTITIONS: the embedded database has one organisation",
      });
    }
    for (const [name, partner] of PAIRS) {
      if (read[name] !== undefined && read[partner] === undefined) {
        context.addIssue({ code: "custom", path: [partner], message: `is needed with ${name}` });
      }
    }
  });

/** The first says nothing without the second. */
const PAIRS = [
  ["ADMIN_EMAIL", "ADMIN_PASSWORD"],
  ["ADMIN_PASSWORD", "ADMIN_EMAIL"],
  ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
  ["TWILIO_API_KEY", "TWILIO_API_SECRET"],
] as const;

/** null: it is not `host:port`. An IPv6 host stands in brackets. */
function hostAndPort(value: string): { host: string; port: number } | null {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:\s]+)):(\d{1,5})$/.exec(value);
  if (match === null) return null;
  const number = Number(match[3]);
  return number > 65_535 ? null : { host: match[1] ?? match[2] ?? "", port: number };
}

function listOf(value: string): string[] {
  return value.split(",").map((entry) => entry.trim());
}

function isTrustList(addresses: readonly string[]): boolean {
  try {
    compile([...addresses]);
    return true;
  } catch {
    return false;
  }
}

const PARTITION = /^([a-z][a-z0-9_]{0,40})=([a-z0-9.-]+(?:\|[a-z0-9.-]+)*)$/;

/** Empty when it cannot be read. */
function partitionsOf(value: string): PartitionNames[] {
  const read = value
    .toLowerCase()
    .split(",")
    .map((entry) => PARTITION.exec(entry.trim()));
  return read.every((match) => match !== null)
    ? read.map(([, name = "", hosts = ""]) => ({ name, hosts: hosts.split("|") }))
    : [];
}

function hasTwice(partitions: readonly PartitionNames[]): boolean {
  const names = partitions.map(({ name }) => name);
  const hosts = partitions.flatMap((partition) => partition.hosts);
  return new Set(names).size < names.length || new Set(hosts).size < hosts.length;
}

/** Each organisation must have its own: two readers of one mailbox would share its mail out. */
const NEVER_SHARED = ["IMAP_URL", "MAIL_LISTEN", "PUBLIC_URL"] as const;

/**
 * What one of several organisations is told: `IMAP_URL__ACME` is the `IMAP_URL` of `acme`. What is not
 * said of one is as for all, except for mailboxes and addresses.
 *
 * @throws ConfigError naming each variable that is wrong
 */
export function readPartitionConfig(env: Environment, name: string): Config {
  const suffix = `__${name.toUpperCase()}`;
  const own = Object.fromEntries(
    Object.entries(env)
      .filter(([key]) => key.endsWith(suffix))
      .map(([key, value]) => [key.slice(0, -suffix.length), value]),
  );
  const shared = Object.fromEntries(NEVER_SHARED.map((key) => [key, undefined]));
  return readConfig({ ...env, ...shared, ...own });
}

function lineOf(issue: z.core.$ZodIssue): string {
  return `${issue.path.join(".")} ${issue.message}`;
}
