/** The desk of a trial: four kinds of work, a menu of four levels before them, engineers who know some. */
import type { MenuTree } from "../../protocol/menu-tree.js";
import { tokenFor, type Api } from "./api.js";
import type { Chance } from "./chance.js";
import type { Staff, Story } from "./story.js";

export const BUCKETS = 4;
export const COOLDOWN_SECONDS = 5;
/** Short, so that an offer that nobody answers comes back within the trial. */
const OFFER_SECONDS = { voice: 3, chat: 3, email: 3 };
const WRAP_UP_SECONDS = { voice: 15, chat: 15, email: 15 };
const TARGET_SECONDS = { voice: 20, chat: 60, email: 14_400 };
/** No channel makes room for another, so that what is too much is easily said. */
const CAPACITY = {
  units: 6,
  costs: { voice: 6, chat: 2, email: 1 },
  max: { voice: 1, chat: 3, email: 5 },
  interruptible: [],
  blocks: { voice: [], chat: [], email: [] },
};
const LEVELS = 4;

export interface Employee {
  readonly engineerId: string;
  readonly token: string;
}

/** Where mail comes in. */
export function mailAddress(bucket: number): string {
  return `b${String(bucket)}@torture.example`;
}

/** `node` makes everything; the others hear of it. Mail for `mailbox` goes to the first bucket. */
export async function employ(
  node: { readonly url: string },
  desk: {
    readonly api: Api;
    readonly story: Story;
    readonly many: number;
    readonly pulses: number;
    readonly mailbox: string;
    readonly chance: Chance;
  },
): Promise<{ readonly engineers: readonly Employee[]; readonly pulses: readonly Employee[] }> {
  const { api, story, chance } = desk;
  const skills: string[] = [];
  const buckets: string[] = [];
  for (let number = 0; number < BUCKETS; number++) {
    const name = `Work ${String(number)}`;
    const skill = await api.call<{ id: string }>("POST", "/skills", { name });
    const bucket = await api.call<{ id: string }>("POST", "/buckets", {
      name,
      skills: [{ skillId: skill.id, level: 1, required: true }],
      targetSeconds: TARGET_SECONDS,
      offerSeconds: OFFER_SECONDS,
      wrapUpSeconds: WRAP_UP_SECONDS,
      addresses: [mailAddress(number), ...(number === 0 ? [desk.mailbox] : [])],
      policy: { cooldownSeconds: COOLDOWN_SECONDS },
    });
    story.needs.set(bucket.id, skill.id);
    skills.push(skill.id);
    buckets.push(bucket.id);
  }
  await openMenu(api, buckets);
  const engineers: Employee[] = [];
  for (let number = 0; number < desk.many; number++) {
    // Everybody knows two kinds of work, so that each kind has as many who know it.
    const known = [number % BUCKETS, (number + 1) % BUCKETS].map((place) => skills[place] ?? "");
    const level = (): number => chance.whole(3, 10);
    const name = `Engineer ${String(number)}`;
    const hired = await hire(node, api, {
      name,
      skills: Object.fromEntries(known.map((skill) => [skill, level()])),
    });
    engineers.push(hired);
    const staff: Staff = { id: hired.engineerId, skills: known, capacity: CAPACITY };
    story.staff.push(staff);
  }
  const pulses: Employee[] = [];
  for (let number = 0; number < desk.pulses; number++) {
    pulses.push(await hire(node, api, { name: `Pulse ${String(number)}`, skills: {} }));
  }
  return { engineers, pulses };
}

async function hire(
  node: { readonly url: string },
  api: Api,
  person: { readonly name: string; readonly skills: Readonly<Record<string, number>> },
): Promise<Employee> {
  const email = `${person.name.toLowerCase().replace(" ", "")}@torture.example`;
  const engineer = { ...person, email, capacity: CAPACITY };
  const { id: engineerId } = await api.call<{ id: string }>("POST", "/engineers", engineer);
  const user = { email, name: person.name, role: "engineer", engineerId };
  const { link } = await api.call<{ link: string }>("POST", "/users", user);
  const body = { token: new URL(link).pathname.split("/").at(-1) };
  return { engineerId, token: await tokenFor(node, { path: "/session/link", body }) };
}

async function openMenu(api: Api, buckets: readonly string[]): Promise<void> {
  const tree = menuTree(buckets);
  await api.call("POST", "/menus", { tree });
  await api.call("POST", `/menus/${tree.id}/publish`, { note: "For the trial" });
  const settings = await api.call<object>("GET", "/settings");
  const used = { menuTreeId: tree.id, chatMenuTreeId: tree.id, mailBucketId: buckets[0] };
  await api.call("PUT", "/settings", { ...settings, ...used });
}

/** Two ways on each of four levels; the last key says which kind of work it is, together with the one before. */
function menuTree(buckets: readonly string[]): MenuTreeInput {
  const nodes: object[] = [
    { id: "desk", kind: "operator", bucketId: buckets[0], prompt: null },
    ...buckets.map((bucketId, place) => ({
      ...{ id: `bucket${String(place)}`, kind: "bucket" },
      ...{ bucketId, prompt: null, priority: null },
    })),
  ];
  const grow = (path: string): string => {
    if (path.length === LEVELS) return `bucket${String(Number.parseInt(path, 2) % BUCKETS)}`;
    const id = `menu${path}`;
    const options = ["1", "2"].map((key, place) => ({
      key,
      label: { en: `Way ${key}` },
      to: grow(path + String(place)),
    }));
    const patience = { prompt: { en: "Please press a key." }, times: 3, fallback: "desk" };
    const prompt = `Level ${String(path.length + 1)}: for this, press 1. For that, press 2.`;
    nodes.push({
      ...{ id, kind: "menu", prompt: { en: prompt }, options },
      ...{ noInput: patience, invalid: patience },
    });
    return id;
  };
  return { id: "torture", name: "Torture", languages: ["en"], start: grow(""), nodes };
}

interface MenuTreeInput extends Pick<MenuTree, "name" | "languages"> {
  readonly id: string;
  readonly start: string;
  readonly nodes: readonly object[];
}
