/** A small organisation for tests: two buckets, three engineers. */
import { BucketId, CommandId, EngineerId, SkillId } from "../../protocol/ids.js";
import {
  DEFAULT_CAPACITY,
  type Bucket,
  type Engineer,
  type Settings,
} from "../../protocol/organisation.js";
import { DEFAULT_POLICY } from "../../protocol/policy.js";
import { KEEP_FOR_EVER } from "../../protocol/retention.js";

export function bucket(id: string, skills: Readonly<Record<string, number>> = {}): Bucket {
  return {
    id: BucketId.parse(id),
    name: id,
    skills: Object.entries(skills).map(([skill, level]) => ({
      skillId: SkillId.parse(skill),
      level,
      required: true,
    })),
    priority: 5,
    targetSeconds: { voice: 20, chat: 60, email: 14_400 },
    offerSeconds: { voice: 20, chat: 30, email: 120 },
    wrapUpSeconds: { voice: 60, chat: 30, email: 30 },
    broadcast: 1,
    hours: null,
    addresses: [],
    archived: false,
    policy: DEFAULT_POLICY,
    closed: null,
  };
}

export function engineer(id: string, skills: Readonly<Record<string, number>> = {}): Engineer {
  return {
    id: EngineerId.parse(id),
    name: id,
    email: `${id}@example.com`,
    skills: Object.fromEntries(
      Object.entries(skills).map(([skill, level]) => [SkillId.parse(skill), level]),
    ),
    capacity: DEFAULT_CAPACITY,
    phone: { kind: "client" },
    hours: null,
    archived: false,
  };
}

export const plainSettings: Settings = {
  organisation: "Test",
  dispositions: [{ id: "resolved", label: { en: "Resolved", zh: "已解决" } }],
  awayReasons: [{ id: "lunch", label: { en: "Lunch", zh: "午餐" } }],
  mailRules: [],
  mailBucketId: null,
  numbers: [],
  menuTreeId: null,
  chatMenuTreeId: null,
  retention: KEEP_FOR_EVER,
};

let commands = 0;

/** A command id of a test's own. */
export function commandId(): CommandId {
  commands += 1;
  return CommandId.parse(`test:${String(commands)}`);
}
