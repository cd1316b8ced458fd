/** Every migration there is, in order. A new one is appended; none is ever changed or taken out. */
import { first } from "./0001-first.js";
import { secret } from "./0002-secret.js";
import { routingPolicy } from "./0003-routing-policy.js";
import { outboxOrder } from "./0004-outbox-order.js";
import { oneRowACommand } from "./0005-one-row-a-command.js";
import { roomBesideInteractions } from "./0006-room-beside-interactions.js";
import { menuFigures } from "./0007-menu-figures.js";
import { recordings } from "./0008-recordings.js";
import { menuSchedules } from "./0009-menu-schedules.js";
import { engineerNodes } from "./0010-engineer-nodes.js";
import { nodes } from "./0011-nodes.js";
import { retention } from "./0012-retention.js";

export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly id: number;
  readonly name: string;
  /** Run as one script, which is one transaction: it may not contain `begin` or `commit`. */
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  first,
  secret,
  routingPolicy,
  outboxOrder,
  oneRowACommand,
  roomBesideInteractions,
  menuFigures,
  recordings,
  menuSchedules,
  engineerNodes,
  nodes,
  retention,
];
