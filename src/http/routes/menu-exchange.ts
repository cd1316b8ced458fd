/** Menu trees as files: out as JSON, in from whatever `readMenuFile` knows. */
import { z } from "zod";
import { exportTree } from "../../../flows/exchange/json.js";
import { MenuTreeId } from "../../../protocol/ids.js";
import {
  ImportFormat,
  insteadTexts,
  Lost,
  type Instead,
  type Names,
} from "../../../protocol/menu-exchange.js";
import { Finding, type MenuTree } from "../../../protocol/menu-tree.js";
import { checkMenu } from "../../menu-check.js";
import { MENU_FILE_BYTES_MAX, readMenuFile } from "../../menu-file.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, download, route, type Route } from "../route.js";
import { menuTrees, Which } from "./menu-trees.js";

/** Each quotation mark of the file is two signs in the body, and a name stands beside it. */
const BODY_BYTES_MAX = 2 * MENU_FILE_BYTES_MAX + 10_000;

const Made = z.object({
  id: MenuTreeId,
  name: z.string(),
  format: ImportFormat,
  nodes: z.int(),
  /** What could not be carried over as it was. */
  lost: z.array(Lost),
  findings: z.array(Finding),
  publishable: z.boolean(),
});

export function menuExchangeRoutes(parts: HttpParts): Route[] {
  const { store, roster, now } = parts;
  const { treeOf } = menuTrees(parts);

  async function names(): Promise<Names> {
    const [{ buckets }, skills, trees] = await Promise.all([
      roster(),
      store.skills(),
      store.menus(),
    ]);
    return { buckets: buckets.filter(({ archived }) => !archived), skills, trees };
  }

  /** Stores the tree as a draft that is new, under its own id or one like it; answers with that id. */
  async function storeNew(tree: MenuTree, ids: ReadonlySet<string>): Promise<MenuTreeId> {
    for (let n = 1; ; n += 1) {
      const id = n === 1 ? tree.id : MenuTreeId.parse(`${tree.id.slice(0, 100)}-${String(n)}`);
      if (ids.has(id)) continue;
      // Somebody may have taken it since.
      if (await store.saveDraft({ tree: { ...tree, id }, revision: null, at: now() })) return id;
    }
  }

  return [
    download({
      method: "get",
      path: "/menus/{id}/export",
      summary: "A tree as a file, with the names of what it names: the draft, or a version.",
      roles: SUPERVISORS,
      params: z.object({ id: MenuTreeId }),
      query: z.object({ version: Which.default("draft") }),
      handle: async ({ params, query: { version } }) => {
        const [tree, all] = await Promise.all([treeOf(params.id, version), names()]);
        const which = typeof version === "number" ? `version-${String(version)}` : version;
        return {
          name: `${params.id.replaceAll(/[^\w.-]/g, "-")}-${which}.json`,
          type: "application/json",
          changes: true,
          bytes: Buffer.from(`${JSON.stringify(exportTree(tree, all), null, 2)}\n`),
        };
      },
    }),
    route({
      method: "post",
      path: "/menus/import",
      summary:
        "Make a new menu of a file: one that was exported, a Twilio Studio flow (JSON), or FreeSWITCH ivr_menus (XML).",
      roles: SUPERVISORS,
      body: z.object({ name: z.string().max(255), text: z.string() }),
      bodyMax: BODY_BYTES_MAX,
      answer: Made,
      status: 201,
      handle: async ({ body }) => {
        const home = await names();
        const read = readMenuFile(body, home);
        if (read.type === "refused") throw new HttpRefusal(read.code, read.problems);
        const { format, lost } = read;
        const id = await storeNew(read.tree, new Set(home.trees.map((tree) => tree.id)));
        const tree = { ...read.tree, id };
        const { findings, publishable } = await checkMenu(parts, tree);
        return {
          id,
          name: tree.name,
          format,
          nodes: tree.nodes.length,
          lost: id === read.tree.id ? [...lost] : [renamed(read.tree.id), ...lost],
          findings: [...findings],
          publishable,
        };
      },
    }),
  ];
}

function renamed(id: MenuTreeId): Lost {
  const kind: Instead = "renamed";
  return { where: "id", what: id, kind, instead: insteadTexts[kind] };
}
