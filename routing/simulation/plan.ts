/** A scenario as the router's rows: what is the same in every replication. */
import {
  type BucketId,
  type EngineerId,
  ONE_SERVER_NODE,
  type SkillId,
} from "../../protocol/ids.js";
import {
  Bucket,
  type Capacity,
  Engineer,
  type EngineerState,
  type SkillNeed,
} from "../../protocol/organisation.js";
import { RoutingPolicy } from "../../protocol/policy.js";
import type { RoutingState } from "../../protocol/routing.js";
import { channels } from "../../protocol/words.js";
import { type Scenario, rowAt } from "./scenario.js";

/** Minute 0 is a Monday, midnight in UTC (5 January 2026), so that opening hours have a meaning. */
export const STARTS_AT = 1_767_571_200_000;

/** Offers ring until they are answered: nobody in a simulation is away from their desk. */
const RING_SPARE_SECONDS = 60;

/** The simulation says when wrap-up is over; the router would close it after a month. */
const WRAP_UP_SECONDS_MAX = 2_592_000;

export interface Plan {
  readonly scenario: Scenario;
  /** What the router starts from; those who are not on shift at minute 0 are offline. */
  readonly state: RoutingState;
  /** By group, in the order of the scenario. */
  readonly engineers: readonly (readonly EngineerId[])[];
  /** By bucket: within how many minutes an answer is in time. */
  readonly limits: readonly number[];
}

export function planOf(scenario: Scenario): Plan {
  const engineers = scenario.groups.map(({ id, shifts }) => {
    const most = shifts.reduce((sum, { size }) => Math.max(sum, size), 0);
    return Array.from({ length: most }, (_, k) => `${id}-${String(k + 1)}` as EngineerId);
  });
  return {
    scenario,
    engineers,
    limits: scenario.buckets.map(
      ({ serviceLevelSeconds }) => (serviceLevelSeconds ?? scenario.serviceLevelSeconds) / 60,
    ),
    state: {
      interactions: [],
      offers: [],
      buckets: scenario.buckets.map((bucket) => bucketRow(scenario, bucket)),
      engineers: scenario.groups.flatMap((group, at) =>
        (engineers[at] ?? []).map((id) => engineerRow(group, id)),
      ),
      engineerStates: scenario.groups.flatMap((group, at) =>
        (engineers[at] ?? []).map((id, place) =>
          stateRow(id, place < (rowAt(group.shifts, 0)?.size ?? 0)),
        ),
      ),
    },
  };
}

export function needsOf(
  required: Readonly<Record<string, number>>,
  preferred: Readonly<Record<string, number>>,
): SkillNeed[] {
  const rows = (levels: Readonly<Record<string, number>>, isRequired: boolean): SkillNeed[] =>
    Object.entries(levels).map(([skillId, level]) => ({
      // The scenario's schema has checked it; entries lose the brand.
      skillId: skillId as SkillId,
      level,
      required: isRequired,
    }));
  return [...rows(required, true), ...rows(preferred, false)];
}

function bucketRow(scenario: Scenario, bucket: Scenario["buckets"][number]): Bucket {
  const { router, answerSeconds, serviceLevelSeconds } = scenario;
  const target =
    targetOf(router.targetSeconds, bucket.id) ??
    Math.round(bucket.serviceLevelSeconds ?? serviceLevelSeconds);
  const everywhere = (seconds: number): Bucket["targetSeconds"] => ({
    voice: seconds,
    chat: seconds,
    email: seconds,
  });
  return Bucket.parse({
    id: bucket.id,
    name: bucket.id.slice(0, 80),
    skills: needsOf(bucket.skills, bucket.preferredSkills),
    priority: bucket.priority,
    targetSeconds: everywhere(target),
    offerSeconds: everywhere(Math.ceil(answerSeconds) + RING_SPARE_SECONDS),
    wrapUpSeconds: everywhere(bucket.wrapUpMinutes.length === 0 ? 0 : WRAP_UP_SECONDS_MAX),
    broadcast: 1,
    hours: null,
    addresses: [],
    archived: false,
    policy: RoutingPolicy.parse({
      ...(router.pick === undefined ? {} : { pick: router.pick }),
      ...asObject(bucket.policy),
    }),
  });
}

function targetOf(targets: Scenario["router"]["targetSeconds"], id: BucketId): number | undefined {
  return Object.hasOwn(targets, id) ? targets[id] : undefined;
}

function asObject(policy: unknown): object {
  return typeof policy === "object" && policy !== null ? policy : {};
}

function engineerRow(group: Scenario["groups"][number], id: EngineerId): Engineer {
  return Engineer.parse({
    id,
    name: id.slice(0, 80),
    email: `${id.replaceAll(/[^\w.-]/g, "_").slice(0, 60)}@example.org`,
    skills: group.skills,
    capacity: group.capacity ?? ONE_AT_A_TIME,
    phone: { kind: "client" },
    hours: null,
    archived: false,
  });
}

const ONE_AT_A_TIME: Pick<Capacity, "units" | "costs" | "max"> = {
  units: 1,
  costs: { voice: 1, chat: 1, email: 1 },
  max: { voice: 1, chat: 1, email: 1 },
};

function stateRow(engineerId: EngineerId, isHere: boolean): EngineerState {
  return {
    engineerId,
    status: isHere ? "available" : "offline",
    reason: null,
    channels: [...channels],
    connected: true,
    nodes: [ONE_SERVER_NODE],
    statusAt: STARTS_AT,
    idleAt: STARTS_AT,
    disconnectedAt: null,
    askedAt: null,
    today: null,
  };
}
