/** A prompt that an end may have. */
import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { useEditor, useReplace } from "../editor.js";
import { PromptOf } from "./prompt-fields.js";

interface Props {
  readonly node: MenuNodeOf<"bucket" | "operator" | "callback" | "voicemail" | "hangup">;
}

export function OptionalPrompt({ node }: Props): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  return (
    <>
      <Switch
        label={t("menus.form.saysFirst")}
        disabled={readOnly}
        checked={node.prompt !== null}
        onChange={({ currentTarget: { checked } }) => {
          const empty = Object.fromEntries(tree.languages.map((one) => [one, ""]));
          replace({ ...node, prompt: checked ? empty : null }, null);
        }}
      />
      {node.prompt !== null && <PromptOf node={node} prompt={node.prompt} />}
    </>
  );
}
