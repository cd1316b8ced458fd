/** What is different between two versions of a menu tree. */
import { z } from "zod";
import { TreeDiff, diffTrees } from "../../../flows/diff.js";
import { MenuTreeId } from "../../../protocol/ids.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, route, type Route } from "../route.js";
import { menuTrees, Which } from "./menu-trees.js";

export function menuDiffRoutes(parts: HttpParts): Route[] {
  const { treeOf } = menuTrees(parts);

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
