/** What is different between two versions of a menu tree. */
import { z } from "zod";
import { TreeDiff, diffTrees } from "../../../flows/diff.js";
import { MenuTreeId } from "../../../protocol/ids.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, route, type Route } from "../route.js";
import { menuTrees } from "./menu-trees.js";

/** A version's number, the published one, or the draft. */
const Which = z.union([
  z.enum(["draft", "published"]),
  z.coerce.number().pipe(z.int32().positive()),
]);
type Which = z.infer<typeof Which>;

export function menuDiffRoutes(parts: HttpParts): Route[] {
  const { find, findVersion } = menuTrees(parts);

  async function treeOf(id: MenuTreeId, which: Which): Promise<MenuTree> {
    if (which === "draft") return (await find(id)).draft;
    return (await findVersion(id, which === "published" ? null : which)).tree;
  }

  return [
    route({
      method: "get",
      path: "/menus/{id}/diff",
      summary: "What a publish would change; or what is different between any two versions.",
      roles: SUPERVISORS,
      params: z.object({ id: MenuTreeId }),
      query: z.object({ from: Which.default("published"), to: Which.default("draft") }),
      answer: TreeDiff,
      handle: async ({ params, query }) => {
        const [before, after] = await Promise.all([
          treeOf(params.id, query.from),
          treeOf(params.id, query.to),
        ]);
        return diffTrees(before, after);
      },
    }),
  ];
}
