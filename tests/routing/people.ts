/** Rows for the router's tests, whole and ordinary unless said otherwise. */
import type { RoutingState } from "../../protocol/routing.js";
import { Bucket, DEFAULT_CAPACITY, Engineer, type SkillNeed } from "../../protocol/organisation.js";
import { SkillId } from "../../protocol/ids.js";

export const EMPTY: RoutingState = {
  interactions: [],
  offers: [],
  engineers: [],
  engineerStates: [],
  buckets: [],
};

/** `linux:5` requires the skill at that level; `linux:5?` prefers it. */
export function need(text: string): SkillNeed {
  const [, name = "", level = "", preferred] = /^(\w+):(\d+)(\?)?$/.exec(text) ?? [];
  return { skillId: SkillId.parse(name), level: Number(level), required: preferred === undefined };
}

export function bucket(id: string, skills: readonly string[], rest: Partial<Bucket> = {}): Bucket {
  return Bucket.parse({
    id,
    name: id,
    skills: skills.map(need),
    priority: 5,
    targetSeconds: { voice: 20, chat: 60, email: 3600 },
    offerSeconds: { voice: 15, chat: 30, email: 120 },
    wrapUpSeconds: { voice: 30, chat: 30, email: 0 },
    broadcast: 1,
    hours: null,
    addresses: [],
    archived: false,
    ...rest,
  });
}

export function engineer(
  id: string,
  skills: readonly string[],
  rest: Partial<Engineer> = {},
): Engineer {
  return Engineer.parse({
    id,
    name: id,
    email: `${id}@example.org`,
    skills: Object.fromEntries(skills.map(need).map(({ skillId, level }) => [skillId, level])),
    capacity: DEFAULT_CAPACITY,
    phone: { kind: "client" },
    hours: null,
    archived: false,
    ...rest,
  });
}
