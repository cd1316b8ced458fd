/** What there is one of in an organisation. */
import { isDeepStrictEqual } from "node:util";
import { Settings } from "../../../protocol/organisation.js";
import type { HttpParts } from "../parts.js";
import { SIGNED_IN, SUPERVISORS, route, type Route } from "../route.js";
import { given } from "./engineers.js";
import {
  refuseProblems,
  refuseStale,
  refuseUnknown,
  requireBuckets,
  type Named,
  type Problem,
} from "./known.js";

export function settingsRoutes(parts: HttpParts): Route[] {
  const { store, roster, locks, organisationChanged } = parts;

  async function put(next: Settings): Promise<Settings> {
    const { mailRules, mailBucketId } = next;
    const buckets = mailRules.map((rule) => rule.bucketId);
    await requireBuckets(roster, mailBucketId === null ? buckets : [...buckets, mailBucketId]);
    const known = new Set<string>((await store.menus()).map((menu) => menu.id));
    refuseUnknown(
      "menu",
      treesIn(next)
        .map(({ id }) => id)
        .filter((id) => !known.has(id)),
    );
    await store.putSettings(next);
    await organisationChanged();
    return next;
  }

  /** Whoever calls a number of a menu that nobody published hears none: it is not chosen by mistake. */
  async function neverPublished(next: Settings, before: Settings): Promise<Problem[]> {
    const old = new Set(treesIn(before).map(({ line, id }) => `${line} ${id}`));
    const drafts = new Set<string>(
      (await store.menus()).filter((menu) => menu.publishedVersion === null).map(({ id }) => id),
    );
    return treesIn(next)
      .filter(({ line, id }) => drafts.has(id) && !old.has(`${line} ${id}`))
      .map(({ field, id }) => ({ field, problem: `menu ${id} was never published` }));
  }

  return [
    route({
      method: "get",
      path: "/settings",
      summary: "The organisation's settings.",
      roles: SIGNED_IN,
      answer: Settings,
      handle: () => store.settings(),
    }),
    route({
      method: "put",
      path: "/settings",
      summary: "Replace the organisation's settings.",
      roles: SUPERVISORS,
      // Whoever does not know of the retention leaves it as it is.
      body: Settings.partial({ retention: true }),
      answer: Settings,
      handle: ({ body }) =>
        locks("settings", async () => {
          const { retention } = body.retention === undefined ? await store.settings() : body;
          return put(Settings.parse({ ...body, retention }));
        }),
    }),
    route({
      method: "patch",
      path: "/settings",
      summary: "Change settings. `was`: refused when one of these is something else by now.",
      roles: SUPERVISORS,
      // A setting that is misspelt would be left as it is without a word.
      body: Settings.partial().extend({ was: Settings.partial().optional() }).strict(),
      answer: Settings,
      handle: ({ body: { was = {}, ...change } }) =>
        locks("settings", async () => {
          const before = await store.settings();
          refuseStale(before, given(was));
          const next = Settings.parse({ ...before, ...given(change) });
          refuseProblems([...numbersTwice(next), ...(await neverPublished(next, before))]);
          return isDeepStrictEqual(next, before) ? before : put(next);
        }),
    }),
  ];
}

interface Line extends Named {
  /** A number is the same line wherever it stands in the list. */
  readonly line: string;
}

function treesIn({ menuTreeId, chatMenuTreeId, numbers }: Settings): readonly Line[] {
  const lines = [
    { line: "calls", field: "body.menuTreeId", id: menuTreeId },
    { line: "chats", field: "body.chatMenuTreeId", id: chatMenuTreeId },
    ...numbers.map((entry, index) => ({
      line: entry.number,
      field: `body.numbers.${String(index)}.menuTreeId`,
      id: entry.menuTreeId,
    })),
  ];
  return lines.flatMap(({ id, ...line }) => (id === null ? [] : [{ ...line, id }]));
}

function numbersTwice({ numbers }: Settings): Problem[] {
  const all = numbers.map(({ number }) => number);
  return all.flatMap((number, index) =>
    all.indexOf(number) === index
      ? []
      : [{ field: `body.numbers.${String(index)}.number`, problem: "stands there twice" }],
  );
}
