/** The form that somebody opened on the floor. Its code is loaded when it is first wanted. */
import { type ReactNode, Suspense, lazy } from "react";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import { useConsole } from "../live/use-console.js";

export interface Edited {
  readonly kind: "bucket" | "engineer";
  readonly id: string;
}

const BucketDrawer = lazy(async () => {
  const { BucketDrawer: component } = await import("../organisation/bucket-drawer.js");
  return { default: component };
});
const EngineerDrawer = lazy(async () => {
  const { EngineerDrawer: component } = await import("../organisation/engineer-drawer.js");
  return { default: component };
});

interface Props {
  /** null: none. */
  readonly edited: Edited | null;
  readonly engineers: readonly EngineerOnFloor[];
  readonly onClose: () => void;
}

export function EditedOnFloor({ edited, engineers, onClose }: Props): ReactNode {
  const buckets = useConsole((s) => s.organisation?.buckets);
  const bucket = edited?.kind === "bucket" && buckets?.find(({ id }) => id === edited.id);
  const on =
    edited?.kind === "engineer" && engineers.find(({ engineer }) => engineer.id === edited.id);
  return (
    <Suspense>
      {bucket && (
        <BucketDrawer key={bucket.id} bucket={bucket} engineers={engineers} onClose={onClose} />
      )}
      {on && <EngineerDrawer key={on.engineer.id} on={on} onClose={onClose} />}
    </Suspense>
  );
}
