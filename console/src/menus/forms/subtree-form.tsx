/** Another menu stands here, from its start to its ends. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MenuTreeId } from "../../../../protocol/ids.js";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { typeOver } from "../../organisation/type-over.js";
import { NO_TREE } from "../edit/fresh.js";
import { useEditor, useReplace } from "../editor.js";
import { menusApi } from "../menus-api.js";

const LATEST = "latest";

export function SubtreeForm({ node }: { readonly node: MenuNodeOf<"subtree"> }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  const list = useQuery({ queryKey: ["menus", "list"], queryFn: menusApi.list });
  const others = (list.data ?? []).filter(({ id }) => id !== tree.id);
  const published = others.filter(({ publishedVersion }) => publishedVersion !== null);
  const last = others.find(({ id }) => id === node.treeId)?.publishedVersion ?? 0;
  const versions = Array.from({ length: Math.max(last, node.version ?? 0) }, (_, k) => k + 1);
  return (
    <>
      <p className="sw-hint">{t("menus.form.subtreeHint")}</p>
      <Select
        label={t("menus.kind.subtree")}
        {...typeOver}
        allowDeselect={false}
        readOnly={readOnly}
        placeholder={t("menus.form.chooseTree")}
        nothingFoundMessage={t("menus.form.noTrees")}
        data={published.map(({ id, name }) => ({ value: id, label: name }))}
        value={published.some(({ id }) => id === node.treeId) ? node.treeId : null}
        onChange={(value) => {
          if (value === null) return;
          replace({ ...node, treeId: MenuTreeId.parse(value), version: null }, null);
        }}
      />
      {node.treeId !== NO_TREE && (
        <>
          <Select
            label={t("menus.form.partVersion")}
            allowDeselect={false}
            readOnly={readOnly}
            data={[
              { value: LATEST, label: t("menus.form.latest") },
              ...versions
                .reverse()
                .map((n) => ({ value: String(n), label: t("menus.version", { n }) })),
            ]}
            value={node.version === null ? LATEST : String(node.version)}
            onChange={(value) => {
              if (value === null) return;
              replace({ ...node, version: value === LATEST ? null : Number(value) }, null);
            }}
          />
          <Link to="/menus/$menuId" params={{ menuId: node.treeId }}>
            {t("menus.form.openPart")}
          </Link>
        </>
      )}
    </>
  );
}
