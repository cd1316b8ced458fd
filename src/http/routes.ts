/** Every route of `/api/v1`, in the order of the description. */
import type { HttpParts } from "./parts.js";
import type { Route } from "./route.js";
import { fileRoutes } from "./routes/files.js";
import { interactionRoutes } from "./routes/interactions.js";
import { mailRoutes } from "./routes/mail.js";
import { menuDiffRoutes } from "./routes/menu-diff.js";
import { menuExchangeRoutes } from "./routes/menu-exchange.js";
import { menuFiguresRoutes } from "./routes/menu-figures.js";
import { menuPublishRoutes } from "./routes/menu-publish.js";
import { menuRoutes } from "./routes/menus.js";
import { recordingRoutes } from "./routes/recordings.js";
import { bucketRoutes } from "./routes/buckets.js";
import { clusterRoutes } from "./routes/cluster.js";
import { engineerRoutes } from "./routes/engineers.js";
import { holidayRoutes } from "./routes/hours.js";
import { retentionRoutes } from "./routes/retention.js";
import { sessionRoutes } from "./routes/session.js";
import { settingsRoutes } from "./routes/settings.js";
import { userRoutes } from "./routes/users.js";

export function apiRoutes(parts: HttpParts): readonly Route[] {
  return [
    ...sessionRoutes(parts),
    ...engineerRoutes(parts),
    ...bucketRoutes(parts),
    ...holidayRoutes(parts),
    ...settingsRoutes(parts),
    ...retentionRoutes(parts),
    ...interactionRoutes(parts),
    ...menuRoutes(parts),
    ...menuPublishRoutes(parts),
    ...menuDiffRoutes(parts),
    ...menuExchangeRoutes(parts),
    ...menuFiguresRoutes(parts),
    ...recordingRoutes(parts),
    ...fileRoutes(parts),
    ...mailRoutes(parts),
    ...userRoutes(parts),
    ...clusterRoutes(parts),
  ];
}
