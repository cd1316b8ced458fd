/** The way through the menu, in one line: `Servers › Windows Server › Clustering`. */
import type { ReactNode } from "react";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNames } from "../common/names.js";

/** Without a menu: the subject, else the bucket. */
export function PathLine({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const names = useNames();
  const steps = interaction.path.map((step) => step.label).filter((label) => label !== "");
  const line =
    steps.length > 0
      ? steps.join(" › ")
      : (interaction.subject ?? names.bucket(interaction.bucketId));
  return (
    <p className="sw-path" title={line}>
      {line}
    </p>
  );
}
