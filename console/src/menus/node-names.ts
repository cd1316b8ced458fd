/** What a node is called on cards, in lists and in pickers. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { NodeId } from "../../../protocol/ids.js";
import type { MenuNode, MenuTree } from "../../../protocol/menu-tree.js";
import { languageName } from "../../../flows/walk.js";
import { useNames } from "../common/names.js";
import { NO_BUCKET } from "./edit/fresh.js";
import { firstLine } from "./edit/said.js";
import { type Slot, nodeIn } from "./edit/slots.js";

export interface NodeNames {
  readonly title: (node: MenuNode) => string;
  readonly titleOf: (nodeId: NodeId) => string;
  /** What stands at a port, such as an option's label. */
  readonly way: (node: MenuNode, slot: Slot) => string;
}

export function useNodeNames(tree: MenuTree): NodeNames {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const own = tree.languages.find((one) => i18n.language.startsWith(one.slice(0, 2)));
  const languages = own === undefined ? tree.languages : [own, ...tree.languages];
  const title = (node: MenuNode): string => {
    if ("bucketId" in node) {
      return node.bucketId === NO_BUCKET
        ? t("menus.form.chooseBucket")
        : names.bucket(node.bucketId);
    }
    if (node.kind === "collect") return node.name;
    if (node.kind === "hours") return node.hours.timeZone;
    const said = firstLine(node, languages);
    return said === "" ? t("menus.silent") : said;
  };
  return {
    title,
    titleOf: (nodeId) => {
      const node = nodeIn(tree, nodeId);
      return node === undefined ? t("menus.nowhere") : title(node);
    },
    way: (node, { place }) => {
      const [list, index] = place.split(".");
      if (node.kind === "menu" && list === "options") {
        const label = node.options[Number(index)]?.label ?? {};
        return languages.map((one) => label[one] ?? "").find((text) => text !== "") ?? "";
      }
      if (node.kind === "language") {
        return node.options.map(({ language }) => languageName(language)).join(" · ");
      }
      return place === "open" || place === "closed" || place === "noInput" || place === "invalid"
        ? t(`menus.way.${place}`)
        : t("menus.way.to");
    },
  };
}

/** Names of kinds, in the reader's language. */
export function useKindName(): (kind: MenuNode["kind"]) => string {
  const { t } = useTranslation();
  return useCallback((kind: MenuNode["kind"]) => t(`menus.kind.${kind}`), [t]);
}
