/**
 * Throws when a promise of the router is broken: a fault in this program, never a refusal.
 *
 * On in production. The message is a constant that begins with the rule's number, and what it is
 * about comes apart from it, so that a check that holds costs a comparison and no string.
 */
export function assert(holds: boolean, promise: string, about = ""): asserts holds {
  if (!holds) throw new Error(about === "" ? promise : `${promise}: ${about}`);
}
