/**
 * Walks through everything that was decided, in the order it was decided, beside what the engineers'
 * sockets said, and finds who held too much, who was asked twice, and who waited while somebody was
 * free. Pure: it reads what was recorded.
 */
import type { DomainEvent } from "../../protocol/events.js";
import { channels, type Channel } from "../../protocol/words.js";
import type { Kept, Presence, Problem, Staff, Story } from "./story.js";

/** One command's events have numbers of one thousand. */
const EVENTS_OF_A_COMMAND = 1000;

/** Somebody waited, and somebody else could have taken it all that time. */
export interface Stuck {
  readonly interactionId: string;
  readonly from: number;
  readonly to: number;
}

export interface Swept {
  readonly problems: readonly Problem[];
  readonly stuck: readonly Stuck[];
  /** Waiting at the end, and for how long with a free engineer. */
  readonly leftWaiting: ReadonlyMap<string, number>;
}

interface Row {
  readonly at: number;
  readonly row: number;
  readonly events: { readonly kept: Kept; readonly event: DomainEvent }[];
}

interface Standing {
  readonly channel: Channel;
  bucketId: string | null;
  isWaiting: boolean;
  /** Who has it, offered or in hand. */
  readonly holders: Map<string, "offer" | "hand">;
  /** Who is not asked for now, and until when. */
  readonly cooling: Map<string, number>;
  /** Since when somebody could have taken it. null: nobody can, or it does not wait. */
  stuckSince: number | null;
}

export function sweep(
  story: Pick<Story, "staff" | "needs" | "cooldownMs" | "presence">,
  world: readonly Kept[],
  until: number,
): Swept {
  const floor = new Floor(story);
  const rows = rowsOf(world);
  const presence = [...story.presence].sort((a, b) => a.at - b.at);
  let told = 0;
  for (const row of rows) {
    for (; told < presence.length; told++) {
      const next = presence[told];
      if (next === undefined || next.at > row.at) break;
      floor.tell(next);
    }
    floor.decide(row);
  }
  for (const next of presence.slice(told)) floor.tell(next);
  return floor.end(until);
}

/** Of one command at a time, because only between commands must everything be right. */
function rowsOf(world: readonly Kept[]): Row[] {
  const rows = new Map<number, Row>();
  for (const kept of world) {
    for (const { seq, event } of kept.events) {
      const number = Math.floor(seq / EVENTS_OF_A_COMMAND);
      const row = rows.get(number) ?? { at: event.at, row: number, events: [] };
      rows.set(number, row);
      row.events.push({ kept, event });
    }
  }
  return [...rows.values()].sort((a, b) => a.row - b.row);
}

class Floor {
  readonly #staff: readonly Staff[];
  readonly #story: Pick<Story, "needs" | "cooldownMs">;
  readonly #standing = new Map<string, Standing>();
  /** Only those that may be stuck, so that a look is short. */
  readonly #open = new Set<string>();
  readonly #presence = new Map<string, Presence>();
  readonly #counts = new Map<string, Record<Channel, number>>();
  readonly #problems: Problem[] = [];
  readonly #stuck: Stuck[] = [];

  constructor(story: Pick<Story, "staff" | "needs" | "cooldownMs">) {
    this.#staff = story.staff;
    this.#story = story;
    for (const { id } of story.staff) this.#counts.set(id, { voice: 0, chat: 0, email: 0 });
  }

  tell(presence: Presence): void {
    this.#presence.set(presence.engineerId, presence);
    this.#look(presence.at);
  }

  decide({ at, events }: Row): void {
    const engineers = new Set<string>();
    const interactions = new Set<string>();
    for (const { kept, event } of events) {
      interactions.add(kept.id);
      for (const id of this.#apply(kept, event)) engineers.add(id);
    }
    for (const id of interactions) {
      const holders = [...(this.#standing.get(id)?.holders.keys() ?? [])];
      if (holders.length < 2) continue;
      const what = `${id} is held by or offered to ${holders.join(" and ")} at ${time(events)}`;
      this.#problems.push({ kind: "doubleOffers", what });
    }
    for (const id of engineers) {
      const over = this.#excess(id);
      if (over === null) continue;
      this.#problems.push({ kind: "overCapacity", what: `${id} holds ${over} at ${time(events)}` });
    }
    this.#look(at);
  }

  end(until: number): Swept {
    this.#look(until);
    const leftWaiting = new Map<string, number>();
    for (const id of this.#open) {
      const one = this.#standing.get(id);
      if (one === undefined || !this.#waits(one)) continue;
      leftWaiting.set(id, one.stuckSince === null ? 0 : until - one.stuckSince);
      this.#close(id, one, until);
    }
    return { problems: this.#problems, stuck: this.#stuck, leftWaiting };
  }

  /** Whether each that waits could be taken by somebody from this moment on. */
  #look(at: number): void {
    for (const id of this.#open) {
      const one = this.#standing.get(id);
      if (one === undefined) continue;
      if (!this.#waits(one) || !this.#somebodyCould(one, at)) this.#close(id, one, at);
      else one.stuckSince ??= at;
    }
  }

  /** Who holds more or less because of it. */
  #apply(kept: Kept, event: DomainEvent): string[] {
    const one = this.#of(kept);
    switch (event.type) {
      case "interaction.queued":
        one.bucketId = event.bucketId;
        return this.#wait(kept.id, one);
      case "interaction.changed":
        one.bucketId = event.bucketId;
        return [];
      case "interaction.offered":
        return this.#hold(one, event.engineerId, "offer");
      case "interaction.accepted":
      case "interaction.assigned":
        return this.#hold(one, event.engineerId, "hand");
      case "offer.declined":
      case "offer.expired":
        one.cooling.set(event.engineerId, event.at + this.#story.cooldownMs);
        return this.#letGo(kept.id, one, event.engineerId);
      case "offer.revoked":
        return this.#letGo(kept.id, one, event.engineerId);
      case "interaction.requeued":
        return this.#wait(kept.id, one);
      case "interaction.transferred":
        one.bucketId = event.toBucketId ?? one.bucketId;
        return this.#wait(kept.id, one);
      case "interaction.ended":
        this.#close(kept.id, one, event.at);
        this.#open.delete(kept.id);
        return this.#clear(one);
      case "wrapup.started":
        return this.#hold(one, event.engineerId, "hand");
      case "wrapup.completed":
        return this.#clear(one);
      default:
        return [];
    }
  }

  #of(kept: Kept): Standing {
    const known = this.#standing.get(kept.id);
    if (known !== undefined) return known;
    const fresh: Standing = {
      channel: kept.channel,
      bucketId: null,
      isWaiting: false,
      holders: new Map(),
      cooling: new Map(),
      stuckSince: null,
    };
    this.#standing.set(kept.id, fresh);
    return fresh;
  }

  #wait(id: string, one: Standing): string[] {
    const before = this.#clear(one);
    one.isWaiting = true;
    this.#open.add(id);
    return before;
  }

  #hold(one: Standing, engineerId: string, how: "offer" | "hand"): string[] {
    if (!one.holders.has(engineerId)) this.#count(engineerId, one.channel, 1);
    one.holders.set(engineerId, how);
    one.isWaiting = false;
    return [engineerId];
  }

  #letGo(id: string, one: Standing, engineerId: string): string[] {
    // An offer that was accepted is over as well, and stays in hand.
    if (one.holders.get(engineerId) !== "offer") return [];
    one.holders.delete(engineerId);
    this.#count(engineerId, one.channel, -1);
    if (one.holders.size === 0) {
      one.isWaiting = true;
      this.#open.add(id);
    }
    return [engineerId];
  }

  #clear(one: Standing): string[] {
    const before = [...one.holders.keys()];
    for (const engineerId of before) this.#count(engineerId, one.channel, -1);
    one.holders.clear();
    one.isWaiting = false;
    return before;
  }

  #count(engineerId: string, channel: Channel, by: 1 | -1): void {
    const counts = this.#counts.get(engineerId);
    if (counts !== undefined) counts[channel] += by;
  }

  /** An offer that nobody is there to see is as good as none. */
  #waits({ isWaiting, holders }: Standing): boolean {
    if (isWaiting) return true;
    return [...holders].some(
      ([engineerId, how]) => how === "offer" && this.#presence.get(engineerId)?.connected !== true,
    );
  }

  #somebodyCould(one: Standing, at: number): boolean {
    const skill = this.#story.needs.get(one.bucketId ?? "");
    return this.#staff.some((engineer) => {
      const presence = this.#presence.get(engineer.id);
      if (presence?.connected !== true || !presence.available) return false;
      if (skill !== undefined && !engineer.skills.includes(skill)) return false;
      if ((one.cooling.get(engineer.id) ?? 0) > at) return false;
      return !one.holders.has(engineer.id) && this.#hasRoom(engineer, one.channel);
    });
  }

  #hasRoom({ id, capacity }: Staff, channel: Channel): boolean {
    const counts = this.#counts.get(id);
    if (counts === undefined || counts[channel] >= capacity.max[channel]) return false;
    const used = channels.reduce((sum, one) => sum + capacity.costs[one] * counts[one], 0);
    return used + capacity.costs[channel] <= capacity.units;
  }

  /** null: it is no more than may be. */
  #excess(engineerId: string): string | null {
    const capacity = this.#staff.find(({ id }) => id === engineerId)?.capacity;
    const counts = this.#counts.get(engineerId);
    if (capacity === undefined || counts === undefined) return null;
    const used = channels.reduce((sum, one) => sum + capacity.costs[one] * counts[one], 0);
    const many = channels.find((one) => counts[one] > capacity.max[one]);
    if (used <= capacity.units && many === undefined) return null;
    return channels.map((one) => `${String(counts[one])} ${one}`).join(", ");
  }

  #close(interactionId: string, one: Standing, at: number): void {
    if (one.stuckSince === null) return;
    this.#stuck.push({ interactionId, from: one.stuckSince, to: at });
    one.stuckSince = null;
  }
}

function time(events: Row["events"]): string {
  return new Date(events[0]?.event.at ?? 0).toISOString();
}
