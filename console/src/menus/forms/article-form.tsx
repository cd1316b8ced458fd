/** Help without an engineer: a text, and whether it helped. */
import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { useEditor, useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";
import { PatienceFields } from "./patience-fields.js";
import { PromptFields } from "./prompt-fields.js";

export function ArticleForm({ node }: { readonly node: MenuNodeOf<"article"> }): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  const words = (field: "title" | "text" | "prompt" | "yes" | "no"): ReactNode => (
    <PromptFields
      label={t(`menus.form.article.${field}`)}
      prompt={node[field]}
      {...(field === "text" && {
        recorded: { nodeId: node.id, place: field, recordings: node.textRecordings },
      })}
      {...(field === "prompt" && {
        recorded: { nodeId: node.id, place: field, recordings: node.recordings },
      })}
      onChange={(prompt, language) => {
        replace({ ...node, [field]: prompt }, `${field}.${language}`);
      }}
    />
  );
  return (
    <>
      {words("title")}
      {words("text")}
      <TextInput
        type="url"
        label={t("menus.form.article.link")}
        description={t("menus.form.article.linkHint")}
        readOnly={readOnly}
        value={node.link ?? ""}
        error={node.link !== null && !node.link.startsWith("https://") && t("menus.form.https")}
        onChange={({ currentTarget: { value } }) => {
          replace({ ...node, link: value === "" ? null : value }, "link");
        }}
      />
      {words("prompt")}
      {words("yes")}
      <NodePicker
        label={t("menus.form.article.solved")}
        port={{ nodeId: node.id, place: "solved" }}
      />
      {words("no")}
      <NodePicker
        label={t("menus.form.article.unsolved")}
        port={{ nodeId: node.id, place: "unsolved" }}
      />
      <PatienceFields node={node} />
    </>
  );
}
