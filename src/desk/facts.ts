/** What the conditions of menus ask about: the customer, the called address, and the queues. */
import type { BucketId, InteractionId } from "../../protocol/ids.js";
import type { MenuFacts } from "../../protocol/menu-session.js";
import type { Customer } from "../../protocol/organisation.js";
import { PhoneNumber, type Channel } from "../../protocol/words.js";
import type { BucketFloor } from "../../routing/reads.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { Conversation } from "./conversation.js";

/** The facts for one answer, asked for the buckets that a tree's conditions name. */
export type FactsOf = (bucketIds: readonly BucketId[]) => Promise<MenuFacts>;

interface Who {
  readonly channel: Channel;
  readonly address: string | null;
  readonly customer: Customer | null;
  /** The address of ours that was called. */
  readonly to: string | null;
}

export interface Facts {
  /** Of a contact that has begun. */
  of(id: InteractionId): FactsOf;
  /** Of one that has not. */
  from(whoIs: () => Promise<Who>): FactsOf;
}

/** A look at every queue costs more than a menu step; half a second later it has hardly changed. */
const FLOOR_FRESH_MS = 500;

export function createFacts(parts: {
  readonly dispatch: () => Dispatch;
  readonly conversation: Conversation;
  readonly now: () => number;
}): Facts {
  let last: { readonly floor: Promise<readonly BucketFloor[]>; readonly at: number } | null = null;

  function floor(): Promise<readonly BucketFloor[]> {
    const at = parts.now();
    if (last !== null && at - last.at < FLOOR_FRESH_MS) return last.floor;
    // A queue that cannot be looked at is not known, which is no reason to keep a caller waiting.
    const looked = parts
      .dispatch()
      .read((router) => router.floor(at))
      .catch(() => []);
    last = { floor: looked, at };
    return looked;
  }

  const from: Facts["from"] = (whoIs) => async (bucketIds) => {
    const { channel, address, customer, to } = await whoIs();
    const queues =
      bucketIds.length === 0
        ? []
        : (await floor())
            .filter(({ bucketId }) => bucketIds.includes(bucketId))
            .map(({ bucketId, waiting, estimatedSeconds }) => ({
              bucketId,
              waiting,
              estimatedSeconds,
            }));
    const isCallable = channel === "voice" && PhoneNumber.safeParse(address).success;
    return {
      channel: channel === "voice" ? "voice" : "chat",
      isCallable,
      tier: customer?.tier ?? "basic",
      to,
      queues,
    };
  };

  return {
    from,
    of: (id) =>
      from(async () => {
        const whole = await parts.conversation.interaction(id);
        return {
          channel: whole?.channel ?? "chat",
          address: whole?.address ?? null,
          customer: whole?.customer ?? null,
          to: whole?.to ?? null,
        };
      }),
  };
}
