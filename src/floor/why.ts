/** Why an interaction still waits: every engineer with what stands in the way, for people to read. */
import type { InteractionId } from "../../protocol/ids.js";
import type { Router } from "../../routing/router.js";
import type { WhyWaiting } from "../http/parts.js";

/** null: it is not waiting. */
export function whyWaiting(router: Router, id: InteractionId, at: number): WhyWaiting | null {
  const row = router.interaction(id);
  if (row === undefined || (row.state !== "waiting" && row.state !== "offered")) return null;
  return {
    position: router.position(id, at)?.position ?? null,
    engineers: router
      .engineers()
      .filter((engineer) => !engineer.archived)
      .map((engineer) => {
        const because = router.obstacle(id, engineer.id);
        return { engineerId: engineer.id, name: engineer.name, mayTake: because === null, because };
      }),
  };
}
