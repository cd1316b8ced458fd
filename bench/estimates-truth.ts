/**
 * How true the estimated waits are, on simulated days: everybody who has to wait is told a wait and a
 * range by the real router, and what came of it is compared. Beside it the estimate most routers make:
 * the average of the last five waits in the bucket, of everybody or of those who had to wait, whichever
 * did better. Only waits that ended with an answer count; both had an estimate for all of them.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Queued, Settled } from "../routing/simulation/observer.js";
import { type Scenario, readScenario } from "../routing/simulation/scenario.js";
import { run } from "../routing/simulation/simulate.js";

const SCENARIOS = join("bench", "scenarios");
const REPLICATIONS_MAX = 20;
const LAST = 5;

interface Told {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
  /** Average of the last five answered, and of the last five who had waited. */
  readonly ofAll: number;
  readonly ofWaiters: number;
}

interface Truth {
  readonly waits: number;
  readonly meanSeconds: number;
  /** Mean absolute error as a share of the mean wait. */
  readonly error: number;
  readonly lastFiveError: number;
  /** The share of the waits that ended in their range. */
  readonly inRange: number;
}

/** The last waits of one bucket, in seconds. */
class LastWaits {
  readonly #waits: number[] = [];

  add(seconds: number): void {
    this.#waits.push(seconds);
    if (this.#waits.length > LAST) this.#waits.shift();
  }

  get mean(): number | null {
    const { length } = this.#waits;
    return length < LAST ? null : this.#waits.reduce((sum, one) => sum + one, 0) / length;
  }
}

class Witness {
  readonly #told = new Map<string, Told>();
  readonly #all = new Map<string, LastWaits>();
  readonly #waiters = new Map<string, LastWaits>();
  #waits = 0;
  #seconds = 0;
  #error = 0;
  #errorOfAll = 0;
  #errorOfWaiters = 0;
  #inRange = 0;

  queued({ replication, interactionId, bucketId, at, isOffered, router }: Queued): void {
    if (isOffered) return;
    const position = router.position(interactionId, at);
    const ofAll = this.#line(this.#all, replication, bucketId).mean;
    const ofWaiters = this.#line(this.#waiters, replication, bucketId).mean;
    if (position === null || ofAll === null || ofWaiters === null) return;
    const { estimatedSeconds: seconds, lowSeconds: low, highSeconds: high } = position;
    if (seconds === null || low === null || high === null) return;
    this.#told.set(`${String(replication)} ${interactionId}`, {
      seconds,
      low,
      high,
      ofAll,
      ofWaiters,
    });
  }

  settled({ replication, interactionId, bucketId, waitedMinutes, ending }: Settled): void {
    const key = `${String(replication)} ${interactionId}`;
    const told = this.#told.get(key);
    this.#told.delete(key);
    if (ending !== "served") return;
    const waited = waitedMinutes * 60;
    this.#line(this.#all, replication, bucketId).add(waited);
    if (waited > 0) this.#line(this.#waiters, replication, bucketId).add(waited);
    if (told === undefined) return;
    this.#waits += 1;
    this.#seconds += waited;
    this.#error += Math.abs(waited - told.seconds);
    this.#errorOfAll += Math.abs(waited - told.ofAll);
    this.#errorOfWaiters += Math.abs(waited - told.ofWaiters);
    // The range is told in whole seconds.
    if (Math.ceil(waited) >= told.low && Math.floor(waited) <= told.high) this.#inRange += 1;
  }

  get truth(): Truth {
    return {
      waits: this.#waits,
      meanSeconds: this.#seconds / this.#waits,
      error: this.#error / this.#seconds,
      lastFiveError: Math.min(this.#errorOfAll, this.#errorOfWaiters) / this.#seconds,
      inRange: this.#inRange / this.#waits,
    };
  }

  #line(lines: Map<string, LastWaits>, replication: number, bucketId: string): LastWaits {
    const key = `${String(replication)} ${bucketId}`;
    const line = lines.get(key) ?? new LastWaits();
    lines.set(key, line);
    return line;
  }
}

/** Every shipped scenario, in the order of their names. */
export function truths(): readonly (Truth & { readonly name: string })[] {
  return readdirSync(SCENARIOS)
    .sort()
    .map((file) => ({ name: file.slice(0, -".json".length), ...truthOf(scenarioOf(file)) }));
}

function truthOf(scenario: Scenario): Truth {
  const witness = new Witness();
  run(scenario, {
    queued: (contact) => {
      witness.queued(contact);
    },
    settled: (contact) => {
      witness.settled(contact);
    },
  });
  return witness.truth;
}

function scenarioOf(file: string): Scenario {
  const read = readScenario(JSON.parse(readFileSync(join(SCENARIOS, file), "utf8")));
  if (!("scenario" in read)) throw new Error(`${file} is not a scenario`);
  const { scenario } = read;
  return { ...scenario, replications: Math.min(scenario.replications, REPLICATIONS_MAX) };
}
