/** What a proposal changes, in words that name the options. */
import { useTranslation } from "react-i18next";
import type { MenuNodeOf, MenuTree } from "../../../../protocol/menu-tree.js";
import { nodeIn, portsTo } from "../edit/slots.js";
import type { Proposal } from "../menus-api.js";
import { inShort, useNodeNames } from "../node-names.js";

type Option = MenuNodeOf<"menu">["options"][number];

/** One sentence, and a line for each option that gets another key. */
export interface ProposalWords {
  readonly title: string;
  readonly lines: readonly string[];
}

export function useProposalWords(tree: MenuTree): (proposal: Proposal) => ProposalWords {
  const { t, i18n } = useTranslation();
  const names = useNodeNames(tree);
  const own = tree.languages.find((one) => i18n.language.startsWith(one.slice(0, 2)));
  const language = own ?? tree.languages[0] ?? "";
  const called = ({ label, key }: Option): string => label[language] ?? key;
  return ({ kind, nodeId, tree: after }) => {
    const node = inShort(names.titleOf(nodeId));
    const title = t(`menuTools.advice.kind.${kind}`, { node });
    // What moves up gets its new key there.
    const about = kind === "promote" ? (portsTo(tree, nodeId)[0]?.nodeId ?? nodeId) : nodeId;
    const was = nodeIn(tree, about);
    const is = after === null ? undefined : nodeIn(after, about);
    if (after === null || was?.kind !== "menu" || is?.kind !== "menu" || kind === "shortcut") {
      return { title, lines: [] };
    }
    const same = (one: Option) => (other: Option) =>
      one.to === other.to && one.label[language] === other.label[language];
    const lines = is.options.flatMap((option) => {
      const before = was.options.find(same(option));
      if (before === undefined) {
        return [t("menuTools.advice.newKey", { label: called(option), key: option.key })];
      }
      return before.key === option.key
        ? []
        : [
            t("menuTools.advice.otherKey", {
              label: called(option),
              key: option.key,
              before: before.key,
            }),
          ];
    });
    const gone = was.options.filter(({ to }) => is.options.every((option) => option.to !== to));
    const inside = is.options.flatMap(({ to }) => {
      const node = nodeIn(after, to);
      return node?.kind === "menu" ? node.options : [];
    });
    const moved = gone.map((option) => {
      const label = called(option);
      const below = kind === "split" ? inside.find(same(option)) : undefined;
      return below === undefined
        ? t("menuTools.advice.goneKey", { label })
        : t("menuTools.advice.belowKey", { label, key: below.key });
    });
    return { title, lines: [...lines, ...moved] };
  };
}
