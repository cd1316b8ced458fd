/** Hours of a bucket or an engineer: several periods a day, a time zone, holidays and days off. */
import { Button, Chip, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Hours } from "../../../protocol/words.js";
import { consoleLanguage } from "../i18n/i18n.js";
import { api } from "../live/api.js";
import { RowButtons, replaced } from "./row-buttons.js";
import { typeOver } from "./type-over.js";

const PERIODS_MAX = 50;
/** ISO: 1 is Monday. */
const WEEK = ["1", "2", "3", "4", "5", "6", "7"] as const;
/** An office's week, to change from. */
const OFFICE = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };

interface Props {
  readonly hours: Hours | null;
  /** What it means when there are none. */
  readonly always: string;
  readonly problems: Readonly<Record<string, ReactNode>>;
  readonly onChange: (hours: Hours | null) => void;
}

export function HoursFields({ hours, always, problems, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="sw-form">
      <Switch
        label={t("organisation.hours.set")}
        checked={hours !== null}
        onChange={({ currentTarget: { checked } }) => {
          const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
          onChange(checked ? { timeZone, periods: [OFFICE], holidays: null, closedOn: [] } : null);
        }}
      />
      {hours === null && <p className="sw-dim sw-hint">{always}</p>}
      {hours !== null && (
        <>
          <Select
            label={t("organisation.hours.zone")}
            {...typeOver}
            allowDeselect={false}
            nothingFoundMessage={t("transfer.nothing")}
            data={zonesWith(hours.timeZone)}
            limit={50}
            value={hours.timeZone}
            error={problems["hours.timeZone"]}
            onChange={(timeZone) => {
              if (timeZone !== null) onChange({ ...hours, timeZone });
            }}
          />
          <Periods hours={hours} problems={problems} onChange={onChange} />
          <Holidays hours={hours} problems={problems} onChange={onChange} />
        </>
      )}
    </div>
  );
}

function zonesWith(zone: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(zone) ? known : [zone, ...known];
}

interface PartProps {
  readonly hours: Hours;
  readonly problems: Props["problems"];
  readonly onChange: (hours: Hours) => void;
}

function Periods({ hours, problems, onChange }: PartProps): ReactNode {
  const { t } = useTranslation();
  const { periods } = hours;
  const set = (next: Hours["periods"]): void => {
    onChange({ ...hours, periods: next });
  };
  return (
    <>
      {periods.length === 0 && <p className="sw-dim">{t("organisation.hours.noPeriods")}</p>}
      {periods.map((period, k) => {
        const what = t("organisation.hours.period", { n: k + 1 });
        const path = `hours.periods.${String(k)}`;
        const change = (part: Partial<Hours["periods"][number]>): void => {
          set(replaced(periods, k, { ...period, ...part }));
        };
        const time = (field: "from" | "to"): ReactNode => (
          <TextInput
            type="time"
            label={t(`organisation.hours.${field}`)}
            // The end of the day is written as its beginning: a field for times knows no 24:00.
            value={period[field] === "24:00" ? "00:00" : period[field]}
            error={problems[`${path}.${field}`]}
            onChange={({ currentTarget: { value } }) => {
              change({ [field]: field === "to" && value === "00:00" ? "24:00" : value });
            }}
          />
        );
        return (
          <div key={k} className="sw-period" role="group" aria-label={what}>
            <Chip.Group
              multiple
              value={period.days.map(String)}
              onChange={(chosen) => {
                change({ days: WEEK.filter((day) => chosen.includes(day)).map(Number) });
              }}
            >
              <div className="sw-chips" role="group" aria-label={t("organisation.hours.days")}>
                {WEEK.map((day) => (
                  <Chip key={day} size="xs" value={day} variant="outline">
                    {t(`organisation.hours.day.d${day}`)}
                  </Chip>
                ))}
              </div>
            </Chip.Group>
            {time("from")}
            {time("to")}
            <RowButtons fixed what={what} list={periods} index={k} onChange={set} />
            {period.from >= period.to && (
              <small className="sw-dim">{t("organisation.hours.night")}</small>
            )}
            {problems[`${path}.days`] !== undefined && (
              <small className="sw-problem">{problems[`${path}.days`]}</small>
            )}
          </div>
        );
      })}
      {periods.length < PERIODS_MAX && (
        <Button
          variant="default"
          className="sw-add"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            set([...periods, periods.at(-1) ?? OFFICE]);
          }}
        >
          {t("organisation.hours.addPeriod")}
        </Button>
      )}
    </>
  );
}

/** So many of the next holidays are enough to see that it is the right place. */
const DAYS_SHOWN = 4;
const NONE = "none";

function Holidays({ hours, problems, onChange }: PartProps): ReactNode {
  const { t, i18n } = useTranslation();
  const language = consoleLanguage(i18n.language);
  const { holidays, closedOn } = hours;
  const countries = useQuery({
    queryKey: ["holiday-countries", language],
    queryFn: () => api.holidayCountries(language),
    staleTime: Infinity,
  });
  const { country = null, state = null, region = null } = holidays ?? {};
  const place = useQuery({
    queryKey: ["holidays", country, state, region, language],
    enabled: country !== null,
    queryFn: () =>
      api.holidays(country ?? "", {
        language,
        ...(state !== null && { state }),
        ...(region !== null && { region }),
      }),
    staleTime: Infinity,
  });
  const states = place.data?.states ?? [];
  const regions = states.find(({ code }) => code === state)?.regions ?? [];
  const publicDays = new Set(place.data?.days.map(({ day }) => day));
  const own = closedOn.filter((day) => !publicDays.has(day));
  /** Days of the place so far go with it. */
  const move = (next: Hours["holidays"]): void => {
    onChange({ ...hours, holidays: next, closedOn: own });
  };
  const regionNames = new Intl.DisplayNames(i18n.language, { type: "region" });
  const names = (list: readonly { readonly code: string; readonly name: string }[]) =>
    list.map(({ code, name }) => ({ value: code, label: name }));
  return (
    <fieldset className="sw-fields">
      <div className="sw-fields-row">
        <Select
          label={t("organisation.hours.holidays")}
          {...typeOver}
          allowDeselect={false}
          nothingFoundMessage={t("transfer.nothing")}
          data={[
            { value: NONE, label: t("organisation.hours.noHolidays") },
            ...(countries.data ?? [])
              .map(({ code }) => ({ value: code, label: regionNames.of(code) ?? code }))
              .sort((a, b) => a.label.localeCompare(b.label, i18n.language)),
          ]}
          value={country ?? NONE}
          error={problems["hours.holidays.country"]}
          onChange={(chosen) => {
            move(
              chosen === null || chosen === NONE
                ? null
                : { country: chosen, state: null, region: null },
            );
          }}
        />
        {states.length > 0 && country !== null && (
          <Select
            label={t("organisation.hours.state")}
            {...typeOver}
            allowDeselect={false}
            data={[{ value: NONE, label: t("organisation.hours.whole") }, ...names(states)]}
            value={state ?? NONE}
            error={problems["hours.holidays.state"]}
            onChange={(chosen) => {
              move({ country, state: chosen === NONE ? null : chosen, region: null });
            }}
          />
        )}
        {regions.length > 0 && country !== null && (
          <Select
            label={t("organisation.hours.region")}
            {...typeOver}
            allowDeselect={false}
            data={[{ value: NONE, label: t("organisation.hours.wholeState") }, ...names(regions)]}
            value={region ?? NONE}
            error={problems["hours.holidays.region"]}
            onChange={(chosen) => {
              move({ country, state, region: chosen === NONE ? null : chosen });
            }}
          />
        )}
      </div>
      {place.data !== undefined && country !== null && (
        <p className="sw-dim sw-hint">
          {t("organisation.hours.nextDays", { days: nextDays(place.data.days, i18n.language) })}
        </p>
      )}
      <TagsInput
        label={t("organisation.hours.closedOn")}
        description={t("organisation.hours.closedOnHint")}
        value={own}
        error={Object.entries(problems).find(([path]) => path.startsWith("hours.closedOn"))?.[1]}
        onChange={(days) => {
          const kept = closedOn.filter((day) => !own.includes(day));
          onChange({ ...hours, closedOn: [...kept, ...days].sort() });
        }}
      />
    </fieldset>
  );
}

function nextDays(
  days: readonly { readonly day: string; readonly name: string }[],
  language: string,
): string {
  const today = new Date().toISOString().slice(0, 10);
  const format = new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return days
    .filter(({ day }) => day >= today)
    .slice(0, DAYS_SHOWN)
    .map(({ day, name }) => `${format.format(new Date(`${day}T00:00:00Z`))} ${name}`)
    .join(" · ");
}
