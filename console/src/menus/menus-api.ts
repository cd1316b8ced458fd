/** Menu trees over HTTP. */
import type { ScheduledMenu } from "../../../protocol/menu-list.js";
import type { Proposal } from "../../../flows/advisor/advise.js";
import type { BucketTime } from "../../../flows/advisor/expected.js";
import type { MenuFigures } from "../../../flows/figures.js";
import type { Finding, MenuTree } from "../../../protocol/menu-tree.js";
import { ask } from "../live/api.js";

export interface MenuLine {
  readonly id: string;
  readonly name: string;
  readonly draftRevision: number;
  /** null: it was never published. */
  readonly publishedVersion: number | null;
  readonly updatedAt: number;
  /** Only entered from other trees. */
  readonly isPart: boolean;
  readonly scheduled: ScheduledMenu | null;
}
export interface Menu extends MenuLine {
  readonly draft: MenuTree;
}
export interface Version {
  readonly version: number;
  readonly note: string;
  readonly publishedBy: string;
  readonly publishedAt: number;
}

/** Which walks are counted: those that began in this time, in this version. */
export interface Asked {
  /** ISO 8601. */
  readonly from: string;
  /** undefined: until now. */
  readonly to?: string | undefined;
  /** null: all versions, shown on the draft. */
  readonly version: number | null;
}
export interface Figures extends MenuFigures {
  /** Those that the contacts went through. */
  readonly versions: readonly { readonly version: number; readonly contacts: number }[];
}

export type { Proposal } from "../../../flows/advisor/advise.js";
export interface Advised {
  /** assumed: too few were counted, so that every bucket is taken to be wanted equally often. */
  readonly basis: "counted" | "assumed";
  readonly contacts: number;
  readonly averageSeconds: number | null;
  readonly boundSeconds: number | null;
  readonly buckets: readonly BucketTime[];
  readonly proposals: readonly Proposal[];
}

const at = (id: string): string => `/api/v1/menus/${encodeURIComponent(id)}`;

export const menusApi = {
  list: async () => ((await ask("GET", "/api/v1/menus")) as Items<MenuLine>).items,
  read: async (id: string) => (await ask("GET", at(id))) as Menu,
  create: async (tree: MenuTree) => (await ask("POST", "/api/v1/menus", { tree })) as Menu,
  /** @throws ApiProblem CONFLICT: somebody else saved since `revision`. */
  save: async (tree: MenuTree, revision: number) =>
    (await ask("PUT", `${at(tree.id)}/draft`, { tree, revision })) as {
      readonly draftRevision: number;
    },
  check: async (id: string) =>
    (await ask("POST", `${at(id)}/validate`, {})) as { readonly findings: readonly Finding[] },
  /** `revision`: the draft that was seen. @throws ApiProblem CONFLICT: it is another one by now. */
  publish: async (id: string, asked: { readonly note: string; readonly revision: number }) =>
    (await ask("POST", `${at(id)}/publish`, asked)) as Version,
  /** At a time, which is `at`. */
  schedule: (
    id: string,
    asked: { readonly note: string; readonly revision: number; readonly at: number },
  ) => ask("POST", `${at(id)}/publish`, asked),
  callOff: (id: string) => ask("DELETE", `${at(id)}/scheduled`),
  /** The buckets from which somebody could ever take a call or a chat. */
  staffed: async () => ((await ask("GET", "/api/v1/staffed-buckets")) as Items<string>).items,
  versions: async (id: string) =>
    ((await ask("GET", `${at(id)}/versions`)) as Items<Version>).items,
  figures: async (id: string, asked: Asked) =>
    (await ask("GET", figuresAddress(id, asked))) as Figures,
  advice: async (id: string, asked: Asked) =>
    (await ask("GET", `${at(id)}/advice?${queryOf(asked).toString()}`)) as Advised,
  version: async (id: string, n: number) =>
    (await ask("GET", `${at(id)}/versions/${String(n)}`)) as Version & { readonly tree: MenuTree },
} as const;

/** Where the same figures are downloaded from as a table. */
export function figuresAddress(id: string, asked: Asked, format?: "csv"): string {
  const query = queryOf(asked);
  if (format !== undefined) query.set("format", format);
  return `${at(id)}/figures?${query.toString()}`;
}

function queryOf({ from, to, version }: Asked): URLSearchParams {
  const query = new URLSearchParams({ from });
  if (to !== undefined) query.set("to", to);
  if (version !== null) query.set("version", String(version));
  return query;
}

interface Items<T> {
  readonly items: readonly T[];
}
