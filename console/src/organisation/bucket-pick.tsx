/** Whom to ask first when several could take it. */
import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Comparator, comparators } from "../../../protocol/policy.js";
import { type BucketForm, changePolicy } from "./bucket-form.js";
import { RowButtons } from "./row-buttons.js";
import { SpanInput } from "./span-input.js";

export function BucketPick({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  const { policy } = form.values;
  return (
    <div className="sw-form">
      <Comparators form={form} />
      <SpanInput
        label={t("organisation.pick.last")}
        description={t("organisation.pick.lastHint")}
        value={policy.lastEngineerSeconds}
        error={form.errors["policy.lastEngineerSeconds"]}
        onChange={(seconds) => {
          changePolicy(form, { lastEngineerSeconds: seconds ?? 0 });
        }}
      />
      <SpanInput
        label={t("organisation.pick.cooldown")}
        value={policy.cooldownSeconds}
        error={form.errors["policy.cooldownSeconds"]}
        onChange={(seconds) => {
          changePolicy(form, { cooldownSeconds: seconds ?? Number.NaN });
        }}
      />
      <SpanInput
        label={t("organisation.pick.direct")}
        description={t("organisation.pick.directHint")}
        value={policy.directSeconds}
        error={form.errors["policy.directSeconds"]}
        onChange={(seconds) => {
          changePolicy(form, { directSeconds: seconds });
        }}
      />
    </div>
  );
}

function Comparators({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  const { pick } = form.values.policy;
  const set = (next: Comparator[]): void => {
    changePolicy(form, { pick: next });
  };
  const left = comparators.filter((one) => !pick.includes(one));
  return (
    <fieldset className="sw-fields">
      <legend>{t("organisation.pick.title")}</legend>
      <p className="sw-dim sw-hint">{t("organisation.pick.hint")}</p>
      {pick.length === 0 && <p className="sw-dim">{t("organisation.pick.none")}</p>}
      <ol className="sw-comparators">
        {pick.map((one, k) => (
          <li key={one}>
            <div>
              {t(`organisation.pick.name.${one}`)}
              <small className="sw-dim">{t(`organisation.pick.explain.${one}`)}</small>
            </div>
            <RowButtons
              what={t(`organisation.pick.name.${one}`)}
              list={pick}
              index={k}
              onChange={set}
            />
          </li>
        ))}
      </ol>
      {left.length > 0 && (
        <Select
          key={left.join()}
          size="xs"
          className="sw-skill-picker"
          aria-label={t("organisation.pick.addComparator")}
          placeholder={`+ ${t("organisation.pick.addComparator")}`}
          data={left.map((one) => ({ value: one, label: t(`organisation.pick.name.${one}`) }))}
          value={null}
          onChange={(added) => {
            const one = left.find((comparator) => comparator === added);
            if (one !== undefined) set([...pick, one]);
          }}
        />
      )}
      {form.errors["policy.pick"] !== undefined && (
        <p className="sw-problem">{form.errors["policy.pick"]}</p>
      )}
    </fieldset>
  );
}
