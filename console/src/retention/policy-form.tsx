/** The three numbers, what goes with them, and the saving of them. */
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  RETENTION_DAYS_MAX,
  RETENTION_DAYS_MIN,
  type Retention,
} from "../../../protocol/retention.js";
import { api } from "../live/api.js";
import type { Problems } from "../organisation/form-problems.js";
import { NumberField } from "../organisation/number-field.js";
import { TheirsAlert } from "../organisation/theirs-alert.js";
import { useEditing } from "../organisation/use-editing.js";
import { same } from "../state/merge.js";
import { DAYS_FIELDS, isNothing, keepsAll, problemsIn, shortens } from "./policy.js";
import { usePreview } from "./use-preview.js";
import { AskFirst, WouldGo } from "./would-go.js";

/** As a part of the settings, so that what the server refuses names these fields. */
interface Values {
  readonly retention: Retention;
}

export function PolicyForm({ current }: { readonly current: Retention }): ReactNode {
  const { t } = useTranslation();
  const check = useCheck();
  const editing = useEditing<Values>({
    current: { retention: current },
    check,
    send: async (part, was) => {
      const { retention } = await api.changeSettings({ ...part, was });
      return { retention };
    },
    done: t("data.saved"),
  });
  const { form, saving, refusal, reset } = editing;
  const { retention } = form.values;
  const problems = { ...form.errors, ...check(form.values) };
  const valid = problemsIn(retention).size === 0;
  const changed = editing.changed.length > 0;
  const preview = usePreview(valid ? retention : null);
  const counted = typeof preview === "string" ? null : preview;
  /** Nobody deletes what was not counted. */
  const ready = changed && valid && (counted !== null || !shortens(current, retention));
  /** The numbers about which it was asked; others are asked about anew. */
  const [asked, setAsked] = useState<Retention | null>(null);
  const save = (): void => {
    setAsked(null);
    void editing.save();
  };
  return (
    <form
      className="sw-retention-form"
      aria-label={t("data.policy")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || saving) return;
        const goes = counted !== null && !(counted.whole && isNothing(counted.counts));
        if (goes && shortens(current, retention)) setAsked(retention);
        else save();
      }}
    >
      <TheirsAlert editing={editing} />
      {DAYS_FIELDS.map((field) => (
        <div key={field} className="sw-retention-row">
          <div>
            <h2>{t(`data.${field}.name`)}</h2>
            <p className="sw-dim">{t(`data.${field}.means`)}</p>
          </div>
          <NumberField
            label={t("data.days", { what: t(`data.${field}.name`) })}
            placeholder={t("data.forEver")}
            min={RETENTION_DAYS_MIN}
            max={RETENTION_DAYS_MAX}
            value={retention[field]}
            error={problems[`retention.${field}`]}
            onChange={(days) => {
              form.setFieldValue("retention", { ...retention, [field]: days });
            }}
          />
        </div>
      ))}
      <WouldGo preview={preview} forEver={keepsAll(retention)} valid={valid} changed={changed} />
      {refusal !== null && (
        <p className="sw-problem" role="alert">
          {refusal}
        </p>
      )}
      <div className="sw-retention-end">
        <Button type="submit" disabled={!ready} loading={saving}>
          {t("data.save")}
        </Button>
        {changed && (
          <Button variant="default" disabled={saving} onClick={reset}>
            {t("data.reset")}
          </Button>
        )}
      </div>
      {asked !== null && counted !== null && same(asked, retention) && (
        <AskFirst
          counted={counted}
          onKeep={() => {
            setAsked(null);
          }}
          onDelete={save}
        />
      )}
    </form>
  );
}

function useCheck(): (values: Values) => Problems {
  const { t } = useTranslation();
  return ({ retention }) =>
    Object.fromEntries(
      [...problemsIn(retention)].map(([field, problem]) => [
        `retention.${field}`,
        problem === "order"
          ? t("data.order")
          : t("data.range", { min: RETENTION_DAYS_MIN, max: RETENTION_DAYS_MAX }),
      ]),
    );
}
