/** Settings and skills in memory; engineers and buckets are the router's. */
import type { Settings, Skill } from "../../protocol/organisation.js";
import type { Store } from "../store/store.js";
import type { Hub } from "./hub.js";

export interface Organisation {
  readonly settings: Settings;
  readonly skills: readonly Skill[];
  /** Reads both again and tells everybody; called after a change was committed here. */
  refresh(): Promise<void>;
  /** Reads both again and tells the sockets of this node: it was changed at another one. */
  readAgain(): Promise<void>;
}

export async function loadOrganisation(store: Store, hub: Hub): Promise<Organisation> {
  let settings = await store.settings();
  let skills: readonly Skill[] = await store.skills();
  async function read(): Promise<void> {
    [settings, skills] = await Promise.all([store.settings(), store.skills()]);
  }

  return {
    get settings() {
      return settings;
    },
    get skills() {
      return skills;
    },
    refresh: async () => {
      await read();
      hub.share("organisation", {});
    },
    readAgain: async () => {
      await read();
      hub.tell("organisation", {});
    },
  };
}
