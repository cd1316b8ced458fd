/**
 * Menu trees as files: our own, and what an import of any file tells. The file's own `format` and
 * version stand around the tree so that a program knows what it holds before it looks inside, and
 * the names beside it so that another organisation finds the buckets it means.
 */
import { z } from "zod";
import type { MenuTree } from "./menu-tree.js";

export const EXPORT_FORMAT = "strowger.menu";
export const EXPORT_VERSION = 1;

const Named = z.object({ id: z.string().max(120), name: z.string().max(200) });
/** Something of an organisation that a tree can name. */
export type Named = z.infer<typeof Named>;

/** What the ids of a tree are called where it comes from, or where it goes to. Lists, for an id may be any word. */
export const Names = z.object({
  buckets: z.array(Named).max(10_000),
  skills: z.array(Named).max(10_000),
  trees: z.array(Named).max(10_000),
});
export type Names = z.infer<typeof Names>;

/** What stands around the tree in a file of ours. */
export const ExportCover = z.object({
  format: z.literal(EXPORT_FORMAT),
  formatVersion: z.int().min(1),
  names: Names.default({ buckets: [], skills: [], trees: [] }),
  tree: z.unknown(),
});

export interface MenuExport extends z.infer<typeof ExportCover> {
  readonly tree: MenuTree;
}

/** What stands in the place of something that an import could not carry over. */
export const insteadTexts = {
  words: "A text that names it: write what callers should hear.",
  standard: "The usual words of a menu.",
  bucket: "A bucket that does not exist yet: choose one of yours.",
  named: "What has this name here.",
  latest: "What is published under this name here.",
  renamed: "Another id: this one is taken here.",
  passed: "Left out; callers go on behind it.",
  dropped: "Left out.",
  reserved: "Left out: 0 is the operator, * goes back and # repeats, everywhere.",
  keys: "Left out: an option has one key from 1 to 9.",
  twice: "Left out: the key stands for another option already.",
  spoken: "Left out: only an option with a key can be said, in up to ten ways of 40 characters.",
  after: "Left out: whoever has come to a bucket does not return to the menu.",
  plain: "Its plain text.",
  cut: "As much as a prompt holds.",
  language: "The same words, as if they were in the menu's language.",
  endless: "Asked twice more; then the menu hangs up.",
  nearest: "The nearest that a menu can have.",
  missing: "The menu hangs up: the file does not say what follows.",
  noKeys: "An announcement: there is no key to press.",
  zone: "The same hours on the clocks of UTC: choose the time zone.",
  fields: "A lookup that keeps no field yet: choose which ones.",
  start: "The menu begins where this way leads.",
  first: "The first of them.",
} as const;
export type Instead = keyof typeof insteadTexts;

/** One thing that an import could not carry over as it was. */
export const Lost = z.object({
  /** Such as `main › greet-long`: the menu or widget, and what of it. */
  where: z.string(),
  /** As the file has it. */
  what: z.string(),
  /** A word for a program; `insteadTexts` says it in a sentence. */
  kind: z.string(),
  instead: z.string(),
});
export type Lost = z.infer<typeof Lost>;

export const ImportFormat = z.enum(["strowger", "studio", "freeswitch"]);
export type ImportFormat = z.infer<typeof ImportFormat>;
