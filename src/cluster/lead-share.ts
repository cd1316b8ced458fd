/**
 * How many organisations this process leads, so that several spread over the nodes: who leads few takes
 * a free lease sooner, and who leads two more than somebody else hands one over.
 */
export interface LeadShare {
  leads(): number;
  began(): void;
  ended(): void;
  /** One at a time, and not often: each costs its callers some tenths of a second. */
  mayHandOver(): boolean;
  handedOver(): void;
}

const HAND_OVER_EVERY_MS = 5000;

export function createLeadShare(steady: () => number): LeadShare {
  let leads = 0;
  let lastAt = steady();
  return {
    leads: () => leads,
    began: () => {
      leads += 1;
    },
    ended: () => {
      leads -= 1;
    },
    mayHandOver: () => steady() - lastAt >= HAND_OVER_EVERY_MS,
    handedOver: () => {
      lastAt = steady();
    },
  };
}
