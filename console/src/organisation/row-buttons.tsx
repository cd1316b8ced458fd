/** Up, down and away: an ordered list that can be changed with the keyboard alone. */
import { ActionIcon } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props<T> {
  /** What the row is, for those who hear it. */
  readonly what: string;
  readonly list: readonly T[];
  readonly index: number;
  /** Its order means nothing. */
  readonly fixed?: boolean;
  readonly onChange: (list: T[]) => void;
}

export function RowButtons<T>({ what, list, index, onChange, fixed = false }: Props<T>): ReactNode {
  const { t } = useTranslation();
  const move = (by: 1 | -1): void => {
    const next = [...list];
    const [row] = next.splice(index, 1);
    if (row !== undefined) next.splice(index + by, 0, row);
    onChange(next);
  };
  return (
    <span className="sw-row-buttons">
      {!fixed && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            disabled={index === 0}
            aria-label={t("organisation.up", { what })}
            onClick={() => {
              move(-1);
            }}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            disabled={index === list.length - 1}
            aria-label={t("organisation.down", { what })}
            onClick={() => {
              move(1);
            }}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
        </>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t("organisation.removeOf", { what })}
        onClick={() => {
          onChange(list.filter((_, k) => k !== index));
        }}
      >
        <IconX size={16} />
      </ActionIcon>
    </span>
  );
}

/** A list with one row changed. */
export function replaced<T>(list: readonly T[], index: number, row: T): T[] {
  return list.map((one, k) => (k === index ? row : one));
}
