/**
 * A large organisation, made of a seed. 200 skills in 20 families of 10, of which the last is languages;
 * engineers belong to a family and know 2 to 8 skills, the popular ones more often; 500 buckets need 1 to
 * 3 skills of one family at levels that a realistic share of its people has.
 */
import {
  BucketId,
  CustomerId,
  EngineerId,
  InteractionId,
  ONE_SERVER_NODE,
  SkillId,
} from "../protocol/ids.js";
import { type RoutedInteraction, UNQUEUED } from "../protocol/interactions.js";
import {
  type Bucket,
  DEFAULT_CAPACITY,
  type Engineer,
  type EngineerState,
  type SkillNeed,
} from "../protocol/organisation.js";
import { DEFAULT_POLICY } from "../protocol/policy.js";
import type { RoutingState } from "../protocol/routing.js";
import { type Channel, channels } from "../protocol/words.js";
import type { Chance } from "./routing-chance.js";
import { Weighted, popularity } from "./routing-chance.js";

/** Monday, 9 in the morning, UTC. */
export const START = Date.UTC(2026, 0, 5, 9);

const FAMILIES = 20;
const SKILLS_PER_FAMILY = 10;
const BUCKETS = 500;
/** A bucket that fewer could serve is drawn again. */
const ABLE_SHARE = 0.002;
/** One interaction in so many needs a language besides what its bucket needs. */
const LANGUAGE_SHARE = 0.15;

const FAMILY = popularity(FAMILIES - 1, 0.6);
const SKILL = popularity(SKILLS_PER_FAMILY, 0.8);
const CHANNEL = new Weighted([0.4, 0.35, 0.25]);
const TAKES = [["voice"], ["chat", "email"], ["voice", "chat", "email"]] as const;
const TAKES_SHARE = new Weighted([0.4, 0.3, 0.3]);

/** What will be asked for: the bucket, the channel, and what it needs besides. */
export interface Kind {
  readonly bucketId: BucketId;
  readonly channel: Channel;
  readonly skills: readonly SkillNeed[];
}

export interface Organisation {
  readonly engineers: readonly Engineer[];
  readonly states: readonly EngineerState[];
  readonly buckets: readonly Bucket[];
  /** Draws what the next interaction is about. */
  readonly kind: (chance: Chance) => Kind;
}

export function makeOrganisation(count: number, chance: Chance): Organisation {
  const engineers = Array.from({ length: count }, (_, n) => makeEngineer(n, chance));
  const states = engineers.map((engineer) => here(engineer, chance));
  const able = ableOf(engineers);
  const least = Math.max(2, count * ABLE_SHARE);
  const buckets = Array.from({ length: BUCKETS }, (_, n) => {
    let bucket = makeBucket(n, chance);
    while (able(bucket.skills) < least) bucket = makeBucket(n, chance);
    return bucket;
  });
  const weights = new Weighted(buckets.map(({ skills }) => able(skills)));
  const language = { low: (FAMILIES - 1) * SKILLS_PER_FAMILY };
  return {
    engineers,
    states,
    buckets,
    kind: (draw) => {
      const bucket = buckets[weights.draw(draw)];
      if (bucket === undefined) throw new Error("there is no bucket");
      const needs = draw.happens(LANGUAGE_SHARE)
        ? [{ skillId: skillId(language.low + SKILL.draw(draw)), level: 3, required: true }]
        : [];
      return {
        bucketId: bucket.id,
        channel: channels[CHANNEL.draw(draw)] ?? "voice",
        skills: needs,
      };
    },
  };
}

/** The organisation at work: `waiting` interactions, the first of them long overdue. */
export function makeState(
  organisation: Organisation,
  waiting: number,
  chance: Chance,
): RoutingState {
  const { engineers, states, buckets, kind } = organisation;
  const byId = new Map(buckets.map((bucket) => [bucket.id, bucket]));
  const rows = Array.from({ length: waiting }, (_, n): RoutedInteraction => {
    const { bucketId, channel, skills } = kind(chance);
    const dueAt = START - Math.round(chance.share() * 1_200_000);
    const queuedAt = dueAt - (byId.get(bucketId)?.targetSeconds[channel] ?? 0) * 1000;
    return {
      id: interactionId(n),
      channel,
      state: "waiting",
      outcome: null,
      customerId: CustomerId.parse(`customer-${String(n)}`),
      ...UNQUEUED,
      enteredAt: queuedAt,
      bucketId,
      priority: 5,
      skills: [...skills],
      directTo: null,
      engineerId: null,
      lastEngineerId: chance.happens(0.1) ? chance.one(engineers).id : null,
      startedAt: queuedAt,
      queuedAt,
      dueAt,
      answeredAt: null,
      endedAt: null,
      wrapUpEndsAt: null,
      closedAt: null,
      disposition: null,
      offers: 0,
      cooldowns: [],
    };
  });
  return { interactions: rows, offers: [], engineers, engineerStates: states, buckets };
}

/** As long as the ids that the program gives. */
export function interactionId(n: number): InteractionId {
  return InteractionId.parse(`k${String(n).padStart(9, "0")}-${"bench".padEnd(10, "x")}`);
}

function skillId(n: number): SkillId {
  return SkillId.parse(`skill-${String(n)}`);
}

function makeEngineer(n: number, chance: Chance): Engineer {
  const family = FAMILY.draw(chance);
  const skills: Record<SkillId, number> = {};
  skills[skillId((FAMILIES - 1) * SKILLS_PER_FAMILY + SKILL.draw(chance))] = chance.whole(3, 10);
  const many = chance.whole(2, 8);
  while (Object.keys(skills).length < many) {
    const from = chance.happens(0.1) ? FAMILY.draw(chance) : family;
    const level = Math.ceil(5 * (chance.share() + chance.share()));
    skills[skillId(from * SKILLS_PER_FAMILY + SKILL.draw(chance))] = Math.max(1, level);
  }
  const name = `engineer-${String(n)}`;
  return {
    id: EngineerId.parse(name),
    name,
    email: `${name}@example.com`,
    skills,
    // Of their own, as rows that were read have it.
    capacity: structuredClone(DEFAULT_CAPACITY),
    phone: { kind: "client" },
    hours: null,
    archived: false,
  };
}

/** Available and connected; two in five take calls alone, the others write. */
function here(engineer: Engineer, chance: Chance): EngineerState {
  return {
    engineerId: engineer.id,
    status: "available",
    reason: null,
    channels: [...(TAKES[TAKES_SHARE.draw(chance)] ?? channels)],
    connected: true,
    nodes: [ONE_SERVER_NODE],
    statusAt: START,
    idleAt: START - chance.whole(0, 600_000),
    disconnectedAt: null,
    askedAt: null,
    today: null,
  };
}

function makeBucket(n: number, chance: Chance): Bucket {
  const family = FAMILY.draw(chance);
  const levels = new Map<SkillId, number>();
  for (let k = chance.whole(1, 3); k > 0; k -= 1) {
    levels.set(skillId(family * SKILLS_PER_FAMILY + SKILL.draw(chance)), chance.whole(1, 6));
  }
  return {
    id: BucketId.parse(`bucket-${String(n)}`),
    name: `Bucket ${String(n)}`,
    skills: [...levels].map(([id, level]) => ({ skillId: id, level, required: true })),
    priority: 5,
    targetSeconds: { voice: 20, chat: 60, email: 1800 },
    offerSeconds: { voice: 15, chat: 30, email: 120 },
    wrapUpSeconds: { voice: 60, chat: 60, email: 0 },
    broadcast: 1,
    hours: null,
    addresses: [],
    archived: false,
    policy: DEFAULT_POLICY,
    closed: null,
  };
}

/** How many of them have these skills. */
function ableOf(engineers: readonly Engineer[]): (needs: readonly SkillNeed[]) => number {
  const having = new Map<string, Engineer[]>();
  for (const engineer of engineers) {
    for (const id of Object.keys(engineer.skills)) {
      const others = having.get(id);
      if (others === undefined) having.set(id, [engineer]);
      else others.push(engineer);
    }
  }
  return (needs) => {
    const [first] = needs;
    const some = first === undefined ? engineers : (having.get(first.skillId) ?? []);
    const isAble = ({ skills }: Engineer): boolean =>
      needs.every((need) => (skills[need.skillId] ?? 0) >= need.level);
    return some.filter(isAble).length;
  };
}
