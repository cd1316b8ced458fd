/** Timers as an argument, so that a trial can run hours of them in virtual time. */

/** Runs `work` once, `ms` from now. Answers with how to call it off; after `work` ran that does nothing. */
export type Schedule = (work: () => void, ms: number) => () => void;

/** The machine's own timers. */
export const realSchedule: Schedule = (work, ms) => {
  const timer = setTimeout(work, ms);
  return () => {
    clearTimeout(timer);
  };
};
