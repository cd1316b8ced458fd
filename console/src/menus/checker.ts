/**
 * Checks trees one after the other, beside the page. Always in one of two modes:
 * - idle: what is asked is checked at once;
 * - busy: of what is asked meanwhile the last is checked next, and the others never.
 * Without a worker, as when the browser allows none or it broke, a tree is checked here.
 */
import { type Checked, type ToCheck, checked } from "./check.js";

/** What is told by whatever checks. */
export interface Told {
  readonly onChecked: (checked: Checked) => void;
  /** It answers no more. */
  readonly onBroken: () => void;
}

export interface CheckPort {
  readonly ask: (toCheck: ToCheck) => void;
  readonly close: () => void;
}

export class Checker {
  readonly #onChecked: (checked: Checked) => void;
  /** null: there is none. */
  #port: CheckPort | null = null;
  #busy: ToCheck | null = null;
  #next: ToCheck | null = null;

  constructor(start: (told: Told) => CheckPort, onChecked: (checked: Checked) => void) {
    this.#onChecked = onChecked;
    try {
      this.#port = start({
        onChecked: (result) => {
          this.#answered(result);
        },
        onBroken: () => {
          this.#broken();
        },
      });
    } catch {
      this.#port = null;
    }
  }

  check(toCheck: ToCheck): void {
    if (this.#port === null) {
      this.#onChecked(checked(toCheck));
    } else if (this.#busy === null) {
      this.#busy = toCheck;
      this.#port.ask(toCheck);
    } else {
      this.#next = toCheck;
    }
  }

  /** Nothing is told any more of what is being checked. */
  close(): void {
    this.#port?.close();
    this.#port = null;
    this.#busy = null;
    this.#next = null;
  }

  #answered(result: Checked): void {
    if (this.#port === null) return;
    const next = this.#next;
    this.#busy = null;
    this.#next = null;
    this.#onChecked(result);
    if (next !== null) this.check(next);
  }

  #broken(): void {
    const asked = this.#next ?? this.#busy;
    this.close();
    if (asked !== null) this.check(asked);
  }
}
