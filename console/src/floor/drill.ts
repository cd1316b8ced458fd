/** What a click on a number asks to see behind it. */
import type { Interaction } from "../../../protocol/interactions.js";
import type { Channel } from "../../../protocol/words.js";

export type Drill =
  | { readonly kind: "all" }
  | { readonly kind: "bucket"; readonly bucketId: string; readonly channel: Channel | null };

export function matches(interaction: Interaction, drill: Drill): boolean {
  if (drill.kind === "all") return true;
  return (
    interaction.bucketId === drill.bucketId &&
    (drill.channel === null || interaction.channel === drill.channel)
  );
}
