/** What is said of the tree as a whole: its name, its languages, where it begins. */
import { Select, Switch, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../../../flows/walk.js";
import { NodeId } from "../../../../protocol/ids.js";
import { Language } from "../../../../protocol/words.js";
import { typeOver } from "../../organisation/type-over.js";
import { nodeIn } from "../edit/slots.js";
import { useEditor } from "../editor.js";
import { useKindName, useNodeNames } from "../node-names.js";

const LANGUAGES_MAX = 10;

export function TreeForm(): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly, change } = useEditor();
  const names = useNodeNames(tree);
  const kindName = useKindName();
  return (
    <>
      <p className="sw-hint">{t("menus.form.treeHint")}</p>
      <TextInput
        label={t("menus.form.treeName")}
        maxLength={120}
        readOnly={readOnly}
        value={tree.name}
        error={tree.name === "" && t("organisation.problem.needed")}
        onChange={({ currentTarget: { value } }) => {
          change((before) => ({ ...before, name: value }), "name");
        }}
      />
      <LanguagesInput
        languages={tree.languages}
        readOnly={readOnly}
        onChange={(languages) => {
          change((before) => ({ ...before, languages }), null);
        }}
      />
      <Switch
        label={t("menus.form.isPart")}
        description={t("menus.form.isPartHint")}
        disabled={readOnly}
        checked={tree.isPart === true}
        onChange={({ currentTarget: { checked } }) => {
          change(({ isPart: _isPart, ...before }) => {
            return checked ? { ...before, isPart: true } : before;
          }, null);
        }}
      />
      <Select
        label={t("menus.form.start")}
        {...typeOver}
        allowDeselect={false}
        readOnly={readOnly}
        limit={60}
        data={tree.nodes.map((node) => ({
          value: node.id,
          label: `${kindName(node.kind)}: ${names.title(node)}`,
        }))}
        value={nodeIn(tree, tree.start)?.id ?? null}
        onChange={(value) => {
          if (value !== null) change((before) => ({ ...before, start: NodeId.parse(value) }), null);
        }}
      />
    </>
  );
}

interface LanguagesProps {
  readonly languages: readonly string[];
  readonly readOnly?: boolean;
  readonly onChange: (languages: string[]) => void;
}

/** At least one; the first is what is spoken before anybody chose. */
export function LanguagesInput({
  languages,
  readOnly = false,
  onChange,
}: LanguagesProps): ReactNode {
  const { t } = useTranslation();
  return (
    <TagsInput
      label={t("menus.form.languages")}
      description={t("menus.form.languagesHint", {
        names: languages.map((one) => languageName(one)).join(", "),
      })}
      readOnly={readOnly}
      maxTags={LANGUAGES_MAX}
      data={["en", "zh", "de", "fr", "es", "pt", "it", "ja", "ko"]}
      value={[...languages]}
      onChange={(next) => {
        const known = next.filter((one) => Language.safeParse(one).success);
        if (known.length > 0) onChange(known);
      }}
    />
  );
}
