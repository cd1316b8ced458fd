import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import {
  ConfigError,
  readConfig,
  readEnvironment,
  readPartitionConfig,
} from "../../src/config/config.js";

const home = process.cwd();

afterEach(() => {
  process.chdir(home);
});

test("an empty environment is a whole configuration", () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: "127.0.0.1",
    publicUrl: null,
    dataDir: "./data",
    databaseUrl: null,
    partitions: [],
    trustedProxies: ["loopback"],
    redisUrl: null,
    demo: null,
    admin: null,
    twilio: {
      accountSid: null,
      authToken: null,
      apiKey: null,
      apiSecret: null,
      twimlAppSid: null,
      number: null,
      apiBaseUrl: null,
    },
    imapUrl: null,
    smtpUrl: null,
    tracing: null,
    mailFrom: null,
    mailListen: null,
    rateLimits: true,
    logLevel: "info",
  });
});

test("a variable set to nothing is not set", () => {
  expect(readConfig({ REDIS_URL: "", PORT: " " })).toEqual(readConfig({}));
});

test("a Redis is told by its address and the number of a database", () => {
  expect(readConfig({ REDIS_URL: "redis://127.0.0.1:6379/3" }).redisUrl).toMatch(/\/3$/);
  expect(() => readConfig({ REDIS_URL: "redis://127.0.0.1:6379/queue" })).toThrow(/REDIS_URL may/);
});

test("the public address is an origin: everything is found below it", () => {
  for (const PUBLIC_URL of ["https://x.example/desk", "https://x.example?q=1", "desk.example"]) {
    expect(() => readConfig({ PUBLIC_URL })).toThrow(/PUBLIC_URL must be/);
  }
});

test("values are read into what they mean", () => {
  const config = readConfig({
    PORT: "0",
    DEMO: "0",
    PUBLIC_URL: "https://desk.example.com/",
    MAIL_LISTEN: "[::1]:2525",
    ADMIN_EMAIL: "Ada@Example.com",
    ADMIN_PASSWORD: "correct horse",
  });
  expect(config).toMatchObject({
    port: 0,
    demo: false,
    publicUrl: "https://desk.example.com",
    mailListen: { host: "::1", port: 2525 },
    admin: { email: "ada@example.com", password: "correct horse" },
  });
});

test("every wrong variable is named, with what it should be", () => {
  const wrong = {
    PORT: "70000",
    DATABASE_URL: "mysql://x",
    DEMO: "yes",
    TWILIO_NUMBER: "0301234",
    MAIL_LISTEN: "2525",
  };
  expect(() => readConfig(wrong)).toThrow(ConfigError);
  expect(() => readConfig(wrong)).toThrowErrorMatchingInlineSnapshot(`
   "The environment cannot be used:
     PORT must be a number from 0 to 65535
     DATABASE_URL must be an address such as postgres://user:password@host:5432/strowger
     DEMO must be 1 or 0
     TWILIO_NUMBER must look like +12025550123
     MAIL_LISTEN must look like 127.0.0.1:2525"
  `);
});

test.each([
  ["ADMIN_EMAIL", "ada@example.com", "ADMIN_PASSWORD is needed with ADMIN_EMAIL"],
  ["ADMIN_PASSWORD", "correct horse", "ADMIN_EMAIL is needed with ADMIN_PASSWORD"],
  ["TWILIO_ACCOUNT_SID", "AC1", "TWILIO_AUTH_TOKEN is needed with TWILIO_ACCOUNT_SID"],
])("%s does not come alone", (name, value, message) => {
  expect(() => readConfig({ [name]: value })).toThrow(message);
});

test("a secret that is wrong does not stand in the error", () => {
  expect(() => readConfig({ ADMIN_EMAIL: "ada@example.com", ADMIN_PASSWORD: "s3cret" })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("s3cret") }),
  );
});

test("a .env file fills in what the process does not set", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "strowger-env-"));
  try {
    writeFileSync(path.join(folder, ".env"), "MAIL_FROM='From file'\nHOME=/from-file\n");
    process.chdir(folder);
    expect(readEnvironment()).toMatchObject({ MAIL_FROM: "From file", HOME: process.env["HOME"] });
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
});

test("several organisations each have their names, and what is said for one alone", () => {
  const env = {
    DATABASE_URL: "postgres://db/strowger",
    PARTITIONS: "acme=desk.acme.example|acme.example, globex=Help.Globex.example",
    MAIL_FROM: "desk@all.example",
    MAIL_FROM__GLOBEX: "desk@globex.example",
    IMAP_URL: "imap://a:b@all.example",
    IMAP_URL__ACME: "imap://a:b@acme.example",
  };
  expect(readConfig(env).partitions).toEqual([
    { name: "acme", hosts: ["desk.acme.example", "acme.example"] },
    { name: "globex", hosts: ["help.globex.example"] },
  ]);
  expect(readPartitionConfig(env, "acme")).toMatchObject({
    mailFrom: "desk@all.example",
    imapUrl: "imap://a:b@acme.example",
  });
  // Two readers of one mailbox would share its mail out.
  expect(readPartitionConfig(env, "globex")).toMatchObject({
    mailFrom: "desk@globex.example",
    imapUrl: null,
  });
});

test.each([
  ["acme", "PARTITIONS"],
  ["Acme!=a.example", "PARTITIONS"],
  ["a=x.example,a=y.example", "PARTITIONS"],
  ["a=x.example,b=x.example", "PARTITIONS"],
])("organisations that cannot be told apart are refused: %p", (value, name) => {
  const env = { DATABASE_URL: "postgres://db/strowger", PARTITIONS: value };
  expect(() => readConfig(env)).toThrow(name);
});

test("several organisations need PostgreSQL, and proxies must be addresses", () => {
  expect(() => readConfig({ PARTITIONS: "a=a.example" })).toThrow("DATABASE_URL is needed");
  expect(() => readConfig({ TRUSTED_PROXIES: "everybody" })).toThrow("TRUSTED_PROXIES");
});
