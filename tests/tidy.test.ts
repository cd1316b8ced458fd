/** Papers that would go stale without a test: specs, reference pages, the glossary, folder READMEs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { variables } from "../src/config/config.js";
import { statusOf } from "../src/http/errors.js";
import { errorCatalog } from "../protocol/errors.js";
import { DomainEvent } from "../protocol/events.js";
import { chatCommands, chatEvents, consoleCommands, consoleEvents } from "../protocol/sockets.js";
import {
  Channel,
  InteractionOutcome,
  InteractionState,
  PresenceStatus,
  Role,
} from "../protocol/words.js";

const FOLDERS = ["protocol", "routing", "flows", "channels", "src", "console", "widget"];
const WORKBENCH = ["tests", "bench", "docs", "scripts"];

/** Every file below the folder with this ending. */
function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** The first group of every match in every file, once each and sorted. */
function found(files: readonly string[], pattern: RegExp): string[] {
  const names = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map((match) => match[1] ?? ""),
  );
  return [...new Set(names)].sort();
}

/** First cells of the tables under a heading, or of all tables of the page: `| \`name\` | … |`. */
function cells(page: string, heading?: string): string[] {
  const text = readFileSync(page, "utf8");
  const sections = text.split(/^## /m);
  const part =
    heading === undefined ? text : sections.find((section) => section.startsWith(heading));
  return [...(part ?? "").matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] ?? "").sort();
}

test("every promise of docs/spec has a test, and every test names a promise", () => {
  const promised = found(filesIn("docs/spec", ".md"), /^- \*\*([A-Z]+\d+)\*\*/gm);
  const tested = found(filesIn("tests", ".ts"), /\btest\(\s*["`]\[([A-Z]+\d+)\]/g);
  expect(tested).toEqual(promised);
});

test("no promise is made twice", () => {
  const promises = filesIn("docs/spec", ".md").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map((match) => match[1]),
  );
  expect(promises.filter((name, index) => promises.indexOf(name) !== index)).toEqual([]);
});

test("no test is skipped, singled out, or talks to a mock", () => {
  const pattern =
    /\b((?:test|it|describe)\.(?:skip|only|todo|failing)|jest\.(?:mock|unstable_mockModule))\b/g;
  const x = /^\s*(x(?:it|test|describe)|fit|fdescribe)\(/gm;
  expect([
    ...found(filesIn("tests", ".ts"), pattern),
    ...found(filesIn("tests", ".ts"), x),
  ]).toEqual([]);
});

test("nothing is left for later", () => {
  const sources = [...FOLDERS, ...WORKBENCH].flatMap((folder) =>
    [".ts", ".tsx", ".js"].flatMap((ending) => filesIn(folder, ending)),
  );
  expect(found(sources, /\b(TO(?:DO)|FIX(?:ME))\b/g)).toEqual([]);
});

test("the configuration page and .env.example list the variables that are read", () => {
  const read = Object.keys(variables.shape).sort();
  expect(cells("docs/reference/config.md")).toEqual(read);
  expect(found([".env.example"], /^# ([A-Z][A-Z_]+)=/gm)).toEqual(read);
});

test("the configuration page tells the defaults", () => {
  const page = readFileSync("docs/reference/config.md", "utf8");
  const told = [...page.matchAll(/^\| `([A-Z_]+)` +\| +`([^`]+)`/gm)].map((match) => [
    match[1],
    match[2],
  ]);
  const defaults = Object.entries(variables.parse({})).filter(([, value]) => value !== undefined);
  expect(told).toEqual(defaults.map(([name, value]) => [name, String(value)]));
});

test("the error page has every code, with its status and the catalogue's words", () => {
  const page = readFileSync("docs/reference/errors.md", "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (\d+) +\| (.+?) +\|$/gm)].map((match) => [
    match[1],
    Number(match[2]),
    match[3],
  ]);
  const catalogue = Object.entries(errorCatalog).map(([code, meaning]) => [
    code,
    new Map<string, number>(Object.entries(statusOf)).get(code),
    meaning,
  ]);
  expect(rows).toEqual(catalogue);
});

test.each([
  ["Journal", DomainEvent.options.map((event) => event.shape.type.value)],
  ["`/console`, from the browser", Object.keys(consoleCommands)],
  ["`/console`, to the browser", Object.keys(consoleEvents)],
  ["`/chat`, from the customer", Object.keys(chatCommands)],
  ["`/chat`, to the customer", Object.keys(chatEvents)],
])("the event page lists all of: %s", (heading, names) => {
  expect(cells("docs/reference/events.md", heading)).toEqual([...names].sort());
});

test("the glossary explains every word of the small vocabularies", () => {
  const explained = found(["docs/glossary.md"], /`([a-z_]+)`/g);
  const words = [Channel, Role, InteractionState, InteractionOutcome, PresenceStatus];
  const missing = words.flatMap((word) => word.options).filter((name) => !explained.includes(name));
  expect(missing).toEqual([]);
});

test.each([...FOLDERS, ...WORKBENCH])("%s/ says on one screen what it is for", (folder) => {
  const lines = readFileSync(path.join(folder, "README.md"), "utf8").trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(20);
});

test("README.md promises the commands that exist", () => {
  const commands = found(["README.md"], /^npm (?:run )?([a-z]+)/gm);
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
  expect(commands).toEqual(expect.arrayContaining(["start", "test"]));
});
