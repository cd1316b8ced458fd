/** Why an offer went away or an interaction went back, in the reader's words. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** The router's reasons, and our names for them. */
const known = {
  expired: "expired",
  declined: "declined",
  "accepted by another engineer": "taken",
  "taken by an engineer": "taken",
  "blocked by other work": "blocked",
  "called back later": "later",
  "customer left": "left",
  "interaction closed": "closed",
  "engineer disconnected": "disconnected",
  transferred: "transferred",
  "assigned by a supervisor": "assigned",
  "server restarted": "restarted",
  "engineer has no room": "full",
  "engineer is archived": "archived",
  "engineer's skills do not fit any more": "unfit",
  "engineer is not responding": "unanswering",
  "engineer is not available": "away",
  "engineer does not take this channel": "channel",
  "outside the engineer's hours": "hours",
} as const;

/** A reason we have no words for is shown as it came. */
export function useGone(): (because: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (because: string) => (isKnown(because) ? t(`gone.${known[because]}`) : because),
    [t],
  );
}

function isKnown(because: string): because is keyof typeof known {
  return Object.hasOwn(known, because);
}
