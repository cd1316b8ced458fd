/** The engineers of a replication: who is here, who has something in hand, and for how long. */
import type { EngineerId } from "../../protocol/ids.js";
import type { GroupTime } from "./tally.js";

interface Person {
  readonly id: EngineerId;
  readonly group: number;
  onShift: boolean;
  /** Contacts and wrap-up. */
  hands: number;
  /** Offers that ring. */
  rings: number;
  hereSince: number;
  busySince: number;
}

export interface PresenceChange {
  readonly engineerId: EngineerId;
  readonly status: "available" | "offline";
}

export class Staff {
  readonly times: readonly GroupTime[];
  readonly here: number[];
  readonly busy: number[];
  readonly #groups: readonly (readonly Person[])[];
  readonly #people = new Map<string, Person>();
  readonly #from: number;

  /** Minutes before `from` are not counted. */
  constructor(
    engineers: readonly (readonly EngineerId[])[],
    sizes: readonly number[],
    { from, buckets }: { readonly from: number; readonly buckets: number },
  ) {
    this.#from = from;
    this.#groups = engineers.map((ids, group) =>
      ids.map((id, place) => ({
        id,
        group,
        onShift: place < (sizes[group] ?? 0),
        hands: 0,
        rings: 0,
        hereSince: 0,
        busySince: 0,
      })),
    );
    for (const people of this.#groups) for (const one of people) this.#people.set(one.id, one);
    this.times = engineers.map(() => ({
      hereMinutes: 0,
      busyMinutes: 0,
      handleMinutes: new Array<number>(buckets).fill(0),
    }));
    this.here = this.#groups.map((people) => people.filter(({ onShift }) => onShift).length);
    this.busy = this.#groups.map(() => 0);
  }

  /**
   * Who comes and who goes when a group's shift has a new size. Of those on shift the idle go first;
   * whoever has something in hand finishes it. Those who are still finishing are the first to come
   * back.
   */
  resize(group: number, size: number, minute: number): readonly PresenceChange[] {
    const people = this.#groups[group] ?? [];
    const onShift = people.filter((one) => one.onShift);
    const change = size - onShift.length;
    const isFree = ({ hands, rings }: Person): boolean => hands === 0 && rings === 0;
    const ordered =
      change > 0
        ? byFreedom(
            people.filter((one) => !one.onShift),
            (one) => !isFree(one),
          )
        : byFreedom(onShift.reverse(), isFree);
    return ordered.slice(0, Math.abs(change)).map((one) => {
      this.#move(one, minute, () => (one.onShift = change > 0));
      return { engineerId: one.id, status: change > 0 ? "available" : "offline" };
    });
  }

  ring(id: EngineerId, by: 1 | -1): void {
    this.#person(id).rings += by;
  }

  hold(id: EngineerId, minute: number): void {
    const one = this.#person(id);
    this.#move(one, minute, () => (one.hands += 1));
  }

  /** @param held since when, and of which bucket it was */
  release(
    id: EngineerId,
    minute: number,
    held: { readonly since: number; readonly bucket: number },
  ): void {
    const one = this.#person(id);
    this.#move(one, minute, () => (one.hands -= 1));
    const handled = this.times[one.group]?.handleMinutes;
    if (handled !== undefined) {
      handled[held.bucket] = (handled[held.bucket] ?? 0) + this.#counted(held.since, minute);
    }
  }

  /** Counts what is under way. */
  close(minute: number): void {
    for (const one of this.#people.values()) {
      const time = this.times[one.group];
      if (time === undefined) continue;
      if (isHere(one)) time.hereMinutes += this.#counted(one.hereSince, minute);
      if (one.hands > 0) time.busyMinutes += this.#counted(one.busySince, minute);
    }
  }

  #move(one: Person, minute: number, change: () => void): void {
    const time = this.times[one.group];
    const [wasHere, wasBusy] = [isHere(one), one.hands > 0];
    change();
    if (time === undefined) return;
    if (wasHere !== isHere(one)) {
      if (wasHere) time.hereMinutes += this.#counted(one.hereSince, minute);
      else one.hereSince = minute;
      this.here[one.group] = (this.here[one.group] ?? 0) + (wasHere ? -1 : 1);
    }
    if (wasBusy !== one.hands > 0) {
      if (wasBusy) time.busyMinutes += this.#counted(one.busySince, minute);
      else one.busySince = minute;
      this.busy[one.group] = (this.busy[one.group] ?? 0) + (wasBusy ? -1 : 1);
    }
  }

  #counted(since: number, until: number): number {
    return Math.max(0, until - Math.max(since, this.#from));
  }

  #person(id: EngineerId): Person {
    const one = this.#people.get(id);
    if (one === undefined) throw new Error(`${id} is not an engineer of this simulation`);
    return one;
  }
}

function isHere({ onShift, hands }: Person): boolean {
  return onShift || hands > 0;
}

function byFreedom(people: readonly Person[], first: (one: Person) => boolean): Person[] {
  return [...people.filter(first), ...people.filter((one) => !first(one))];
}
