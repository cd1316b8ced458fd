/** A span of time, written as people do and kept in seconds. */
import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type SpanUnits, parseSpan, writeSpan } from "../state/span-text.js";

export function useSpanUnits(): SpanUnits {
  const { t } = useTranslation();
  return {
    second: t("organisation.units.second"),
    minute: t("organisation.units.minute"),
    hour: t("organisation.units.hour"),
    day: t("organisation.units.day"),
  };
}

interface Props {
  readonly label: string;
  /** The label is only for those who do not see the table around it. */
  readonly hidden?: boolean;
  readonly description?: string;
  readonly placeholder?: string;
  /** Seconds. null: nothing is written, which means something here. NaN: not understood. */
  readonly value: number | null;
  readonly error?: ReactNode;
  readonly onChange: (seconds: number | null) => void;
}

export function SpanInput({
  label,
  hidden = false,
  value,
  onChange,
  description,
  placeholder,
  error,
}: Props): ReactNode {
  const units = useSpanUnits();
  const { t } = useTranslation();
  /** What is being typed stands as it is, and what was not understood too, so that it can be mended. */
  const [typed, setTyped] = useState("");
  const [focused, setFocused] = useState(false);
  const written = value === null || Number.isNaN(value) ? "" : writeSpan(value, units);
  const unread = value !== null && Number.isNaN(value);
  return (
    <TextInput
      {...(hidden ? { "aria-label": label } : { label })}
      {...(description !== undefined && { description })}
      placeholder={placeholder ?? t("organisation.spanHint")}
      className="sw-span"
      value={focused || unread ? typed : written}
      error={error}
      onFocus={() => {
        if (!unread) setTyped(written);
        setFocused(true);
      }}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text);
        onChange(text.trim() === "" ? null : (parseSpan(text) ?? Number.NaN));
      }}
      onBlur={() => {
        setFocused(false);
      }}
    />
  );
}
