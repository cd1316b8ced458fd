/** Skills with a level each: what is asked for, what somebody can do, how far a level may fall. */
import { Select } from "@mantine/core";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SkillId } from "../../../protocol/ids.js";
import { useNames } from "../common/names.js";
import { useConsole } from "../live/use-console.js";
import { NumberField } from "./number-field.js";
import { RowButtons, replaced } from "./row-buttons.js";

/** Levels go from 1 (beginner) to 10. */
const LEVEL_MAX = 10;

interface Props<T extends { readonly skillId: SkillId }> {
  readonly rows: readonly T[];
  readonly levelLabel: string;
  /** Said when there is none. */
  readonly empty?: string;
  readonly level: (row: T) => number;
  readonly withLevel: (row: T, level: number) => T;
  readonly make: (skillId: SkillId) => T;
  /** More about a row, such as whether it is required. */
  readonly extra?: (row: T, change: (row: T) => void) => ReactNode;
  readonly problems: Readonly<Record<string, ReactNode>>;
  /** Of the list, as problems name it. */
  readonly path: string;
  readonly onChange: (rows: T[]) => void;
}

export function SkillRows<T extends { readonly skillId: SkillId }>(props: Props<T>): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { rows, onChange, problems, path } = props;
  return (
    <div className="sw-skill-rows">
      {rows.length === 0 && props.empty !== undefined && <p className="sw-dim">{props.empty}</p>}
      {rows.map((row, k) => {
        const name = names.skill(row.skillId);
        const change = (next: T): void => {
          onChange(replaced(rows, k, next));
        };
        return (
          <div key={row.skillId} className="sw-skill-row">
            <span className="sw-skill-name">{name}</span>
            <span className="sw-dim">{props.levelLabel}</span>
            <NumberField
              hidden
              label={`${name}: ${t("organisation.level")}`}
              value={props.level(row)}
              min={1}
              max={LEVEL_MAX}
              error={
                problems[`${path}.${String(k)}.level`] ??
                problems[`${path}.${String(k)}.to`] ??
                problems[`${path}.${String(k)}.skillId`]
              }
              onChange={(level) => {
                change(props.withLevel(row, level ?? Number.NaN));
              }}
            />
            {props.extra?.(row, change)}
            <RowButtons fixed what={name} list={rows} index={k} onChange={onChange} />
          </div>
        );
      })}
      <SkillPicker
        without={rows.map(({ skillId }) => skillId)}
        onPick={(skillId) => {
          onChange([...rows, props.make(skillId)]);
        }}
      />
      {problems[path] !== undefined && <p className="sw-problem">{problems[path]}</p>}
    </div>
  );
}

/** Adds a skill by its name. */
export function SkillPicker({
  without,
  onPick,
}: {
  readonly without: readonly string[];
  readonly onPick: (skillId: SkillId) => void;
}): ReactNode {
  const { t } = useTranslation();
  const skills = useConsole((s) => s.organisation?.skills);
  const data = (skills ?? [])
    .filter(({ id }) => !without.includes(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      key={without.join()}
      size="xs"
      className="sw-skill-picker"
      aria-label={t("organisation.addSkill")}
      placeholder={`+ ${t("organisation.addSkill")}`}
      nothingFoundMessage={t(data.length === 0 ? "organisation.noMoreSkills" : "transfer.nothing")}
      data={data}
      value={null}
      onChange={(id) => {
        if (id !== null) onPick(SkillId.parse(id));
      }}
      searchable
      maxDropdownHeight={220}
    />
  );
}
