/**
 * What carries commands and news between the nodes of a trial, Redis with SQL beneath: it loses, doubles,
 * delays and reorders what it carries, forgets everything, and is lost to one node or to all for a while.
 * Only the inbox in SQL loses nothing.
 */
import { BusLost, ears, unsettled, type Bus, type Ears, type Unsettled } from "../cluster/bus.js";
import type { NodesStore } from "./memory-store.js";
import type { Traveller } from "./travel.js";
import type { World } from "./world.js";

/** Of all that is carried, on an ordinary day and on a bad one: lost, doubled and late, each. */
const TROUBLE = { ordinary: 0.03, bad: 0.3 };
const LATE_MS_MOST = 3000;
const LOOK_MS = 1000;

/** A node at the end of the wire. */
export interface WireUser extends Traveller {
  readonly store: Pick<NodesStore, "putInbox" | "inbox" | "dropInbox">;
  schedule(work: () => void, ms: number): () => void;
}

interface Letter {
  readonly key: string;
  readonly envelope: string;
}

export class Wire {
  readonly #world: World;
  readonly #ends = new Set<WireEnd>();
  #letters: Letter[] = [];
  #sent = 0;
  #trouble = TROUBLE.ordinary;
  #isLost = false;

  constructor(world: World) {
    this.#world = world;
  }

  connect(user: WireUser): WireEnd {
    const end = new WireEnd(this.#world, this, user);
    this.#ends.add(end);
    return end;
  }

  cut(end: WireEnd): void {
    this.#ends.delete(end);
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  get letters(): readonly Letter[] {
    return this.#letters;
  }

  /** To all, until `back`. */
  lose(): void {
    this.#isLost = true;
  }

  back(): void {
    this.#isLost = false;
    for (const end of this.#ends) end.found();
  }

  forget(): void {
    this.#letters = [];
  }

  /** Much goes wrong from now on, or no more than usual. */
  setBad(isBad: boolean): void {
    this.#trouble = isBad ? TROUBLE.bad : TROUBLE.ordinary;
  }

  /** Nothing goes wrong from now on. */
  end(): void {
    this.#trouble = 0;
    for (const end of this.#ends) end.setUnheard(false);
    this.back();
  }

  put(envelope: string): void {
    this.#sent += 1;
    this.#letters.push({ key: `w${String(this.#sent)}`, envelope });
    for (const end of this.#ends) end.look();
  }

  drop(keys: readonly string[]): void {
    this.#letters = this.#letters.filter(({ key }) => !keys.includes(key));
  }

  tell(news: string): void {
    for (const end of this.#ends) {
      this.carry("news", () => {
        end.told(news);
      });
    }
  }

  /** Somebody put something into the inbox and says so, which not everybody hears. */
  wake(): void {
    for (const end of this.#ends) if (this.#world.dice.chance(0.7)) end.wake();
  }

  /** Once, twice, late or not at all. */
  carry(what: string, arrive: () => void): void {
    const world = this.#world;
    const meets = (trouble: string): boolean => {
      const isMet = this.#trouble > 0 && world.dice.chance(this.#trouble);
      if (isMet) world.fault(`${what} ${trouble}`);
      return isMet;
    };
    if (meets("lost")) return;
    for (let times = meets("doubled") ? 2 : 1; times > 0; times -= 1) {
      if (!meets("late")) world.add(arrive);
      else world.schedule(arrive, world.dice.below(LATE_MS_MOST));
    }
  }
}

interface Taker {
  readonly hear: Parameters<Bus["take"]>[0]["hear"];
  readonly wire: Unsettled;
  readonly inbox: Unsettled;
  wasInWire: boolean;
  wasInInbox: boolean;
  isLooking: boolean;
  stop: () => void;
}

export class WireEnd implements Bus {
  readonly #world: World;
  readonly #wire: Wire;
  readonly #user: WireUser;
  readonly #news: Ears<string> = ears();
  readonly #doubts: Ears<undefined> = ears();
  readonly #takers = new Set<Taker>();
  #isUnheard = false;
  #sent = 0;

  constructor(world: World, wire: Wire, user: WireUser) {
    this.#world = world;
    this.#wire = wire;
    this.#user = user;
  }

  // ---- as a bus. Each is handed on by itself, so none may ask for `this`.

  readonly send = async (envelope: string): Promise<void> => {
    if (this.state() === "lost") {
      await this.sendAgain(envelope);
      return;
    }
    const isRefused = this.#world.dice.chance(0.03);
    if (!isRefused || this.#world.dice.chance(0.5)) {
      this.#wire.carry("command", () => {
        if (!this.#wire.isLost) this.#wire.put(envelope);
      });
    }
    // It may have been taken all the same.
    if (isRefused) await this.sendAgain(envelope);
  };

  /** Through the inbox. */
  readonly sendAgain = async (envelope: string): Promise<void> => {
    this.#sent += 1;
    const id = `${this.#user.name}.${String(this.#sent)}`;
    try {
      await this.#user.store.putInbox(0, [{ id, body: envelope }]);
    } catch (error) {
      throw new BusLost("The database did not take it.", { cause: error });
    }
    this.#wire.wake();
  };

  readonly tell = (news: string): void => {
    if (this.state() === "connected") this.#wire.tell(news);
  };

  readonly take: Bus["take"] = ({ hear }) => {
    const taker: Taker = {
      hear,
      wire: unsettled(),
      inbox: unsettled(),
      wasInWire: true,
      wasInInbox: true,
      isLooking: false,
      stop: () => undefined,
    };
    const arm = (): void => {
      taker.stop = this.#user.schedule(() => {
        arm();
        this.#lookInInbox(taker);
      }, LOOK_MS);
    };
    arm();
    this.#takers.add(taker);
    this.#lookInWire(taker);
    this.#lookInInbox(taker);
    return {
      settled: (keys) => {
        taker.inbox.settle(keys);
        const own = keys.filter((key) => key.startsWith("w"));
        this.#world.add(() => {
          if (this.state() === "connected") this.#wire.drop(own);
        });
      },
      stop: () => {
        this.#takers.delete(taker);
        taker.stop();
      },
    };
  };

  readonly hear: Bus["hear"] = (listener) => this.#news.add(listener);

  readonly onDoubt: Bus["onDoubt"] = (listener) =>
    this.#doubts.add(() => {
      listener();
    });

  readonly state = (): "connected" | "lost" =>
    this.#isUnheard || this.#wire.isLost ? "lost" : "connected";

  readonly lag = (): Promise<number> => Promise.resolve(this.#wire.letters.length);

  readonly close = (): Promise<void> => {
    this.#wire.cut(this);
    for (const taker of this.#takers) taker.stop();
    this.#takers.clear();
    return Promise.resolve();
  };

  // ---- what happens to it

  setUnheard(isUnheard: boolean): void {
    this.#isUnheard = isUnheard;
    if (!isUnheard) this.found();
  }

  /** Redis is there again, unless it is not for this node. */
  found(): void {
    if (this.state() === "lost") return;
    this.#world.add(() => {
      this.#user.enter(() => {
        this.#doubts.tell(undefined);
        this.look();
      });
    });
  }

  told(news: string): void {
    if (this.state() === "lost") return;
    this.#user.enter(() => {
      this.#news.tell(news);
    });
  }

  look(): void {
    for (const taker of this.#takers) this.#lookInWire(taker);
  }

  wake(): void {
    for (const taker of this.#takers) this.#lookInInbox(taker);
  }

  #lookInWire(taker: Taker): void {
    this.#world.add(() => {
      if (this.state() === "lost") return;
      const found = taker.wire.fresh(this.#wire.letters);
      const wasThere = taker.wasInWire;
      taker.wasInWire = false;
      if (found.length === 0) return;
      this.#user.enter(() => {
        if (this.#takers.has(taker)) taker.hear(found.map((one) => ({ ...one, wasThere })));
      });
    });
  }

  #lookInInbox(taker: Taker): void {
    if (taker.isLooking) return;
    taker.isLooking = true;
    const look = async (): Promise<void> => {
      const { store } = this.#user;
      const done = taker.inbox.waiting();
      await store.dropInbox(0, done);
      taker.inbox.forgotten(done);
      const rows = await store.inbox(0, 500);
      const wasThere = taker.wasInInbox;
      taker.wasInInbox = false;
      const found = taker.inbox.fresh(
        rows.map(({ id, body }) => ({ key: id, envelope: body, wasThere })),
      );
      if (found.length > 0 && this.#takers.has(taker)) taker.hear(found);
    };
    look()
      // An outage: the next look is in a second.
      .catch(() => undefined)
      .finally(() => {
        taker.isLooking = false;
      });
  }
}
