/** Takes a walk that waits for a lookup on to where the caller is asked again, or to its end. */
import type { InteractionId } from "../../protocol/ids.js";
import type { MenuSessionRow } from "../store/store.js";
import { createAskAddress } from "./ask-address.js";
import type { DeskParts } from "./desk-parts.js";
import type { Facts } from "./facts.js";
import { createLookUp } from "./lookups.js";

/** Lookups between two answers of a caller; carriers wait 15 s for ours. */
const LOOKUPS_MS_MAX = 10_000;

/** Where the walk stands once everything is looked up. Whoever asks meanwhile waits for the same. */
export type WalkOn = (session: MenuSessionRow) => Promise<MenuSessionRow>;

export function createWalkOn(
  parts: DeskParts & {
    readonly facts: Facts;
    /** Memory after a step was committed. */
    readonly applySession: (session: MenuSessionRow) => Promise<void>;
  },
): WalkOn {
  const { store, contacts, conversation, menus, facts, now } = parts;
  const lookUp = createLookUp({ store, ask: parts.ask ?? createAskAddress() });
  const walking = new Map<InteractionId, Promise<MenuSessionRow>>();

  async function lookEverythingUp(session: MenuSessionRow): Promise<MenuSessionRow> {
    const { interactionId: id } = session;
    const until = now() + LOOKUPS_MS_MAX;
    let here = session;
    while (here.screen.expects.kind === "lookup") {
      const interaction = await conversation.interaction(id);
      if (interaction === null) return here;
      const { collected, expects } = here.screen;
      const msLeft = until - now();
      const input = await lookUp({ interaction, source: expects.source, collected, msLeft });
      const next = await menus.step({ session: here, input, at: now(), facts: facts.of(id) });
      if (next === null) {
        // Another process was faster: its walk goes on.
        const kept = await store.menuSession(id);
        if (kept === null || kept.seq === here.seq) return here;
        contacts.put(id, { session: kept });
        here = kept;
      } else {
        await parts.applySession(next);
        here = next;
      }
    }
    return here;
  }

  return (session) => {
    const { interactionId: id } = session;
    const known = walking.get(id);
    if (known !== undefined) return known;
    const walked = lookEverythingUp(session).finally(() => walking.delete(id));
    walking.set(id, walked);
    return walked;
  };
}
