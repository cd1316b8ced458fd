/** Digits that the caller enters, such as a contract number. */
import { Select, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { NumberField } from "../../organisation/number-field.js";
import { useEditor, useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";
import { PatienceFields, outOf } from "./patience-fields.js";
import { PromptOf } from "./prompt-fields.js";

const DIGITS = { min: 1, max: 32 } as const;
const PAUSE = { min: 1, max: 30 } as const;
const NONE = "none";

export function CollectForm({ node }: { readonly node: MenuNodeOf<"collect"> }): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  const count = (
    field: "minDigits" | "maxDigits" | "interDigitSeconds",
    limits: { readonly min: number; readonly max: number },
  ): ReactNode => (
    <NumberField
      {...limits}
      label={t(`menus.form.${field}`)}
      value={node[field]}
      error={outOf(node[field], limits.min, limits.max) && t("menus.form.range", limits)}
      onChange={(value) => {
        replace({ ...node, [field]: value ?? Number.NaN }, field);
      }}
    />
  );
  return (
    <>
      <TextInput
        label={t("menus.form.name")}
        description={t("menus.form.nameHint")}
        maxLength={60}
        readOnly={readOnly}
        value={node.name}
        error={node.name === "" && t("organisation.problem.needed")}
        onChange={({ currentTarget: { value } }) => {
          replace({ ...node, name: value }, "name");
        }}
      />
      <PromptOf node={node} prompt={node.prompt} />
      <div className="sw-fields-row">
        {count("minDigits", DIGITS)}
        {count("maxDigits", DIGITS)}
        {count("interDigitSeconds", PAUSE)}
        <Select
          label={t("menus.form.terminator")}
          allowDeselect={false}
          readOnly={readOnly}
          data={[
            { value: "#", label: "#" },
            { value: "*", label: "*" },
            { value: NONE, label: t("menus.form.noTerminator") },
          ]}
          value={node.terminator ?? NONE}
          onChange={(value) => {
            replace({ ...node, terminator: value === "#" || value === "*" ? value : null }, null);
          }}
        />
      </div>
      <Switch
        label={t("menus.form.secret")}
        disabled={readOnly}
        checked={node.secret}
        onChange={({ currentTarget: { checked } }) => {
          replace({ ...node, secret: checked }, null);
        }}
      />
      <NodePicker label={t("menus.form.then")} port={{ nodeId: node.id, place: "to" }} />
      <PatienceFields node={node} />
    </>
  );
}
