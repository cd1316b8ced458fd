/** When a bucket overflows and what happens then, as parts of a sentence. */
import { useTranslation } from "react-i18next";
import type { OverflowThen, OverflowWhen } from "../../../protocol/policy.js";
import { formatSpan } from "../state/clock.js";
import { useNames } from "./names.js";
import { useUnits } from "./time.js";

export interface OverflowWords {
  /** Such as `20 were waiting`. */
  readonly when: (when: OverflowWhen) => string;
  /** Such as `to Billing`. */
  readonly then: (then: OverflowThen) => string;
}

export function useOverflowWords(): OverflowWords {
  const { t } = useTranslation();
  const names = useNames();
  const units = useUnits();
  return {
    when: (when) => {
      switch (when.kind) {
        case "length":
          return t("overflow.when.length", { count: when.atLeast });
        case "wait":
          return t("overflow.when.wait", { span: formatSpan(when.seconds * 1000, units) });
        case "estimate":
          return t("overflow.when.estimate", { span: formatSpan(when.seconds * 1000, units) });
        case "closed":
          return t("overflow.when.closed");
        case "nobody":
          return t("overflow.when.nobody");
        default:
          throw new Error(`unhandled condition ${String(when satisfies never)}`);
      }
    },
    then: (then) => {
      switch (then.kind) {
        case "bucket":
          return t("overflow.then.bucket", { bucket: names.bucket(then.bucketId) });
        case "callback":
          return t("overflow.then.callback");
        case "voicemail":
          return t("overflow.then.voicemail");
        case "message":
          return t("overflow.then.message");
        default:
          throw new Error(`unhandled overflow ${String(then satisfies never)}`);
      }
    },
  };
}
