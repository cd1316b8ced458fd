/** Who may take it, and from when: a bar for each step, as tall as the engineers who have the skills. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import { useNames } from "../common/names.js";
import { writeSpan } from "../state/span-text.js";
import { type Alternative, type Step, stepsOf, suffices } from "../state/who-may.js";
import { type BucketValues, inOrder } from "./bucket-form.js";
import { useSpanUnits } from "./span-input.js";

interface Props {
  readonly bucket: BucketValues;
  readonly engineers: readonly EngineerOnFloor[];
}

export function RelaxPicture({ bucket, engineers }: Props): ReactNode {
  const { t } = useTranslation();
  const units = useSpanUnits();
  const words = useAlternatives();
  const steps = stepsOf(inOrder(bucket)).filter(({ afterSeconds }) => !Number.isNaN(afterSeconds));
  const most = Math.max(1, engineers.length);
  return (
    <figure className="sw-relax" aria-label={t("organisation.who.picture")}>
      <figcaption>{t("organisation.who.picture")}</figcaption>
      <ol>
        {steps.map((step, k) => {
          const { fit, available } = countOf(step, engineers);
          return (
            <li key={k}>
              <span className="sw-relax-count">
                <strong>{t("organisation.who.engineers", { count: fit })}</strong>
                <small className="sw-dim">
                  {t("organisation.who.available", { count: available })}
                </small>
              </span>
              <span className="sw-relax-bar" aria-hidden>
                <i style={{ height: `${String((fit / most) * 100)}%` }} />
                <b style={{ height: `${String((available / most) * 100)}%` }} />
              </span>
              <span className="sw-relax-time sw-time">
                {k === 0
                  ? t("organisation.who.from")
                  : t("organisation.who.afterSpan", { span: writeSpan(step.afterSeconds, units) })}
              </span>
              {words(step.alternatives).map((line) => (
                <small key={line} className="sw-dim">
                  {line}
                </small>
              ))}
              {fit === 0 && engineers.length > 0 && (
                <small className="sw-problem">{t("organisation.who.nobody")}</small>
              )}
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

function countOf(
  step: Step,
  engineers: readonly EngineerOnFloor[],
): { readonly fit: number; readonly available: number } {
  const fit = engineers.filter(({ engineer }) => suffices(engineer.skills, step));
  return {
    fit: fit.length,
    available: fit.filter(({ state }) => state.status === "available" && state.connected).length,
  };
}

/** `Linux 3 and Chinese 1`, `or Networking 5`: each on a line of its own. */
function useAlternatives(): (alternatives: readonly Alternative[]) => readonly string[] {
  const { t } = useTranslation();
  const names = useNames();
  return (alternatives) =>
    alternatives.map((needs, k) => {
      const each = Object.entries(needs).map(([skill, level]) =>
        t("context.level", { skill: names.skill(skill), level }),
      );
      const all =
        each.length === 0
          ? t("organisation.who.anybody")
          : each.join(` ${t("organisation.who.and")} `);
      return k === 0 ? all : `${t("organisation.who.or")} ${all}`;
    });
}
