/** What an empty database needs before anybody can sign in. */
import type { Config } from "../config/config.js";
import { UserId } from "../../protocol/ids.js";
import type { Settings } from "../../protocol/organisation.js";
import { KEEP_FOR_EVER } from "../../protocol/retention.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import { newId } from "../ids.js";
import { StoreKeyTaken, type Store, type UserRow } from "../store/store.js";
import { sampleOrganisation } from "./sample.js";

export interface FirstStart {
  /** It holds the sample organisation, from this start or an earlier one. */
  readonly isDemo: boolean;
}

const BARE_SETTINGS: Settings = {
  organisation: "Strowger",
  dispositions: [
    { id: "resolved", label: { en: "Resolved", zh: "已解决" } },
    { id: "follow_up", label: { en: "Follow-up needed", zh: "需要跟进" } },
  ],
  awayReasons: [{ id: "break", label: { en: "Break", zh: "休息" } }],
  mailRules: [],
  mailBucketId: null,
  numbers: [],
  menuTreeId: null,
  chatMenuTreeId: null,
  retention: KEEP_FOR_EVER,
};

/**
 * Before the router starts: settings, skills, users, customers, the menu. Each write can be repeated,
 * and the settings come last: they are what tells a finished first start from one that was killed.
 */
export async function prepareDatabase(
  store: Store,
  config: Config,
  parts: { readonly at: number; readonly hash: (password: string) => Promise<string> },
): Promise<FirstStart> {
  const { at } = parts;
  if (await store.isEmpty()) {
    const wantsSample = config.demo ?? config.databaseUrl === null;
    if (wantsSample) await writeSample(store, at);
    else await store.putSettings(BARE_SETTINGS);
  }
  if (config.admin !== null && (await store.userByEmail(config.admin.email)) === null) {
    const user: UserRow = {
      id: UserId.parse(newId("usr", at)),
      email: config.admin.email,
      name: config.admin.email.split("@")[0] ?? "admin",
      role: "admin",
      engineerId: null,
      passwordHash: await parts.hash(config.admin.password),
      archived: false,
    };
    await store.putUser(user).catch((error: unknown) => {
      // Another node, started at the same moment, was first.
      if (!(error instanceof StoreKeyTaken)) throw error;
    });
  }
  const sample = sampleOrganisation();
  const isDemo =
    config.demo !== false &&
    (await store.user(sample.users[0]?.id ?? UserId.parse("none"))) !== null;
  return { isDemo };
}

async function writeSample(store: Store, at: number): Promise<void> {
  const sample = sampleOrganisation();
  for (const skill of sample.skills) await store.putSkill(skill);
  for (const customer of sample.customers) await store.putCustomer(customer, at);
  for (const user of sample.users) await store.putUser(user);
  if ((await store.menu(sample.tree.id)) === null) {
    await store.saveDraft({ tree: sample.tree, revision: null, at });
    await store.publishOnce({
      treeId: sample.tree.id,
      draftRevision: 1,
      tree: sample.tree,
      note: "As shipped",
      publishedBy: "Strowger",
      publishedAt: at,
    });
  }
  await store.putSettings(sample.settings);
}

/**
 * Buckets and engineers are the router's, so they go through the turn. Repeated at each start of a
 * demo until all are there: a start that was killed in between is finished by the next.
 */
export async function fillRouter(dispatch: Dispatch): Promise<void> {
  const sample = sampleOrganisation();
  const missing = await dispatch.read((router) => ({
    buckets: sample.buckets.filter((bucket) => router.bucket(bucket.id) === undefined),
    engineers: sample.engineers.filter((engineer) => router.engineer(engineer.id) === undefined),
  }));
  await Promise.all([
    ...missing.buckets.map((bucket) => dispatch.send({ type: "bucket.put", bucket })),
    ...missing.engineers.map((engineer) => dispatch.send({ type: "engineer.put", engineer })),
  ]);
}
