/** What a node is called on cards, in lists and in pickers. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { NodeId } from "../../../protocol/ids.js";
import type { ConditionWhen, MenuNode, MenuTree } from "../../../protocol/menu-tree.js";
import { languageName } from "../../../flows/walk.js";
import { useNames } from "../common/names.js";
import { NO_BUCKET, NO_TREE } from "./edit/fresh.js";
import { firstLine } from "./edit/said.js";
import type { Slot } from "../../../flows/slots.js";
import { nodeIn } from "./edit/slots.js";

const ways = [
  "open",
  "closed",
  "noInput",
  "invalid",
  "otherwise",
  "found",
  "missing",
  "fallback",
] as const;

function isWay(place: string): place is (typeof ways)[number] {
  return ways.some((way) => way === place);
}

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
    if (node.kind === "subtree") {
      return node.treeId === NO_TREE ? t("menus.form.chooseTree") : node.treeId;
    }
    if (node.kind === "lookup") return t(`menus.lookup.${node.source.kind}`);
    if (node.kind === "condition") {
      return node.branches.map(({ when }) => t(`menus.when.${when.kind}`)).join(" · ");
    }
    const said = firstLine(node, languages);
    return said === "" ? t("menus.silent") : said;
  };
  const inShort = (when: ConditionWhen): string => {
    switch (when.kind) {
      case "tier":
        return when.tiers.map((tier) => t(`tier.${tier}`)).join(", ");
      case "language":
        return when.languages.map((one) => languageName(one)).join(", ");
      case "address":
        return when.addresses.join(", ");
      case "length":
        return t("menus.when.lengthShort", {
          bucket: names.bucket(when.bucketId),
          count: when.atLeast,
        });
      case "estimate":
        return t("menus.when.estimateShort", {
          bucket: names.bucket(when.bucketId),
          count: when.seconds,
        });
      case "hours":
        return t("menus.way.open");
      default:
        throw new Error(`unhandled condition ${String(when satisfies never)}`);
    }
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
      if (node.kind === "article" && (place === "solved" || place === "unsolved")) {
        const label = place === "solved" ? node.yes : node.no;
        return languages.map((one) => label[one] ?? "").find((text) => text !== "") ?? "";
      }
      if (node.kind === "condition" && list === "branches") {
        const when = node.branches[Number(index)]?.when;
        return when === undefined ? "" : inShort(when);
      }
      return isWay(place) ? t(`menus.way.${place}`) : t("menus.way.to");
    },
  };
}

/** Names of kinds, in the reader's language. */
export function useKindName(): (kind: MenuNode["kind"]) => string {
  const { t } = useTranslation();
  return useCallback((kind: MenuNode["kind"]) => t(`menus.kind.${kind}`), [t]);
}

/** As much of a title as stands well in a sentence. */
export function inShort(title: string): string {
  const letters = Array.from(title);
  return letters.length <= SHORT_CHARACTERS
    ? title
    : `${letters.slice(0, SHORT_CHARACTERS).join("")}…`;
}

const SHORT_CHARACTERS = 40;
