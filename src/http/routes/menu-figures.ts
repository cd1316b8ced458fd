/** Numbers on a menu tree: what callers did in it, and what would make it quicker for them. */
import { z } from "zod";
import { advising } from "../../../flows/advisor/advise.js";
import { menuFigures, menuFiguresOn, trafficOf, type MenuFigures } from "../../../flows/figures.js";
import { wholeTree } from "../../../flows/parts.js";
import { BucketId, MenuTreeId, NodeId } from "../../../protocol/ids.js";
import { MenuTree } from "../../../protocol/menu-tree.js";
import { At } from "../../../protocol/words.js";
import { loadParts } from "../../menu-parts.js";
import { unhurried } from "../../unhurried.js";
import { csvOf } from "../csv.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, Sheet, route, type Route } from "../route.js";
import { refuseProblems } from "./known.js";
import { menuTrees } from "./menu-trees.js";

const DAY_MS = 86_400_000;
const PERIOD_DAYS = 7;
/** A quarter of a year: of 10,000 contacts a day, some ten seconds of the database's time. */
const PERIOD_DAYS_MAX = 92;
/** With fewer contacts the shares of most options would be chance. */
const COUNTED_MIN = 100;

const ById = z.object({ id: MenuTreeId });
const Moment = z
  .union([z.coerce.number().pipe(At), z.iso.datetime({ offset: true }).transform(Date.parse)])
  .meta({ description: "Milliseconds since 1970, or a time as ISO 8601 writes it." });
const Asked = z.object({
  version: z.coerce
    .number()
    .pipe(z.int32().positive())
    .optional()
    .meta({ description: "All versions, shown on the draft, unless told." }),
  from: Moment.optional(),
  to: Moment.optional(),
});
type Asked = z.infer<typeof Asked>;

const Count = z.int().nonnegative();
const Seconds = z.number().nonnegative();
const Period = z.object({
  treeId: MenuTreeId,
  /** null: all of them. */
  version: z.int().nullable(),
  from: At,
  to: At,
});
const Figures = z.object({
  ...Period.shape,
  contacts: Count,
  /** Those that the contacts went through. */
  versions: z.array(z.object({ version: z.int(), contacts: Count })),
  nodes: z.array(
    z.object({
      nodeId: NodeId,
      /** Of a node that came with a sub-tree: the node of this tree that it stands at. */
      within: NodeId.nullable(),
      kind: z.string(),
      reached: Count,
      dropped: Count,
      still: Count,
      wrongKeys: Count,
      silences: Count,
      operator: Count,
      back: Count,
      repeated: Count,
      wentOn: Count,
      totalSeconds: Seconds,
      meanSeconds: Seconds.nullable(),
      ended: Count,
      transferred: Count,
      options: z.array(
        z.object({
          key: z.string(),
          to: NodeId,
          language: z.string().nullable(),
          pressed: Count,
        }),
      ),
    }),
  ),
});
const Advised = z.object({
  ...Period.shape,
  /** assumed: too few contacts were counted, so that every bucket is taken to be wanted equally often. */
  basis: z.enum(["counted", "assumed"]),
  contacts: Count,
  averageSeconds: Seconds.nullable(),
  boundSeconds: Seconds.nullable(),
  buckets: z.array(
    z.object({
      nodeId: NodeId,
      bucketId: BucketId,
      share: z.number().nonnegative(),
      seconds: Seconds.nullable(),
    }),
  ),
  proposals: z.array(
    z.object({
      kind: z.enum(["reorder", "merge", "promote", "split", "shortcut", "unused"]),
      nodeId: NodeId,
      gainSeconds: z.number(),
      tree: MenuTree.nullable(),
    }),
  ),
});

interface Answer extends z.infer<typeof Period> {
  /** The tree that the figures are shown on. */
  readonly tree: MenuTree;
  readonly figures: MenuFigures;
  readonly versions: { version: number; contacts: number }[];
}

export function menuFiguresRoutes(parts: HttpParts): Route[] {
  const { store, now } = parts;
  const { find, findVersion, known } = menuTrees(parts);

  async function treeOf(id: MenuTreeId, version: number): Promise<MenuTree> {
    return (await findVersion(id, version)).tree;
  }

  async function figuresOf(treeId: MenuTreeId, asked: Asked): Promise<Answer> {
    const { from, to } = periodOf(asked, now());
    const version = asked.version ?? null;
    const { draft } = await find(treeId);
    const tree = version === null ? draft : await treeOf(treeId, version);
    const counts = await store.menuCounts({ treeId, version, fromAt: from, toAt: to });
    const walks: { version: number; figures: MenuFigures }[] = [];
    for (const number of new Set(counts.steps.map((step) => step.version))) {
      const isIts = (row: { readonly version: number }): boolean => row.version === number;
      const drawn = number === version ? tree : await treeOf(treeId, number);
      const walked = wholeTree(drawn, (await loadParts(store, drawn)).parts);
      const counted = {
        steps: counts.steps.filter(isIts),
        still: counts.still.filter(isIts),
        moved: counts.moved.filter(isIts),
      };
      walks.push({ version: number, figures: menuFigures(walked.tree, counted, walked.placeOf) });
    }
    walks.sort((a, b) => b.version - a.version);
    return {
      ...{ treeId, version, from, to, tree },
      figures: menuFiguresOn(
        tree,
        walks.map(({ figures }) => figures),
      ),
      versions: walks.map(({ version: n, figures }) => ({
        version: n,
        contacts: figures.contacts,
      })),
    };
  }

  return [
    route({
      method: "get",
      path: "/menus/{id}/figures",
      summary: "What callers did at each node, of the walks that began in a period (7 days).",
      roles: SUPERVISORS,
      params: ById,
      query: Asked.extend({ format: z.enum(["json", "csv"]).default("json") }),
      answer: Figures,
      sheet: true,
      handle: async ({ params, query }) => {
        const { tree, figures, ...period } = await figuresOf(params.id, query);
        if (query.format === "csv") return sheetOf({ tree, figures, ...period });
        return {
          ...period,
          contacts: figures.contacts,
          nodes: figures.nodes.map(({ options, ...node }) => ({ ...node, options: [...options] })),
        };
      },
    }),
    route({
      method: "get",
      path: "/menus/{id}/advice",
      summary: "How long the tree keeps people, and what would be quicker, for a period's traffic.",
      roles: SUPERVISORS,
      params: ById,
      query: Asked,
      answer: Advised,
      handle: async ({ params, query }) => {
        const { tree, figures, versions: _, ...period } = await figuresOf(params.id, query);
        const isCounted = figures.contacts >= COUNTED_MIN;
        const traffic = isCounted ? trafficOf(figures) : new Map<never, never>();
        const loaded = await loadParts(store, tree);
        const { expected, boundSeconds, proposals } = await unhurried(
          advising(tree, traffic, await known(loaded.parts)),
        );
        return {
          ...period,
          basis: isCounted ? ("counted" as const) : ("assumed" as const),
          contacts: figures.contacts,
          averageSeconds: expected.averageSeconds,
          boundSeconds,
          buckets: [...expected.buckets],
          proposals: [...proposals],
        };
      },
    }),
  ];
}

/** @throws HttpRefusal BAD_REQUEST when it ends before it begins, or is too long */
function periodOf(asked: Asked, now: number): { readonly from: number; readonly to: number } {
  const to = asked.to ?? now;
  const from = asked.from ?? Math.max(0, to - PERIOD_DAYS * DAY_MS);
  const field = asked.to === undefined ? "query.from" : "query.to";
  if (from >= to) refuseProblems([{ field, problem: "the period ends before it begins" }]);
  if (to - from > PERIOD_DAYS_MAX * DAY_MS) {
    const problem = `the period is longer than ${String(PERIOD_DAYS_MAX)} days`;
    refuseProblems([{ field, problem }]);
  }
  return { from, to };
}

/** A line for each node, and below it one for each of its options. */
function sheetOf({ tree, treeId, version, from, to, figures }: Omit<Answer, "versions">): Sheet {
  const period = [
    treeId,
    version ?? "all",
    new Date(from).toISOString(),
    new Date(to).toISOString(),
  ];
  const labels = labelsIn(tree);
  const rows = figures.nodes.flatMap(({ nodeId, within, kind, options, ...node }) => [
    [
      ...[...period, nodeId, kind, null, null, node.reached, null, node.wentOn, node.dropped],
      ...[node.still, node.wrongKeys, node.silences, node.operator, node.back, node.repeated],
      ...[rounded(node.totalSeconds), rounded(node.meanSeconds), node.ended, node.transferred],
      within,
    ],
    ...options.map(({ key, to: target, language, pressed }) => [
      ...[...period, nodeId, "option", key, labels.get(`${nodeId} ${key}`) ?? language ?? target],
      ...[null, pressed, ...Array.from({ length: 12 }, () => null), within],
    ]),
  ]);
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return new Sheet(`menu-${treeId}-${day(from)}-${day(to)}.csv`, csvOf(COLUMNS, rows));
}

const COLUMNS = [
  ...["menu", "version", "from", "to", "node", "kind", "key", "label", "reached", "pressed"],
  ...["went on", "dropped", "still here", "wrong keys", "silences", "asked for the operator"],
  ...["went back", "repeated", "seconds in all", "seconds on average", "ended here"],
  ...["transferred afterwards", "part of"],
];

function labelsIn({ nodes, languages }: MenuTree): ReadonlyMap<string, string> {
  const language = languages[0] ?? "";
  return new Map(
    nodes.flatMap((node) =>
      node.kind === "menu"
        ? node.options.map(({ key, label }): [string, string] => [
            `${node.id} ${key}`,
            label[language] ?? "",
          ])
        : [],
    ),
  );
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 10) / 10;
}
