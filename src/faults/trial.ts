/**
 * One trial: a script played against the real program over an honest store, with everything between
 * them going wrong, and then a calm in which all must come right. The same seed is the same trial.
 */
import { createRouter } from "../../routing/router.js";
import { leadAlone } from "../dispatch/dispatch.js";
import { startOutbox } from "../dispatch/outbox.js";
import { Asks } from "./asks.js";
import { connectBody, firstDay } from "./bodies.js";
import { Carrier } from "./carrier.js";
import { brokenAtRest } from "./ending.js";
import { MemoryStore } from "./memory-store.js";
import { TrialNode, type Parts, type Shared } from "./node.js";
import { ENGINEERS } from "./organisation.js";
import { Outages } from "./outages.js";
import { People } from "./people.js";
import { Requests } from "./requests.js";
import type { Game, Trial } from "./game.js";
import { asks, writeScript, type Step, type StepKind } from "./script.js";
import { Watch } from "./watch.js";
import { World } from "./world.js";

export const REAL_PARTS: Parts = {
  createRouter,
  startDispatch: leadAlone,
  startOutbox,
  openTables: (now) => new MemoryStore(now),
};

/**
 * More than any trial needs to come to rest. What was put off before its process was killed and the clock
 * set back by hours waits for hours.
 */
const HAPPENINGS_MAX = 20_000;

/** The program as one process after the other. */
export function oneProcess(parts: Parts = REAL_PARTS): Game<StepKind> {
  return { write: writeScript, run: (trial) => runTrial({ ...trial, parts }) };
}

export async function runTrial(options: {
  readonly seed: number;
  /** Left out: the seed's own. */
  readonly script?: readonly Step[];
  readonly parts?: Parts;
  readonly told?: boolean;
}): Promise<Trial> {
  const { seed, script = writeScript(seed), parts = REAL_PARTS, told = false } = options;
  const stage = new Stage(seed, { parts, told });
  const { world } = stage;
  await stage.open();
  for (const step of script) {
    if (world.broken !== null) break;
    await stage.play(step);
  }
  await stage.calm();
  const { broken, faults, deeds, story } = world;
  return { broken, faults, deeds, story: story ?? [] };
}

class Stage {
  readonly world: World;
  readonly #shared: Shared;
  readonly #asks: Asks;
  readonly #requests: Requests;
  readonly #people: People;
  #isCalm = false;
  /** The process that was read last in the calm. */
  #lastRead: TrialNode | null = null;
  #nodes: TrialNode[] = [];
  #started = 0;

  constructor(seed: number, { parts, told }: { readonly parts: Parts; readonly told: boolean }) {
    this.world = new World(seed, told);
    const { world } = this;
    const tables = parts.openTables(() => world.now());
    const watch = new Watch(world, tables);
    const carrier = new Carrier(world, tables);
    this.#shared = { world, tables, watch, carrier, parts, outages: new Outages(world) };
    this.#asks = new Asks(world, () => this.#door());
    this.#requests = new Requests(world, tables, this.#asks);
    this.#people = new People(world, (body) => {
      this.#requests.ask(body, { isPatient: world.dice.chance(0.8) });
    });
  }

  /** The first process starts in good weather, and the organisation is set up. */
  async open(): Promise<void> {
    this.#start();
    await this.#quiet();
    for (const bodies of firstDay(this.world.dice)) {
      for (const body of bodies) this.#requests.ask(body, { isPatient: true });
      await this.#quiet();
    }
  }

  async play(step: Step): Promise<void> {
    const { world } = this;
    world.dice.reseed(step.seed);
    await world.pass(step.wait);
    this.#act(step);
    await world.settle();
    for (let n = 0; n < step.happenings && world.broken === null; n += 1) await world.happen();
  }

  /** Nothing goes wrong any more; everybody gets an answer, everything is performed. */
  async calm(): Promise<void> {
    const { world, outages, carrier, tables } = this.#shared;
    outages.end();
    carrier.end();
    this.#isCalm = true;
    world.say(() => "calm");
    for (let n = 0; world.broken === null && !this.#isAtRest(); n += 1) {
      if (n > HAPPENINGS_MAX) {
        world.breaks(`T13: no rest: ${this.#unrest()}`);
        return;
      }
      for (const node of this.#open()) if (node !== this.#newest()) this.#stop(node);
      if (this.#newest()?.isOver !== false) this.#start();
      if (!(await world.happen())) await world.passToNextTimer();
    }
    const leader = this.#newest();
    if (world.broken !== null || leader === undefined) return;
    this.#shared.watch.rested(leader);
    const broken = brokenAtRest({
      tables,
      carrier,
      asks: this.#asks.all,
      parts: this.#shared.parts,
    });
    if (broken !== null) world.breaks(broken);
  }

  #act(step: Step): void {
    const { world, outages, carrier } = this.#shared;
    const { kind, a, b, c } = step;
    world.say(() => `${kind} (${[a, b, c].join(", ")})`);
    if (asks(kind)) {
      this.#requests.ask(this.#requests.bodyOf(kind, step), { isPatient: step.c > 1 });
      return;
    }
    switch (kind) {
      case "ask again":
        this.#requests.again(a);
        return;
      case "same id":
        this.#requests.sameId(a);
        return;
      case "taken key":
        this.#requests.withTakenKey();
        return;
      case "read":
        world.dice.pick([...this.#open(), null])?.read();
        return;
      case "kill": {
        const node = this.#nodes[this.#nodes.length - 1 - (a === 0 ? 1 : 0)] ?? this.#newest();
        if (node !== undefined) this.#kill(node);
        return;
      }
      case "stop": {
        const newest = this.#newest();
        if (newest?.mode !== "open") return;
        world.fault("process stopped");
        this.#stop(newest);
        return;
      }
      case "take over":
        world.fault("taken over");
        this.#start();
        return;
      case "commit fails":
        outages.arm({ call: "commitTurn", moment: "before", times: 1 + (a % 4) });
        return;
      case "commit is not answered":
        outages.arm({ call: "commitTurn", moment: "after", times: 1 + (a % 3) });
        return;
      case "a call fails":
      case "a call is not answered":
        outages.arm({
          call:
            (
              [
                "load",
                "takeLease",
                "knownCommands",
                "dueEffects",
                "finishEffect",
                "postponeEffect",
              ] as const
            )[b % 6] ?? "load",
          moment: kind === "a call fails" ? "before" : "after",
          times: 1 + (a % 3),
        });
        return;
      case "database away":
        outages.goAway(500 * (1 + a));
        return;
      case "carrier fails":
        carrier.arm({ before: 1 + a, after: 0 });
        return;
      case "carrier is not heard":
        carrier.arm({ before: 0, after: 1 + (a % 3) });
        return;
      case "clock jumps":
        world.fault("clock jumps");
        world.clockOff += [1000, 20_000, 3_600_000, -1000, -20_000, -3_600_000][a % 6] ?? 0;
        return;
      default:
        throw new Error(`unhandled step ${String(kind satisfies never)}`);
    }
  }

  // ---- processes

  #start(): void {
    this.#started += 1;
    const node = new TrialNode(`p${String(this.#started)}`, this.#shared, (one) => ({
      open: () => {
        this.#comeBack();
      },
      useless: () => {
        this.#startAnother(one);
      },
      told: (events) => {
        if (!this.#isCalm) this.#people.hear(events);
      },
    }));
    this.#nodes = [...this.#nodes.filter((other) => !other.isOver), node];
    node.start();
  }

  #kill(node: TrialNode): void {
    if (node.isOver) return;
    this.world.fault("process killed");
    this.world.say(() => `${node.name} is killed`);
    node.kill();
    this.#asks.askAgain();
    this.#startAnother(node);
  }

  #stop(node: TrialNode): void {
    this.world.say(() => `${node.name} is stopping`);
    node.stop(() => {
      this.#startAnother(node);
    });
  }

  /** Whoever watches over the program starts it again when the one it started last is over. */
  #startAnother(gone: TrialNode): void {
    if (this.#newest() !== gone) return;
    this.world.schedule(
      () => {
        if (this.#newest() === gone) this.#start();
      },
      100 + this.world.dice.below(3000),
    );
  }

  /** Consoles find the program again after a start. */
  #comeBack(): void {
    for (const id of ENGINEERS) {
      if (this.world.dice.chance(0.8)) this.#requests.ask(connectBody(id), { isPatient: false });
    }
  }

  #newest(): TrialNode | undefined {
    return this.#nodes.at(-1);
  }

  #open(): TrialNode[] {
    return this.#nodes.filter(({ mode }) => mode === "open");
  }

  /** Most requests reach the newest process; some still find one before it. */
  #door(): TrialNode | null {
    const open = this.#open();
    if (open.length === 0) return null;
    return this.world.dice.chance(0.2) ? this.world.dice.pick(open) : (open.at(-1) ?? null);
  }

  async #quiet(): Promise<void> {
    while (await this.world.happen());
  }

  #isAtRest(): boolean {
    const newest = this.#newest();
    if (this.world.underWay > 0 || newest?.mode !== "open" || newest.isFenced) return false;
    if (this.#open().length > 1 || this.#unrest() !== "") return false;
    if (this.#lastRead !== newest) newest.read();
    this.#lastRead = newest;
    // Whoever still reloads lets nobody look.
    return newest.unread === 0;
  }

  #unrest(): string {
    const { world, tables } = this.#shared;
    const waiting = [...tables.effects.values()].filter(({ state }) => state === "waiting");
    const all = [
      ...this.#asks.open.map(({ command }) => `${command.id} has no answer`),
      ...waiting.map(({ effect }) => `${effect.id} is not performed`),
      ...(world.underWay > 0 ? [`${String(world.underWay)} things are under way`] : []),
    ];
    return all.slice(0, 5).join(", ");
  }
}
