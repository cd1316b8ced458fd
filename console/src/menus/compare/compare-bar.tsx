/** Chooses two trees: the draft, or any version. */
import { Button, Select } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Version } from "../menus-api.js";

/** null: the draft. */
export type Which = number | null;

export interface Pair {
  readonly from: Which;
  readonly to: Which;
}

interface Props {
  readonly versions: readonly Version[];
  readonly published: number | null;
  /** The two that are shown. null: none are. */
  readonly shown: Pair | null;
  readonly onCompare: (pair: Pair | null) => void;
}

const DRAFT = "draft";

export function CompareBar({ versions, published, shown, onCompare }: Props): ReactNode {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Pair>({ from: published, to: null });
  const pair = shown ?? chosen;
  const data = [
    { value: DRAFT, label: t("menuTools.compare.draft") },
    ...versions.map(({ version }) => ({
      value: String(version),
      label:
        version === published
          ? t("menuTools.compare.published", { n: version })
          : t("menus.version", { n: version }),
    })),
  ];
  const choose = (part: Partial<Pair>): void => {
    const next = { ...pair, ...part };
    setChosen(next);
    if (shown !== null) onCompare(next);
  };
  return (
    <fieldset className="sw-compare-bar">
      <legend className="sw-unseen">{t("menuTools.compare.title")}</legend>
      {(["from", "to"] as const).map((side) => (
        <Select
          key={side}
          size="xs"
          label={t(`menuTools.compare.${side}`)}
          allowDeselect={false}
          data={data}
          value={pair[side] === null ? DRAFT : String(pair[side])}
          onChange={(value) => {
            if (value !== null) choose({ [side]: value === DRAFT ? null : Number(value) });
          }}
        />
      ))}
      <Button
        size="xs"
        variant={shown === null ? "default" : "light"}
        aria-pressed={shown !== null}
        leftSection={<IconArrowsDiff size={14} />}
        onClick={() => {
          onCompare(shown === null ? pair : null);
        }}
      >
        {t(shown === null ? "menuTools.compare.show" : "menuTools.compare.hide")}
      </Button>
    </fieldset>
  );
}
