/** A whole number within limits; an emptied field is not a number yet. */
import { NumberInput } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly label: string;
  readonly hidden?: boolean;
  readonly description?: string;
  readonly placeholder?: string;
  /** null or NaN: empty. */
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly error?: ReactNode;
  readonly onChange: (value: number | null) => void;
}

export function NumberField({ label, hidden = false, value, onChange, ...rest }: Props): ReactNode {
  return (
    <NumberInput
      {...rest}
      {...(hidden ? { "aria-label": label } : { label })}
      size="sm"
      className="sw-number-field"
      allowDecimal={false}
      clampBehavior="blur"
      value={value === null || Number.isNaN(value) ? "" : value}
      onChange={(next) => {
        onChange(typeof next === "number" ? next : null);
      }}
    />
  );
}
