/** Checks a menu tree against the organisation as it is now. */
import { pinned, type Parts } from "../flows/parts.js";
import type { Known } from "../flows/rules/finding.js";
import { validating } from "../flows/validate.js";
import type { Finding, MenuTree } from "../protocol/menu-tree.js";
import type { Bucket, Engineer } from "../protocol/organisation.js";
import { staffedBuckets } from "../routing/staffed.js";
import { loadParts } from "./menu-parts.js";
import type { Store } from "./store/store.js";
import { unhurried } from "./unhurried.js";

/** What comes through a menu; mail finds its bucket by its address. */
export const MENU_CHANNELS = ["voice", "chat"] as const;

/** What a tree may name, and where to find it. */
export interface MenuSurroundings {
  readonly store: Pick<Store, "menuVersion" | "recordings" | "skills">;
  /** Archived ones included. */
  readonly roster: () => Promise<{
    readonly buckets: readonly Bucket[];
    readonly engineers: readonly Engineer[];
  }>;
}

export interface CheckedMenu {
  readonly findings: readonly Finding[];
  /** Without red ones. */
  readonly publishable: boolean;
  /** With the versions of its parts filled in, as it is published. */
  readonly tree: MenuTree;
}

export async function checkMenu(around: MenuSurroundings, tree: MenuTree): Promise<CheckedMenu> {
  const { parts, published } = await loadParts(around.store, tree);
  const { findings } = await unhurried(validating(tree, await knownTo(around, parts)));
  const publishable = findings.every(({ severity }) => severity !== "red");
  return { findings, publishable, tree: pinned(tree, published) };
}

/** `parts` undefined: those of the tree are not looked at. */
export async function knownTo(
  { store, roster }: MenuSurroundings,
  parts: Parts | undefined,
): Promise<Known> {
  const [{ buckets, engineers }, skills, recordings] = await Promise.all([
    roster(),
    store.skills(),
    store.recordings(),
  ]);
  return {
    bucketIds: new Set(buckets.filter(({ archived }) => !archived).map(({ id }) => id)),
    skillIds: new Set(skills.map(({ id }) => id)),
    recordingIds: new Set(recordings.map(({ id }) => id)),
    staffedBucketIds: staffedBuckets({ buckets, engineers }, MENU_CHANNELS),
    bucketHours: new Map(buckets.map(({ id, hours }) => [id, hours])),
    parts,
  };
}
