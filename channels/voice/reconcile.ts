/**
 * Puts right what lost callbacks left wrong: asks the carrier about every call the desk believes in.
 * Run after a start and every minute.
 */
import type { Desk } from "../channel.js";
import type { Interaction } from "../../protocol/interactions.js";
import { acceptanceOf, CALLER_LABEL, conferenceName, ENGINEER_LABEL } from "./addresses.js";
import type { CarrierClient } from "./carrier-client.js";
import { unlessSettled } from "./effects.js";

/** Enough to go through a thousand calls in a minute without hurting the carrier's rate limit. */
const SIDE_BY_SIDE = 5;

const alive = ["queued", "initiated", "ringing", "in-progress"];

interface Parts {
  readonly desk: Desk;
  readonly client: CarrierClient;
  readonly log: { warn(details: object, message: string): void };
}

/**
 * One round. Conversations without an engineer's telephone are only suspected the first time, as
 * the telephone may be about to ring; `suspects` carries the names from one round to the next.
 */
export async function reconcileCalls(parts: Parts, suspects: Set<string>): Promise<void> {
  const open = [...(await parts.desk.open("voice"))];
  const suspectedBefore = new Set(suspects);
  suspects.clear();
  const workers = Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      try {
        const suspect = await reconcile(parts, next, suspectedBefore);
        if (suspect !== null) suspects.add(suspect);
      } catch (error) {
        parts.log.warn({ err: error, interactionId: next.id }, "a call could not be reconciled");
      }
    }
  });
  await Promise.all(workers);
}

/** The conference that lacks an engineer, when there is one to watch. */
async function reconcile(
  { desk, client }: Parts,
  interaction: Interaction,
  suspected: ReadonlySet<string>,
): Promise<string | null> {
  if (interaction.externalId === null) return null;
  const status = await client.callStatus(interaction.externalId);
  const isOver = status === null || !alive.includes(status);
  // Somebody who is called back has no call until then; the call to them reports by itself.
  const isCalledBack = isOver && interaction.callback !== null;
  if (isCalledBack && interaction.state !== "active") return null;
  if (isOver && !isCalledBack) {
    await unlessSettled(() => desk.lost(interaction.id));
    return null;
  }
  const acceptance = acceptanceOf(interaction);
  if (acceptance === null) return null;
  const name = conferenceName(acceptance);
  const there = await client.participants(name);
  const hasCustomer = !isCalledBack || there.some((one) => one.label === CALLER_LABEL);
  if (hasCustomer && there.some((one) => one.label === ENGINEER_LABEL)) return null;
  if (!suspected.has(name)) return name;
  if (!hasCustomer) {
    await unlessSettled(() => desk.leave(interaction.id));
    return null;
  }
  const because = "telephone: not in the call";
  await unlessSettled(() => desk.unreachable(interaction.id, acceptance.engineerId, because));
  return null;
}
