/** The nodes over HTTP. */
import type { Cluster } from "../../../protocol/cluster.js";
import { ask } from "../live/api.js";

export const nodesApi = {
  cluster: async () => (await ask("GET", "/api/v1/cluster")) as Cluster,
} as const;
