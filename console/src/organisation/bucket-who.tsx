/** Who may take it, and how that widens while it waits. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SkillId } from "../../../protocol/ids.js";
import type { RelaxStep, RequiredSkill } from "../../../protocol/policy.js";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import { useNames } from "../common/names.js";
import { type BucketForm, changePolicy } from "./bucket-form.js";
import { RelaxPicture } from "./relax-picture.js";
import { RowButtons, replaced } from "./row-buttons.js";
import { SkillPicker, SkillRows } from "./skill-rows.js";
import { SpanInput } from "./span-input.js";

/** A first step comes after half a minute; each further one as long after the one before it. */
const FIRST_STEP_SECONDS = 30;
const STEPS_MAX = 10;
const SETS_MAX = 16;
const WIDEN_MAX = 8;

interface Props {
  readonly form: BucketForm;
  readonly engineers: readonly EngineerOnFloor[];
}

export function BucketWho({ form, engineers }: Props): ReactNode {
  const { t } = useTranslation();
  const { policy } = form.values;
  const { relax } = policy;
  const setRelax = (steps: RelaxStep[]): void => {
    changePolicy(form, { relax: steps });
  };
  const last = Math.max(0, ...relax.map((step) => step.afterSeconds).filter((n) => n > 0));
  return (
    <div className="sw-form">
      <RelaxPicture bucket={form.values} engineers={engineers} />
      <fieldset className="sw-fields">
        <legend>{t("organisation.who.steps")}</legend>
        <p className="sw-dim sw-hint">{t("organisation.who.stepsHint")}</p>
        {relax.length === 0 && <p className="sw-dim">{t("organisation.who.noSteps")}</p>}
        {relax.map((step, k) => (
          <StepFields
            key={k}
            form={form}
            index={k}
            step={step}
            onChange={(next) => {
              setRelax(
                next === null ? relax.filter((_, at) => at !== k) : replaced(relax, k, next),
              );
            }}
          />
        ))}
        {form.errors["policy.relax"] !== undefined && (
          <p className="sw-problem">{form.errors["policy.relax"]}</p>
        )}
        {relax.length < STEPS_MAX && (
          <Button
            variant="default"
            className="sw-add"
            leftSection={<IconPlus size={14} />}
            onClick={() => {
              const afterSeconds = last + FIRST_STEP_SECONDS;
              setRelax([...relax, { afterSeconds, lower: [], drop: [], widen: [] }]);
            }}
          >
            {t("organisation.who.addStep")}
          </Button>
        )}
      </fieldset>
      <fieldset className="sw-fields">
        <legend>{t("organisation.who.anyOf")}</legend>
        <p className="sw-dim sw-hint">{t("organisation.who.anyOfHint")}</p>
        <Sets
          sets={policy.anyOf}
          max={SETS_MAX}
          path="policy.anyOf"
          problems={form.errors}
          onChange={(anyOf) => {
            changePolicy(form, { anyOf });
          }}
        />
      </fieldset>
    </div>
  );
}

interface StepProps {
  readonly form: BucketForm;
  readonly index: number;
  readonly step: RelaxStep;
  /** null: it is taken away. */
  readonly onChange: (step: RelaxStep | null) => void;
}

function StepFields({ form, index, step, onChange }: StepProps): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const path = `policy.relax.${String(index)}`;
  const title = t("organisation.who.step", { n: index + 1 });
  return (
    <section className="sw-step" aria-label={title}>
      <header>
        <h4>{title}</h4>
        <SpanInput
          label={t("organisation.who.after")}
          value={step.afterSeconds}
          error={form.errors[`${path}.afterSeconds`]}
          onChange={(seconds) => {
            onChange({ ...step, afterSeconds: seconds ?? Number.NaN });
          }}
        />
        <RowButtons
          fixed
          what={title}
          list={[step]}
          index={0}
          onChange={() => {
            onChange(null);
          }}
        />
      </header>
      <h5>{t("organisation.who.lower")}</h5>
      <SkillRows<RelaxStep["lower"][number]>
        rows={step.lower}
        path={`${path}.lower`}
        problems={form.errors}
        levelLabel={t("organisation.who.to")}
        level={({ to }) => to}
        withLevel={(row, to) => ({ ...row, to })}
        make={(skillId) => ({ skillId, to: 1 })}
        onChange={(lower) => {
          onChange({ ...step, lower });
        }}
      />
      <h5>{t("organisation.who.drop")}</h5>
      <div className="sw-skill-rows">
        {step.drop.map((skillId, k) => (
          <div key={skillId} className="sw-skill-row">
            <span className="sw-skill-name">{names.skill(skillId)}</span>
            <span className="sw-problem">{form.errors[`${path}.drop.${String(k)}`]}</span>
            <RowButtons
              fixed
              what={names.skill(skillId)}
              list={step.drop}
              index={k}
              onChange={(drop: SkillId[]) => {
                onChange({ ...step, drop });
              }}
            />
          </div>
        ))}
        <SkillPicker
          without={step.drop}
          onPick={(skillId) => {
            onChange({ ...step, drop: [...step.drop, skillId] });
          }}
        />
      </div>
      <h5>{t("organisation.who.widen")}</h5>
      <Sets
        sets={step.widen}
        max={WIDEN_MAX}
        path={`${path}.widen`}
        problems={form.errors}
        onChange={(widen) => {
          onChange({ ...step, widen });
        }}
      />
    </section>
  );
}

interface SetsProps {
  readonly sets: readonly RequiredSkill[][];
  readonly max: number;
  readonly path: string;
  readonly problems: Readonly<Record<string, ReactNode>>;
  readonly onChange: (sets: RequiredSkill[][]) => void;
}

/** Sets of skills of which one is enough. */
function Sets({ sets, max, path, problems, onChange }: SetsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="sw-sets">
      {sets.map((set, k) => {
        const title = t("organisation.who.set", { n: k + 1 });
        return (
          <div key={k} className="sw-set" role="group" aria-label={title}>
            <header>
              <span className="sw-dim">
                {k === 0 ? title : `${t("organisation.who.or")} ${title}`}
              </span>
              <RowButtons fixed what={title} list={sets} index={k} onChange={onChange} />
            </header>
            <SkillRows<RequiredSkill>
              rows={set}
              path={`${path}.${String(k)}`}
              problems={problems}
              levelLabel={t("organisation.atLeast")}
              level={({ level }) => level}
              withLevel={(row, level) => ({ ...row, level })}
              make={(skillId) => ({ skillId, level: 1 })}
              onChange={(next) => {
                onChange(replaced(sets, k, next));
              }}
            />
          </div>
        );
      })}
      {sets.length < max && (
        <Button
          variant="default"
          className="sw-add"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            onChange([...sets, []]);
          }}
        >
          {t("organisation.who.addSet")}
        </Button>
      )}
    </div>
  );
}
