/** Something is said, and the walk goes on or ends. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { NodePicker } from "./node-picker.js";
import { OptionalPrompt } from "./optional-prompt.js";
import { PromptOf } from "./prompt-fields.js";

interface Props {
  readonly node: MenuNodeOf<"say" | "hangup">;
}

export function SayForm({ node }: Props): ReactNode {
  const { t } = useTranslation();
  if (node.kind === "hangup") return <OptionalPrompt node={node} />;
  return (
    <>
      <PromptOf node={node} prompt={node.prompt} />
      <NodePicker label={t("menus.form.then")} port={{ nodeId: node.id, place: "to" }} />
    </>
  );
}
