/** The lease of a partition, taken from whoever has it. */
import type { LeaseWish } from "../../src/store/cluster-types.js";

interface Leases {
  takeLease(wish: LeaseWish): number | null | Promise<number | null>;
}

/** Answers with its epoch. */
export async function leaseOf(store: Leases, partition = 0): Promise<number> {
  const epoch = await store.takeLease({ partition, holder: "test", ttlMs: null });
  if (epoch === null) throw new Error("the lease is being held");
  return epoch;
}
