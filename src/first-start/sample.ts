/**
 * The sample organisation of a demo: an IT support desk with six engineers, a supervisor and three
 * customers. Written once into an empty database; afterwards it is data like any other.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { CustomerId, EngineerId, SkillId, UserId } from "../../protocol/ids.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import {
  Bucket,
  DEFAULT_CAPACITY,
  Skill,
  type Customer,
  type Engineer,
  type Settings,
} from "../../protocol/organisation.js";
import { KEEP_FOR_EVER } from "../../protocol/retention.js";
import { fileAt } from "../root.js";
import type { UserRow } from "../store/store.js";

export interface Sample {
  readonly settings: Settings;
  readonly skills: readonly Skill[];
  readonly buckets: readonly Bucket[];
  readonly engineers: readonly Engineer[];
  readonly customers: readonly Customer[];
  readonly users: readonly UserRow[];
  readonly tree: MenuTree;
}

/** The number customers call when the organisation has none of its own; reserved for fiction. */
export const SAMPLE_NUMBER = "+12025550100";

export function sampleOrganisation(): Sample {
  const read = (path: string): unknown => JSON.parse(readFileSync(fileAt(path), "utf8"));
  const tree = MenuTree.parse(read("flows/trees/it-support.json"));
  const { skills, buckets } = z
    .object({ skills: z.array(Skill), buckets: z.array(Bucket) })
    .parse(read("flows/trees/it-support.organisation.json"));
  return {
    settings: settingsFor(tree, buckets),
    skills,
    buckets,
    engineers: PEOPLE.map(engineerOf),
    customers: CUSTOMERS,
    users: [SUPERVISOR, ...PEOPLE.map(userOf)],
    tree,
  };
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly skills: Readonly<Record<string, number>>;
}

/** Between them they cover every bucket of the shipped tree in both languages. */
const PEOPLE: readonly Person[] = [
  {
    id: "mei",
    name: "Mei Chen",
    skills: {
      "windows-server": 8,
      clustering: 6,
      vmware: 6,
      storage: 6,
      databases: 5,
      chinese: 10,
      english: 7,
    },
  },
  {
    id: "tomas",
    name: "Tomás Rivera",
    skills: {
      linux: 8,
      "windows-server": 6,
      clustering: 7,
      vmware: 5,
      storage: 6,
      networking: 5,
      english: 9,
    },
  },
  {
    id: "priya",
    name: "Priya Nair",
    skills: { networking: 9, vpn: 8, security: 8, hardware: 5, english: 9 },
  },
  {
    id: "liwei",
    name: "Li Wei",
    skills: {
      networking: 6,
      vpn: 5,
      security: 7,
      linux: 6,
      clustering: 4,
      hardware: 5,
      chinese: 10,
      english: 5,
    },
  },
  {
    id: "amara",
    name: "Amara Okafor",
    skills: {
      workplace: 8,
      "email-apps": 7,
      "business-apps": 6,
      databases: 6,
      billing: 4,
      security: 3,
      english: 10,
    },
  },
  {
    id: "zhao",
    name: "Zhao Min",
    skills: {
      billing: 6,
      "business-apps": 6,
      databases: 7,
      workplace: 5,
      "email-apps": 5,
      chinese: 10,
      english: 8,
    },
  },
];

const SUPERVISOR: UserRow = {
  id: UserId.parse("usr_grace"),
  email: "grace.lindqvist@strowger.example",
  name: "Grace Lindqvist",
  role: "supervisor",
  engineerId: null,
  passwordHash: null,
  archived: false,
};

const CUSTOMERS: readonly Customer[] = [
  {
    id: CustomerId.parse("cus_wang"),
    name: "Wang Lei",
    company: "Pudong Precision Tools",
    tier: "gold",
    language: "zh",
    addresses: [
      { kind: "phone", value: "+862161234567" },
      { kind: "email", value: "wang.lei@pudong-precision.example" },
    ],
  },
  {
    id: CustomerId.parse("cus_silva"),
    name: "Ana Silva",
    company: "Porto Logistics",
    tier: "silver",
    language: "en",
    addresses: [
      { kind: "phone", value: "+351221234567" },
      { kind: "email", value: "ana.silva@porto-logistics.example" },
    ],
  },
  {
    id: CustomerId.parse("cus_berg"),
    name: "Henrik Berg",
    company: "Berg & Sønner",
    tier: "basic",
    language: "en",
    addresses: [
      { kind: "phone", value: "+4722123456" },
      { kind: "email", value: "henrik@berg-sonner.example" },
    ],
  },
];

function engineerOf(person: Person): Engineer {
  return {
    id: EngineerId.parse(`eng_${person.id}`),
    name: person.name,
    email: addressOf(person),
    skills: Object.fromEntries(
      Object.entries(person.skills).map(([id, level]) => [SkillId.parse(id), level]),
    ),
    capacity: DEFAULT_CAPACITY,
    phone: { kind: "client" },
    hours: null,
    archived: false,
  };
}

function userOf(person: Person): UserRow {
  return {
    id: UserId.parse(`usr_${person.id}`),
    email: addressOf(person),
    name: person.name,
    role: "engineer",
    engineerId: EngineerId.parse(`eng_${person.id}`),
    passwordHash: null,
    archived: false,
  };
}

function addressOf(person: Person): string {
  return `${person.name
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z ]/g, "")
    .replace(/ +/g, ".")}@strowger.example`;
}

function settingsFor(tree: MenuTree, buckets: readonly Bucket[]): Settings {
  const general = buckets.find((bucket) => bucket.addresses.includes("support@strowger.example"));
  return {
    organisation: "Strowger IT Support",
    dispositions: [
      { id: "resolved", label: { en: "Resolved", zh: "已解决" } },
      { id: "follow_up", label: { en: "Follow-up needed", zh: "需要跟进" } },
      { id: "wrong_bucket", label: { en: "Reached the wrong people", zh: "转错部门" } },
      { id: "no_answer", label: { en: "Customer did not answer", zh: "客户未应答" } },
      { id: "spam", label: { en: "Spam", zh: "垃圾信息" } },
    ],
    awayReasons: [
      { id: "lunch", label: { en: "Lunch", zh: "午餐" } },
      { id: "coffee", label: { en: "Short break", zh: "休息" } },
      { id: "meeting", label: { en: "Meeting", zh: "会议" } },
      { id: "training", label: { en: "Training", zh: "培训" } },
    ],
    mailRules: [],
    mailBucketId: general?.id ?? buckets[0]?.id ?? null,
    numbers: [{ number: SAMPLE_NUMBER, menuTreeId: tree.id }],
    menuTreeId: tree.id,
    chatMenuTreeId: tree.id,
    retention: KEEP_FOR_EVER,
  };
}
