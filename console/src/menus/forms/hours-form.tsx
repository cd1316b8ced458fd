/** Opening hours decide where the walk goes on. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { HoursFields } from "../../organisation/hours-fields.js";
import { useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";

export function HoursForm({ node }: { readonly node: MenuNodeOf<"hours"> }): ReactNode {
  const { t } = useTranslation();
  const replace = useReplace();
  return (
    <>
      <NodePicker label={t("menus.form.open")} port={{ nodeId: node.id, place: "open" }} />
      <NodePicker label={t("menus.form.closed")} port={{ nodeId: node.id, place: "closed" }} />
      <HoursFields
        hours={node.hours}
        always=""
        problems={{}}
        onChange={(hours) => {
          // Opening hours are what this node is; without them it is taken out instead.
          if (hours !== null) replace({ ...node, hours }, "hours");
        }}
      />
    </>
  );
}
