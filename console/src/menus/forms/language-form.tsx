/** The caller chooses a language, and with it perhaps engineers who speak it. */
import { Button, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../../../flows/walk.js";
import { SkillId } from "../../../../protocol/ids.js";
import { type MenuNodeOf, OptionKey } from "../../../../protocol/menu-tree.js";
import { useConsole } from "../../live/use-console.js";
import { NumberField } from "../../organisation/number-field.js";
import { RowButtons, replaced } from "../../organisation/row-buttons.js";
import { freeKey } from "../edit/fresh.js";
import { useEditor, useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";
import { PatienceFields, outOf } from "./patience-fields.js";
import { PromptOf } from "./prompt-fields.js";

type Choice = MenuNodeOf<"language">;

const LEVEL = { min: 1, max: 10 } as const;
const ANYBODY = "anybody";

export function LanguageForm({ node }: { readonly node: Choice }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  const key = freeKey(node.options.map((option) => option.key));
  const language = tree.languages.find((one) => node.options.every((o) => o.language !== one));
  return (
    <>
      <PromptOf node={node} prompt={node.prompt} />
      <fieldset className="sw-options">
        <legend>{t("menus.form.options")}</legend>
        {node.options.map((option, k) => (
          <ChoiceRow key={option.key} node={node} index={k} />
        ))}
        {!readOnly && key !== null && language !== undefined && (
          <Button
            variant="default"
            className="sw-add"
            leftSection={<IconPlus size={14} />}
            onClick={() => {
              const options = [...node.options, { key, language, skill: null }];
              replace({ ...node, options }, null);
            }}
          >
            {t("menus.form.addOption")}
          </Button>
        )}
      </fieldset>
      <NodePicker label={t("menus.form.then")} port={{ nodeId: node.id, place: "to" }} />
      <PatienceFields node={node} />
    </>
  );
}

function ChoiceRow({ node, index }: { readonly node: Choice; readonly index: number }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  const skills = useConsole((s) => s.organisation?.skills) ?? [];
  const option = node.options[index];
  if (option === undefined) return null;
  const what = t("menus.form.key", { key: option.key });
  const set = (part: Partial<typeof option>, field: string | null): void => {
    const options = replaced(node.options, index, { ...option, ...part });
    replace({ ...node, options }, field === null ? null : `option.${option.key}.${field}`);
  };
  const { skill } = option;
  return (
    <div className="sw-option" role="group" aria-label={what}>
      <Select
        aria-label={what}
        className="sw-option-key"
        allowDeselect={false}
        readOnly={readOnly}
        data={OptionKey.options.filter(
          (one) => one === option.key || node.options.every((other) => other.key !== one),
        )}
        value={option.key}
        onChange={(value) => {
          const chosen = OptionKey.safeParse(value).data;
          if (chosen !== undefined) set({ key: chosen }, null);
        }}
      />
      <div className="sw-option-labels">
        <Select
          aria-label={`${what}: ${t("menus.form.language")}`}
          allowDeselect={false}
          readOnly={readOnly}
          data={[...new Set([...tree.languages, option.language])].map((one) => ({
            value: one,
            label: languageName(one),
          }))}
          value={option.language}
          onChange={(value) => {
            if (value !== null) set({ language: value }, null);
          }}
        />
        <Select
          aria-label={`${what}: ${t("menus.form.skill")}`}
          allowDeselect={false}
          readOnly={readOnly}
          data={[
            { value: ANYBODY, label: t("menus.form.anybody") },
            ...skills.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={skill?.skillId ?? ANYBODY}
          onChange={(value) => {
            if (value === null) return;
            const level = skill?.level ?? 1;
            const chosen = value === ANYBODY ? null : { skillId: SkillId.parse(value), level };
            set({ skill: chosen }, null);
          }}
        />
        {skill !== null && (
          <NumberField
            {...LEVEL}
            hidden
            label={`${what}: ${t("menus.form.level")}`}
            value={skill.level}
            error={outOf(skill.level, LEVEL.min, LEVEL.max) && t("menus.form.range", LEVEL)}
            onChange={(level) => {
              set({ skill: { ...skill, level: level ?? Number.NaN } }, "level");
            }}
          />
        )}
      </div>
      {!readOnly && (
        <div className="sw-option-end">
          <RowButtons
            fixed
            what={what}
            list={node.options}
            index={index}
            onChange={(options) => {
              if (options.length > 0) replace({ ...node, options }, null);
            }}
          />
        </div>
      )}
    </div>
  );
}
