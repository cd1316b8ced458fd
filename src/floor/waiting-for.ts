/** What waits as one engineer sees it: what they could take of their own accord. */
import type { EngineerId } from "../../protocol/ids.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { WaitingForMe } from "../../protocol/sockets.js";
import { channels } from "../../protocol/words.js";
import { lackOfRoom, type Counts } from "../../routing/capacity.js";
import type { Router } from "../../routing/router.js";
import type { Contacts } from "../desk/contacts.js";

/** More than this is no list to choose from. */
const SHOWN_MAX = 50;
/** So many of the queue are looked at; whoever stands behind them is not for picking yet. */
const LOOKED_AT_MAX = 1000;

export function waitingFor(
  router: Router,
  engineerId: EngineerId,
  parts: {
    readonly contacts: Contacts;
    readonly at: number;
    /** The head of the queue, when it was read for somebody else in the same moment. */
    readonly queue?: readonly RoutedInteraction[];
  },
): WaitingForMe {
  const { contacts, at, queue = queueHead(router) } = parts;
  const engineer = router.engineer(engineerId);
  if (engineer === undefined) return { at, items: [], others: 0 };
  const counts: Counts = { voice: 0, chat: 0, email: 0 };
  for (const { channel } of router.holding(engineerId)) counts[channel] += 1;
  const lacks = Object.fromEntries(
    channels.map((channel) => [channel, lackOfRoom(engineer.capacity, counts, channel)]),
  );
  const items: WaitingForMe["items"] = [];
  let others = 0;
  for (const row of queue) {
    if (engineer.capacity.max[row.channel] === 0) continue;
    const obstacle = router.obstacle(row.id, engineerId);
    // What rings at theirs stands above as an offer.
    if (obstacle === "asked_already" || obstacle === "direct_to_other") continue;
    if (obstacle === "skills") others += 1;
    else if (items.length < SHOWN_MAX) {
      items.push({ interaction: contacts.view(row), lack: lacks[row.channel] ?? null });
    }
  }
  return { at, items, others };
}

export function queueHead(router: Router): readonly RoutedInteraction[] {
  return router.waiting(LOOKED_AT_MAX);
}
