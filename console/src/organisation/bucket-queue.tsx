/** While it waits: coming back, callbacks, and how giving up is counted. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { writeSpan } from "../state/span-text.js";
import { type BucketForm, changePolicy } from "./bucket-form.js";
import { NumberField } from "./number-field.js";
import { RowButtons, replaced } from "./row-buttons.js";
import { SpanInput, useSpanUnits } from "./span-input.js";

export function BucketQueue({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  const { policy } = form.values;
  const { callback } = policy;
  return (
    <div className="sw-form">
      <SpanInput
        label={t("organisation.queue.reentry")}
        description={t("organisation.queue.reentryHint")}
        value={policy.reentrySeconds}
        error={form.errors["policy.reentrySeconds"]}
        onChange={(seconds) => {
          changePolicy(form, { reentrySeconds: seconds ?? 0 });
        }}
      />
      <fieldset className="sw-fields">
        <legend>{t("organisation.queue.callback")}</legend>
        <div className="sw-fields-row">
          <NumberField
            label={t("organisation.queue.attempts")}
            value={callback.attempts}
            min={1}
            max={10}
            error={form.errors["policy.callback.attempts"]}
            onChange={(attempts) => {
              changePolicy(form, {
                callback: { ...callback, attempts: attempts ?? Number.NaN },
              });
            }}
          />
          <SpanInput
            label={t("organisation.queue.retry")}
            value={callback.retrySeconds}
            error={form.errors["policy.callback.retrySeconds"]}
            onChange={(seconds) => {
              changePolicy(form, {
                callback: { ...callback, retrySeconds: seconds ?? Number.NaN },
              });
            }}
          />
        </div>
      </fieldset>
      <Abandoned form={form} />
    </div>
  );
}

const LIMITS_MAX = 5;
/** A further limit begins at twice the one before it. */
const FIRST_LIMIT_SECONDS = 5;

function Abandoned({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  const limits = form.values.policy.abandonSeconds;
  const set = (abandonSeconds: number[]): void => {
    changePolicy(form, { abandonSeconds });
  };
  return (
    <fieldset className="sw-fields">
      <legend>{t("organisation.queue.abandon")}</legend>
      <p className="sw-dim sw-hint">{t("organisation.queue.abandonHint")}</p>
      {limits.map((limit, k) => {
        const what = t("organisation.queue.limit", { n: k + 1 });
        return (
          <div key={k} className="sw-skill-row">
            <SpanInput
              label={what}
              value={limit}
              error={form.errors[`policy.abandonSeconds.${String(k)}`]}
              onChange={(seconds) => {
                set(replaced(limits, k, seconds ?? Number.NaN));
              }}
            />
            <RowButtons fixed what={what} list={limits} index={k} onChange={set} />
          </div>
        );
      })}
      {form.errors["policy.abandonSeconds"] !== undefined && (
        <p className="sw-problem">{form.errors["policy.abandonSeconds"]}</p>
      )}
      <p className="sw-dim">{useClasses(limits)}</p>
      {limits.length < LIMITS_MAX && (
        <Button
          variant="default"
          className="sw-add"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            const last = limits.at(-1);
            set([...limits, last === undefined ? FIRST_LIMIT_SECONDS : last * 2]);
          }}
        >
          {t("organisation.queue.addLimit")}
        </Button>
      )}
    </fieldset>
  );
}

/** `below 5 s · 5 s to 20 s · 20 s and more`. */
function useClasses(limits: readonly number[]): string {
  const { t } = useTranslation();
  const units = useSpanUnits();
  const spans = limits
    .filter((limit) => !Number.isNaN(limit))
    .map((limit) => writeSpan(limit, units));
  const last = spans.at(-1);
  const [first] = spans;
  if (first === undefined || last === undefined) return "";
  return [
    t("organisation.queue.below", { span: first }),
    ...spans.slice(1).map((to, k) => t("organisation.queue.between", { from: spans[k] ?? "", to })),
    t("organisation.queue.from", { span: last }),
  ].join(" · ");
}
