/** The nodes of this installation. */
import { Cluster } from "../../../protocol/cluster.js";
import type { HttpParts } from "../parts.js";
import { ADMINS, route, type Route } from "../route.js";

export function clusterRoutes({ cluster }: HttpParts): Route[] {
  return [
    route({
      method: "get",
      path: "/cluster",
      summary: "Nodes, who leads what, and what waits to be done.",
      roles: ADMINS,
      answer: Cluster,
      handle: () => cluster(),
    }),
  ];
}
