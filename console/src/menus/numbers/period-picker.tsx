/** Which days are counted. */
import "@mantine/dates/styles.css";
import "dayjs/locale/zh-cn";
import { Select } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { consoleLanguage } from "../../i18n/i18n.js";
import { PERIODS, type Period } from "./period.js";

interface Props {
  readonly period: Period;
  readonly onChange: (period: Period) => void;
}

export function PeriodPicker({ period, onChange }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  return (
    <>
      <Select
        size="xs"
        label={t("menuTools.period.label")}
        allowDeselect={false}
        data={PERIODS.map((kind) => ({ value: kind, label: t(`menuTools.period.${kind}`) }))}
        value={period.kind}
        onChange={(value) => {
          const kind = PERIODS.find((one) => one === value);
          if (kind === "own") onChange({ kind, first: null, last: null });
          else if (kind !== undefined) onChange({ kind });
        }}
      />
      {period.kind === "own" && (
        <DatePickerInput
          type="range"
          size="xs"
          allowSingleDateInRange
          locale={consoleLanguage(i18n.language) === "zh" ? "zh-cn" : "en"}
          label={t("menuTools.period.days")}
          placeholder={t("menuTools.period.choose")}
          maxDate={new Date()}
          valueFormat={consoleLanguage(i18n.language) === "zh" ? "YYYY-MM-DD" : "D MMM YYYY"}
          value={[period.first, period.last]}
          onChange={([first, last]) => {
            onChange({ kind: "own", first, last });
          }}
        />
      )}
    </>
  );
}
