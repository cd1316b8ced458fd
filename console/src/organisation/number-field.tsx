/**
 * A whole number. What is out of its limits stays as it was typed and is refused when it is saved,
 * so that nobody finds another number than they wrote; an emptied field is not a number yet.
 */
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
      clampBehavior="none"
      // No limit has as many digits; without an end the problem would name one that nobody set.
      maxLength={9}
      value={value === null || Number.isNaN(value) ? "" : value}
      onChange={(next) => {
        // Beyond what JavaScript counts exactly it comes as text.
        onChange(next === "" ? null : Number(next));
      }}
    />
  );
}
