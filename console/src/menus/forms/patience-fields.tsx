/** What is heard after silence and after a wrong answer, how often, and where it leads then. */
import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNode } from "../../../../protocol/menu-tree.js";
import { NumberField } from "../../organisation/number-field.js";
import { useEditor, useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";
import { PromptFields } from "./prompt-fields.js";

type Asking = Extract<MenuNode, { noInput: unknown }>;

const TIMES_MAX = 5;
const SECONDS_MAX = 60;

export function PatienceFields({ node }: { readonly node: Asking }): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  return (
    <>
      <NumberField
        label={t("menus.form.firstDigit")}
        description={t("menus.form.firstDigitHint")}
        min={1}
        max={SECONDS_MAX}
        value={node.firstDigitSeconds}
        error={
          outOf(node.firstDigitSeconds, 1, SECONDS_MAX) &&
          t("menus.form.range", { min: 1, max: SECONDS_MAX })
        }
        onChange={(seconds) => {
          replace({ ...node, firstDigitSeconds: seconds ?? Number.NaN }, "firstDigit");
        }}
      />
      <Switch
        label={t("menus.form.bargeIn")}
        disabled={readOnly}
        checked={node.bargeIn}
        onChange={({ currentTarget: { checked } }) => {
          replace({ ...node, bargeIn: checked }, null);
        }}
      />
      {(["noInput", "invalid"] as const).map((which) => {
        const patience = node[which];
        return (
          <details key={which} className="sw-fields sw-patience">
            <summary>
              {t(`menus.form.${which}`)}
              <small className="sw-dim"> {t("menus.form.times", { count: patience.times })}</small>
            </summary>
            <PromptFields
              label={t(`menus.form.${which}Prompt`)}
              prompt={patience.prompt}
              optional={patience.times === 0}
              recorded={{ nodeId: node.id, place: which, recordings: patience.recordings }}
              onChange={(prompt, language) => {
                replace({ ...node, [which]: { ...patience, prompt } }, `${which}.${language}`);
              }}
            />
            <div className="sw-fields-row">
              <NumberField
                label={t("menus.form.howOften")}
                min={0}
                max={TIMES_MAX}
                value={patience.times}
                error={
                  outOf(patience.times, 0, TIMES_MAX) &&
                  t("menus.form.range", { min: 0, max: TIMES_MAX })
                }
                onChange={(times) => {
                  replace(
                    { ...node, [which]: { ...patience, times: times ?? Number.NaN } },
                    `${which}.times`,
                  );
                }}
              />
              <NodePicker
                label={t("menus.form.fallback")}
                port={{ nodeId: node.id, place: which }}
              />
            </div>
          </details>
        );
      })}
    </>
  );
}

/** True when it is no number or not one of those allowed. */
export function outOf(value: number, min: number, max: number): boolean {
  return !(value >= min && value <= max);
}
