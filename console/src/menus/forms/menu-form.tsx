/** A menu: what is heard, and where each key leads. */
import { ActionIcon, Button, Checkbox, Select, TagsInput, TextInput, Tooltip } from "@mantine/core";
import { IconArrowRight, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../../../flows/walk.js";
import { type MenuNodeOf, OptionKey } from "../../../../protocol/menu-tree.js";
import { RowButtons, replaced } from "../../organisation/row-buttons.js";
import { freeKey } from "../edit/fresh.js";
import { nodeIn } from "../edit/slots.js";
import { withOption, withOptionMoved } from "../edit/tree-edit.js";
import { useEditor, useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";
import { PatienceFields } from "./patience-fields.js";
import { PromptOf } from "./prompt-fields.js";

type Menu = MenuNodeOf<"menu">;

/** As the protocol has them. */
const WORDS_MAX = 10;
const WORD_CHARACTERS_MAX = 40;

export function MenuForm({ node }: { readonly node: Menu }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  return (
    <>
      <PromptOf node={node} prompt={node.prompt} />
      <fieldset className="sw-options">
        <legend>{t("menus.form.options")}</legend>
        {node.options.map((option, k) => (
          <OptionRow key={option.key} node={node} index={k} />
        ))}
        {!readOnly && (
          <Button
            variant="default"
            className="sw-add"
            leftSection={<IconPlus size={14} />}
            disabled={freeKey(node.options.map(({ key }) => key)) === null}
            onClick={() => {
              replace(withOption(node, tree.languages), null);
            }}
          >
            {t("menus.form.addOption")}
          </Button>
        )}
      </fieldset>
      <PatienceFields node={node} />
    </>
  );
}

function OptionRow({ node, index }: { readonly node: Menu; readonly index: number }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly, show } = useEditor();
  const replace = useReplace();
  const option = node.options[index];
  if (option === undefined) return null;
  const what = t("menus.form.key", { key: option.key });
  const set = (part: Partial<typeof option>, field: string | null): void => {
    const options = replaced(node.options, index, { ...option, ...part });
    replace({ ...node, options }, field === null ? null : `option.${option.key}.${field}`);
  };
  const free = OptionKey.options.filter(
    (key) => key === option.key || node.options.every((other) => other.key !== key),
  );
  return (
    <div className="sw-option" role="group" aria-label={what}>
      <Select
        aria-label={what}
        className="sw-option-key"
        allowDeselect={false}
        readOnly={readOnly}
        data={free}
        value={option.key}
        onChange={(value) => {
          const key = OptionKey.safeParse(value).data;
          if (key !== undefined) set({ key }, null);
        }}
      />
      <div className="sw-option-labels">
        {tree.languages.map((language) => (
          <TextInput
            key={language}
            lang={language}
            aria-label={`${what}: ${languageName(language)}`}
            placeholder={t("menus.form.label", { language: languageName(language) })}
            readOnly={readOnly}
            data-missing={(option.label[language] ?? "").trim() === ""}
            value={option.label[language] ?? ""}
            onChange={({ currentTarget: { value } }) => {
              set({ label: { ...option.label, [language]: value } }, language);
            }}
          />
        ))}
      </div>
      <div className="sw-option-words">
        {tree.languages.map((language) => (
          <TagsInput
            key={language}
            size="xs"
            aria-label={`${what}: ${t("menus.form.words")} (${languageName(language)})`}
            placeholder={
              (option.words[language] ?? []).length > 0
                ? ""
                : t("menus.form.wordsIn", { language: languageName(language) })
            }
            readOnly={readOnly}
            maxTags={WORDS_MAX}
            value={option.words[language] ?? []}
            onChange={(words) => {
              const said = words.map((word) => word.slice(0, WORD_CHARACTERS_MAX));
              const others = Object.entries(option.words).filter(([one]) => one !== language);
              const own = said.length > 0 ? [[language, said] as const] : [];
              set({ words: Object.fromEntries([...others, ...own]) }, null);
            }}
          />
        ))}
      </div>
      <div className="sw-option-to">
        <NodePicker
          hidden
          label={t("menus.form.leadsTo", { what })}
          port={{ nodeId: node.id, place: `options.${String(index)}` }}
        />
        <Tooltip label={t("menus.form.goThere")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${t("menus.form.goThere")}: ${what}`}
            disabled={nodeIn(tree, option.to) === undefined}
            onClick={() => {
              show(option.to);
            }}
          >
            <IconArrowRight size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className="sw-option-end">
        <Checkbox
          size="xs"
          label={t("menus.form.shortcut")}
          title={t("menus.form.shortcutHint")}
          disabled={readOnly}
          checked={option.shortcut}
          onChange={({ currentTarget: { checked } }) => {
            set({ shortcut: checked }, null);
          }}
        />
        {!readOnly && (
          <RowButtons
            what={what}
            list={node.options}
            index={index}
            onChange={(options) => {
              if (options.length === 0) return;
              const by = options[index - 1] === option ? -1 : 1;
              if (options.length < node.options.length) replace({ ...node, options }, null);
              else replace(withOptionMoved(node, index, by), null);
            }}
          />
        )}
      </div>
    </div>
  );
}
