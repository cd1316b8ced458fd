/**
 * The time of the router and of the outbox. It never goes back, and it never stands still either: when the wall clock was set
 * back, it goes on at half speed until the clock has caught up. So an offer rings for at most twice
 * its time, where it would otherwise ring for as long as the clock was set back.
 */
export class SteadyClock {
  readonly #wall: () => number;
  #wallAt: number;
  #at = 0;

  /** `wall`: epoch milliseconds, which may jump. */
  constructor(wall: () => number) {
    this.#wall = wall;
    this.#wallAt = wall();
  }

  /** Epoch milliseconds, whole. */
  now(): number {
    const wallAt = this.#wall();
    const passed = Math.max(0, wallAt - this.#wallAt);
    this.#wallAt = wallAt;
    this.#at = Math.max(wallAt, this.#at + passed / 2);
    return Math.floor(this.#at);
  }

  /** It was this late already, in another process perhaps. */
  goOnFrom(at: number): void {
    this.#at = Math.max(this.#at, at);
  }

  /** Milliseconds on the machine's timers until it is `at`. */
  until(at: number): number {
    this.now();
    return Math.ceil(Math.max(0, Math.min(2 * (at - this.#at), at - this.#wallAt)));
  }
}
