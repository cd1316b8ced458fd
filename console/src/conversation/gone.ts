/** Why an offer went away or an interaction went back, in words. */
import { useTranslation } from "react-i18next";

const known = [
  "expired",
  "declined",
  "taken",
  "accepted",
  "abandoned",
  "ended",
  "disconnected",
  "transferred",
  "assigned",
] as const;

/** A reason we have no words for is shown as it came. */
export function useGone(): (because: string) => string {
  const { t } = useTranslation();
  return (because) => {
    const reason = known.find((k) => k === because);
    return reason === undefined ? because : t(`gone.${reason}`);
  };
}
