/**
 * The store as one of several nodes sees it: its calls travel through the world, fail, come late, lose
 * their answers, or are done after they were given up.
 */
import type { Clock } from "../cluster/clock.js";
import type { MemoryStore, NodesStore, TurnStore } from "./memory-store.js";
import type { NodesWatch, Watched } from "./nodes-watch.js";
import { outage, type Outages, type StoreCall } from "./outages.js";
import { travel, type Traveller } from "./travel.js";
import type { Watch } from "./watch.js";
import type { World } from "./world.js";

/** The store itself, what goes wrong on the way to it, and who looks at what arrives. */
export interface StoreScene {
  readonly world: World;
  readonly tables: MemoryStore;
  readonly outages: Outages;
  readonly watch: Watch;
  readonly nodesWatch: NodesWatch;
}

interface StoreUser extends Traveller, Watched {
  readonly isOver: boolean;
  readonly name: string;
  readonly isCutOff: boolean;
  readonly clock: Clock;
}

export function openNodeStore(node: StoreUser, shared: StoreScene): TurnStore & NodesStore {
  return new NodeStore(node, shared).open();
}

class NodeStore {
  readonly #node: StoreUser;
  readonly #shared: StoreScene;

  constructor(node: StoreUser, shared: StoreScene) {
    this.#node = node;
    this.#shared = shared;
  }

  open(): TurnStore & NodesStore {
    const { tables, watch, nodesWatch } = this.#shared;
    const node = this.#node;
    return {
      takeLease: (wish) =>
        this.#call("takeLease", () => {
          watch.takingOver();
          const epoch = tables.takeLease(wish);
          if (epoch !== null) nodesWatch.leaseTaken(node);
          return epoch;
        }),
      renewLease: (lease) => this.#call("renewLease", () => tables.renewLease(lease)),
      releaseLease: (lease) =>
        this.#call("releaseLease", () => {
          tables.releaseLease(lease);
        }),
      beat: (facts) => node.clock.ask(() => this.#call("beat", () => tables.beat(facts))),
      dropNode: (id) =>
        this.#call("dropNode", () => {
          tables.dropNode(id);
        }),
      load: (partition) => this.#call("load", () => tables.load(partition)),
      knownCommands: (ids) => this.#call("knownCommands", () => tables.knownCommands(ids)),
      commitTurn: (turn) =>
        this.#call("commitTurn", () => {
          watch.committing(turn);
          const at = tables.commitTurn(turn);
          nodesWatch.committed(node, turn);
          watch.committed(turn);
          return at;
        }),
      turnsAfter: (...args) => this.#call("turnsAfter", () => tables.turnsAfter(...args)),
      putInbox: (...args) =>
        this.#call("putInbox", () => {
          tables.putInbox(...args);
        }),
      inbox: (...args) => this.#call("inbox", () => tables.inbox(...args)),
      dropInbox: (...args) =>
        this.#call("dropInbox", () => {
          tables.dropInbox(...args);
        }),
      replay: (...args) => this.#call("replay", () => tables.replay(...args)),
      dueEffects: (...args) => this.#call("dueEffects", () => tables.dueEffects(...args)),
      finishEffect: (...args) =>
        this.#call("finishEffect", () => {
          tables.finishEffect(...args);
        }),
      postponeEffect: (...args) =>
        this.#call("postponeEffect", () => {
          tables.postponeEffect(...args);
        }),
    };
  }

  async #call<T>(name: StoreCall, work: () => T): Promise<T> {
    const { world, outages } = this.#shared;
    await this.#late(outages.lateMs());
    const answer = await travel(world, this.#node, () => {
      const moment = this.#node.isCutOff ? this.#cutOff() : outages.meets(name);
      if (moment === "before") return { failed: outage(name, moment) };
      if (moment === "later") {
        this.#arriveLater(work);
        return { failed: outage(name, moment) };
      }
      const value = work();
      if (name !== "beat" && name !== "inbox")
        world.say(() => `  ${this.#node.name}: ${name} is done`);
      if (moment === "after" || this.#node.isCutOff) return { failed: outage(name, "after") };
      return { value };
    });
    // Whoever is cut off waits for a while before it is called that.
    await this.#late("failed" in answer && this.#node.isCutOff ? 10 + world.dice.below(1500) : 0);
    await this.#late(outages.lateMs());
    if ("failed" in answer) throw answer.failed;
    return answer.value;
  }

  /** What its sender gave up, the store still does, unless it refuses to. */
  #arriveLater(work: () => void): void {
    const { world } = this.#shared;
    world.schedule(
      () => {
        world.add(() => {
          try {
            work();
            world.say(() => `  ${this.#node.name}: what was given up is done`);
          } catch (error) {
            world.say(() => `  ${this.#node.name}: what was given up fails: ${String(error)}`);
          }
        });
      },
      world.dice.pick([0, 0, 50, 300, 1500]),
    );
  }

  #cutOff(): "before" {
    this.#shared.world.fault("cut off from the store");
    return "before";
  }

  #late(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    this.#shared.world.fault("late");
    return new Promise((resolve) =>
      this.#shared.world.schedule(() => {
        this.#node.enter(resolve);
      }, ms),
    );
  }
}
