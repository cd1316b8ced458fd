/** Waits between tries: doubled each time, with chance in it so that many do not come back at once. */
export interface BackOff {
  /** Milliseconds to wait now. */
  next(): number;
  /** It worked: the next failure starts small again. */
  reset(): void;
}

export function createBackOff(limits: {
  readonly firstMs: number;
  readonly maxMs: number;
}): BackOff {
  let failures = 0;
  return {
    next: () => {
      const full = Math.min(limits.firstMs * 2 ** Math.min(failures++, 30), limits.maxMs);
      return full / 2 + (Math.random() * full) / 2;
    },
    reset: () => {
      failures = 0;
    },
  };
}
