/** Buckets that a supervisor closed at once stand above everything until they are opened again. */
import { type ReactNode, Suspense, lazy } from "react";
import { useConsole } from "../live/use-console.js";

const ClosedBanner = lazy(async () => {
  const { ClosedBanner: component } = await import("../organisation/close-bucket.js");
  return { default: component };
});

export function ClosedBuckets(): ReactNode {
  const buckets = useConsole((s) => s.organisation?.buckets);
  const closed = (buckets ?? []).filter((bucket) => !bucket.archived && bucket.closed !== null);
  if (closed.length === 0) return null;
  return (
    <Suspense>
      <div className="sw-closed-buckets">
        {closed.map(
          (bucket) =>
            bucket.closed !== null && (
              <ClosedBanner key={bucket.id} bucket={bucket} closed={bucket.closed} named />
            ),
        )}
      </div>
    </Suspense>
  );
}
