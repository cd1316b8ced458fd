/**
 * A trial of several nodes: a script played against real members of one partition, over an honest store
 * and a wire that is not, and then a calm in which all must come right in time. The same seed is the
 * same trial.
 */
import { createRouter } from "../../routing/router.js";
import { joinPartition, LEASE_MS } from "../cluster/member.js";
import { Asks } from "./asks.js";
import { connectBody, firstDay, type Body } from "./bodies.js";
import { Carrier } from "./carrier.js";
import { brokenAtRest } from "./ending.js";
import type { Game, Trial } from "./game.js";
import { MemberNode, type NodeParts, type NodesShared } from "./member-node.js";
import { MemoryStore } from "./memory-store.js";
import { CALLS, CLOCKS, writeNodesScript, type NodesStepKind } from "./nodes-script.js";
import { NodesWatch } from "./nodes-watch.js";
import { ENGINEERS } from "./organisation.js";
import { Outages } from "./outages.js";
import { People } from "./people.js";
import { Requests } from "./requests.js";
import { asks, type Step } from "./script.js";
import { Watch } from "./watch.js";
import { Wire } from "./wire.js";
import { World } from "./world.js";

export const REAL_NODE_PARTS: NodeParts = {
  createRouter,
  joinPartition,
  openTables: (now) => new MemoryStore(now),
};

/**
 * So long after the last fault at the latest everybody is answered and everything as it should be: a
 * lease runs out, and whoever asked just before that has been patient for long enough.
 */
const RIGHT_AGAIN_MS = LEASE_MS + 8000;

/** Several nodes at a time. */
export function severalNodes(
  nodes: number,
  parts: NodeParts = REAL_NODE_PARTS,
): Game<NodesStepKind> {
  return {
    write: writeNodesScript,
    run: async ({ seed, script, told = false }) => {
      const stage = new NodesStage(seed, { nodes, parts, told });
      const { world } = stage;
      await stage.open();
      for (const step of script) {
        if (world.broken !== null) break;
        await stage.play(step);
      }
      await stage.calm();
      const { broken, faults, deeds, story } = world;
      return { broken, faults, deeds, story: story ?? [] } satisfies Trial;
    },
  };
}

class NodesStage {
  readonly world: World;
  readonly #shared: NodesShared;
  readonly #asks: Asks;
  readonly #requests: Requests;
  readonly #people: People;
  readonly #nodes: MemberNode[] = [];
  readonly #size: number;
  #started = 0;
  #isCalm = false;

  constructor(
    seed: number,
    {
      nodes,
      parts,
      told,
    }: { readonly nodes: number; readonly parts: NodeParts; readonly told: boolean },
  ) {
    this.world = new World(seed, told);
    this.#size = nodes;
    const { world } = this;
    const tables = parts.openTables(() => world.now());
    this.#shared = {
      world,
      tables,
      parts,
      outages: new Outages(world),
      wire: new Wire(world),
      watch: new Watch(world, tables),
      nodesWatch: new NodesWatch(world, tables, () => this.#nodes),
      taken: new Set(),
    };
    this.#asks = new Asks(world, () => this.#door());
    this.#requests = new Requests(world, tables, this.#asks);
    this.#people = new People(world, (body) => {
      this.#requests.ask(body, { isPatient: world.dice.chance(0.8) });
    });
  }

  /** All nodes start in good weather, and the organisation is set up. */
  async open(): Promise<void> {
    for (let slot = 0; slot < this.#size; slot += 1) {
      this.#start(slot);
      await this.#quiet();
    }
    for (const bodies of firstDay(this.world.dice)) {
      for (const body of bodies) this.#requests.ask(this.#placed(body), { isPatient: true });
      await this.world.pass(500);
    }
  }

  async play(step: Step<NodesStepKind>): Promise<void> {
    const { world } = this;
    world.dice.reseed(step.seed);
    await world.pass(step.wait);
    this.#act(step);
    await world.settle();
    for (let n = 0; n < step.happenings && world.broken === null; n += 1) await world.happen();
  }

  /** Nothing goes wrong any more. */
  async calm(): Promise<void> {
    const { world, outages, wire, tables, parts } = this.#shared;
    outages.end();
    this.#isCalm = true;
    world.say(() => "calm");
    for (const node of this.#nodes) {
      node.isCutOff = false;
      node.thaw();
    }
    wire.end();
    const until = world.elapsed() + RIGHT_AGAIN_MS;
    while (world.broken === null && !this.#isRightAgain()) {
      if (world.elapsed() > until) {
        world.breaks(`N65: it does not come right: ${this.#unrest()}`);
        return;
      }
      if (!(await world.happen())) await world.passToNextTimer();
    }
    if (world.broken !== null) return;
    await this.#expectRest();
    const carrier = new Carrier(world, tables);
    const broken = brokenAtRest({ tables, carrier, asks: this.#asks.all, parts });
    if (broken !== null) world.breaks(broken);
  }

  async #expectRest(): Promise<void> {
    const { nodesWatch, world } = this.#shared;
    for (const node of this.#nodes) {
      void node.member?.dispatch.read((router) => {
        nodesWatch.rested(node, router);
      });
    }
    await world.settle();
  }

  #act(step: Step<NodesStepKind>): void {
    const { world, outages, wire, tables } = this.#shared;
    const { kind, a, b, c } = step;
    const node = this.#nodes[a % this.#size];
    world.say(() => `${kind} (${[a, b, c].join(", ")})`);
    if (asks(kind)) {
      this.#requests.ask(this.#placed(this.#requests.bodyOf(kind, step)), { isPatient: c > 1 });
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
        if (node?.mode === "open") node.read();
        return;
      case "kill":
        this.#kill(this.#leaderOr(node, b));
        return;
      case "stop":
        this.#stop(this.#leaderOr(node, b));
        return;
      case "freeze":
        this.#freeze(this.#leaderOr(node, b), 100 * 2 ** (c % 7));
        return;
      case "cut off":
        this.#cutOff(this.#leaderOr(node, b), 200 * 2 ** (c % 6));
        return;
      case "commit fails":
        outages.arm({ call: "commitTurn", moment: "before", times: 1 + (a % 4) });
        return;
      case "commit is not answered":
        outages.arm({ call: "commitTurn", moment: "after", times: 1 + (a % 3) });
        return;
      case "commit arrives late":
        outages.arm({ call: "commitTurn", moment: "later", times: 1 + (a % 2) });
        return;
      case "a call fails":
      case "a call is not answered":
        outages.arm({
          call: CALLS[b % CALLS.length] ?? "load",
          moment: kind === "a call fails" ? "before" : "after",
          times: 1 + (a % 3),
        });
        return;
      case "database away":
        outages.goAway(300 * (1 + a));
        return;
      case "clock is set":
        if (node === undefined) return;
        world.fault("clock set");
        node.clockOff = CLOCKS[b % CLOCKS.length] ?? 0;
        return;
      case "bus lost":
        world.fault("bus lost");
        wire.lose();
        if (c % 3 === 0) wire.forget();
        world.schedule(
          () => {
            wire.back();
          },
          300 * (1 + a),
        );
        return;
      case "bus forgets":
        world.fault("bus forgets");
        wire.forget();
        return;
      case "bus not heard":
        world.fault("bus not heard");
        node?.end.setUnheard(true);
        world.schedule(
          () => {
            node?.end.setUnheard(false);
          },
          300 * (1 + b),
        );
        return;
      case "bus is bad":
        world.fault("bus is bad");
        wire.setBad(true);
        world.schedule(
          () => {
            if (!this.#isCalm) wire.setBad(false);
          },
          300 * (1 + a),
        );
        return;
      case "turns forgotten":
        world.fault("turns forgotten");
        tables.forgetTurns();
        return;
      default:
        throw new Error(`unhandled step ${String(kind satisfies never)}`);
    }
  }

  /** A console is at one of the nodes. */
  #placed(body: Body): Body {
    if (body.type !== "engineer.connect" && body.type !== "engineer.disconnect") return body;
    const open = this.#open();
    return open.length === 0 ? body : { ...body, nodeId: this.world.dice.pick(open).id };
  }

  // ---- nodes

  #start(slot: number): void {
    this.#started += 1;
    const node = new MemberNode(`p${String(this.#started)}`, this.#shared, (one) => ({
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
    this.#nodes[slot] = node;
    node.start();
  }

  #kill(node: MemberNode | undefined): void {
    if (node === undefined || node.isOver) return;
    this.world.fault("node killed");
    this.world.say(() => `${node.name} is killed`);
    node.kill();
    this.#asks.askAgain();
    this.#startAnother(node);
  }

  #stop(node: MemberNode | undefined): void {
    if (node?.mode !== "open" || node.isFrozen) return;
    this.world.fault("node stopped");
    this.world.say(() => `${node.name} is stopping`);
    node.stop(() => {
      this.#asks.askAgain();
      this.#startAnother(node);
    });
  }

  #freeze(node: MemberNode | undefined, ms: number): void {
    if (node === undefined || node.isOver || node.isFrozen) return;
    this.world.fault("node frozen");
    this.world.say(() => `${node.name} is frozen for ${String(ms)} ms`);
    node.freeze();
    this.world.schedule(() => {
      this.world.say(() => `${node.name} goes on`);
      node.thaw();
    }, ms);
  }

  #cutOff(node: MemberNode | undefined, ms: number): void {
    if (node === undefined || node.isOver) return;
    this.world.say(() => `${node.name} is cut off for ${String(ms)} ms`);
    node.isCutOff = true;
    this.world.schedule(() => {
      node.isCutOff = false;
    }, ms);
  }

  #startAnother(gone: MemberNode): void {
    this.world.schedule(
      () => {
        const slot = this.#nodes.indexOf(gone);
        if (slot >= 0) this.#start(slot);
      },
      100 + this.world.dice.below(3000),
    );
  }

  /** Consoles find a node again. */
  #comeBack(): void {
    for (const id of ENGINEERS) {
      if (!this.world.dice.chance(0.4)) continue;
      this.#requests.ask(this.#placed(connectBody(id)), { isPatient: false });
    }
  }

  /** Trouble is most telling where it is decided. */
  #leaderOr(node: MemberNode | undefined, b: number): MemberNode | undefined {
    const { holder } = this.#shared.tables;
    return b < 6 ? (this.#nodes.find(({ id }) => id === holder) ?? node) : node;
  }

  #open(): MemberNode[] {
    return this.#nodes.filter(({ mode }) => mode === "open");
  }

  #door(): MemberNode | null {
    const open = this.#open();
    return open.length === 0 ? null : this.world.dice.pick(open);
  }

  async #quiet(): Promise<void> {
    while (await this.world.happen());
  }

  // ---- rest

  #isRightAgain(): boolean {
    return this.world.underWay === 0 && this.#unrest() === "";
  }

  #unrest(): string {
    const { tables } = this.#shared;
    const newest = tables.live.turnNumber;
    const leaders = this.#open().filter(({ member }) => member?.isLeading() === true);
    const [leader] = leaders;
    const all = [
      ...this.#asks.open.map(({ command }) => `${command.id} has no answer`),
      ...this.#nodes.flatMap((node) => {
        const { name, mode, member, duties } = node;
        if (mode !== "open" || member === null) return [`${name} is ${mode}`];
        const number = member.turnNumber();
        return [
          ...(number === newest ? [] : [`${name} is at ${String(number)} of ${String(newest)}`]),
          ...(duties === (node === leader ? 1 : 0)
            ? []
            : [`${name} does ${String(duties)} duties`]),
        ];
      }),
      ...(leaders.length === 1 ? [] : [`${String(leaders.length)} nodes lead`]),
      ...(leader === undefined || leader.id === tables.holder ? [] : [`${leader.name} is not it`]),
    ];
    return all.slice(0, 5).join(", ");
  }
}
