/** Settings and skills in memory; engineers and buckets are the router's. */
import type { Settings, Skill } from "../../protocol/organisation.js";
import type { Store } from "../store/store.js";
import type { Hub } from "./hub.js";

export interface Organisation {
  readonly settings: Settings;
  readonly skills: readonly Skill[];
  /** Reads both again and tells everybody; called after a change was committed. */
  refresh(): Promise<void>;
}

export async function loadOrganisation(store: Store, hub: Hub): Promise<Organisation> {
  let settings = await store.settings();
  let skills: readonly Skill[] = await store.skills();
  return {
    get settings() {
      return settings;
    },
    get skills() {
      return skills;
    },
    refresh: async () => {
      [settings, skills] = await Promise.all([store.settings(), store.skills()]);
      hub.tell("organisation", {});
    },
  };
}
