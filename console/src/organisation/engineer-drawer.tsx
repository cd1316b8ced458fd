/** What an engineer can hold, can do, and when: effective in the turn it is saved in. */
import "./organisation.css";
import { Checkbox, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { SkillId } from "../../../protocol/ids.js";
import { type Capacity, Engineer } from "../../../protocol/organisation.js";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import type { Channel } from "../../../protocol/words.js";
import { ChannelIcon, allChannels } from "../common/icons.js";
import { api } from "../live/api.js";
import { roomAlone } from "../state/capacity.js";
import { EditDrawer } from "./edit-drawer.js";
import { problemsOf } from "./form-problems.js";
import { HoursFields } from "./hours-fields.js";
import { NumberField } from "./number-field.js";
import { SkillRows } from "./skill-rows.js";
import { useEditing } from "./use-editing.js";

const Values = Engineer.pick({ name: true, capacity: true, skills: true, hours: true });
type EngineerValues = Pick<Engineer, "name" | "capacity" | "skills" | "hours">;
type EngineerForm = UseFormReturnType<EngineerValues>;

function valuesOf({ name, capacity, skills, hours }: Engineer): EngineerValues {
  return { name, capacity, skills, hours };
}

interface Props {
  readonly on: EngineerOnFloor;
  readonly onClose: () => void;
}

export function EngineerDrawer({ on, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { id, name } = on.engineer;
  const check = useCallback((values: EngineerValues) => problemsOf(Values, values, t), [t]);
  const editing = useEditing<EngineerValues>({
    current: valuesOf(on.engineer),
    check,
    send: async (part, was) => valuesOf(await api.changeEngineer(id, { ...part, was })),
  });
  const { form } = editing;
  const tabs = [
    {
      name: "capacity",
      label: t("organisation.engineer.tabs.capacity"),
      fields: ["name", "capacity"],
      content: <CapacityFields form={form} on={on} />,
    },
    {
      name: "skills",
      label: t("organisation.engineer.tabs.skills"),
      fields: ["skills"],
      content: <SkillFields form={form} />,
    },
    {
      name: "hours",
      label: t("organisation.engineer.tabs.hours"),
      fields: ["hours"],
      content: (
        <HoursFields
          hours={form.values.hours}
          always={t("organisation.hours.alwaysEngineer")}
          problems={form.errors}
          onChange={(next) => {
            form.setFieldValue("hours", next);
          }}
        />
      ),
    },
  ];
  return (
    <EditDrawer
      title={t("organisation.engineerTitle", { name })}
      tabs={tabs}
      editing={editing}
      onClose={onClose}
    />
  );
}

/** As `Capacity` takes; a person has one mouth, so there is one call at most. */
const MOST = { units: 1000, voice: 1, chat: 50, email: 50 } as const;

function CapacityFields({
  form,
  on,
}: {
  readonly form: EngineerForm;
  readonly on: EngineerOnFloor;
}): ReactNode {
  const { t } = useTranslation();
  const { capacity } = form.values;
  const alone = roomAlone(capacity);
  const change = (part: Partial<Capacity>): void => {
    form.setFieldValue("capacity", { ...capacity, ...part });
  };
  const number = (field: "costs" | "max", channel: Channel): ReactNode => (
    <NumberField
      hidden
      label={`${t(`channel.${channel}`)}: ${t(`organisation.engineer.${field === "costs" ? "cost" : "max"}`)}`}
      value={capacity[field][channel]}
      min={0}
      max={field === "costs" ? MOST.units : MOST[channel]}
      error={form.errors[`capacity.${field}.${channel}`]}
      onChange={(value) => {
        change({ [field]: { ...capacity[field], [channel]: value ?? Number.NaN } });
      }}
    />
  );
  return (
    <div className="sw-form">
      <TextInput
        label={t("organisation.work.name")}
        maxLength={80}
        value={form.values.name}
        error={form.errors["name"]}
        onChange={({ currentTarget: { value } }) => {
          form.setFieldValue("name", value);
        }}
      />
      <NumberField
        label={t("organisation.engineer.units")}
        description={`${t("organisation.engineer.unitsHint")} ${t("organisation.engineer.holds", { used: on.used, units: on.engineer.capacity.units })}`}
        value={capacity.units}
        min={0}
        max={MOST.units}
        error={form.errors["capacity.units"]}
        onChange={(units) => {
          change({ units: units ?? Number.NaN });
        }}
      />
      <div
        className="sw-grid-scroll"
        tabIndex={0}
        role="group"
        aria-label={t("organisation.engineer.units")}
      >
        <table className="sw-grid sw-grid-narrow">
          <thead>
            <tr>
              <th scope="col">{t("organisation.engineer.channel")}</th>
              <th scope="col">{t("organisation.engineer.cost")}</th>
              <th scope="col">{t("organisation.engineer.max")}</th>
              <th scope="col">{t("organisation.engineer.alone")}</th>
              <th scope="col" title={t("organisation.engineer.interruptibleHint")}>
                {t("organisation.engineer.interruptible")}
              </th>
            </tr>
          </thead>
          <tbody>
            {allChannels.map((channel) => (
              <tr key={channel}>
                <th scope="row">
                  <ChannelIcon channel={channel} size={14} silent /> {t(`channel.${channel}`)}
                </th>
                <td>{number("costs", channel)}</td>
                <td>{number("max", channel)}</td>
                <td className="sw-time">{Number.isNaN(alone[channel]) ? "–" : alone[channel]}</td>
                <td>
                  <Checkbox
                    aria-label={`${t(`channel.${channel}`)}: ${t("organisation.engineer.interruptible")}`}
                    checked={capacity.interruptible.includes(channel)}
                    onChange={({ currentTarget: { checked } }) => {
                      change({ interruptible: toggled(capacity.interruptible, channel, checked) });
                    }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="sw-dim sw-hint">{t("organisation.engineer.interruptibleHint")}</p>
      <Blocks capacity={capacity} onChange={change} />
    </div>
  );
}

function Blocks({
  capacity: { blocks },
  onChange,
}: {
  readonly capacity: Capacity;
  readonly onChange: (part: Partial<Capacity>) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <table className="sw-grid">
      <caption>
        {t("organisation.engineer.blocks")}
        <small className="sw-dim">{t("organisation.engineer.blocksHint")}</small>
      </caption>
      <thead>
        <tr>
          <td />
          {allChannels.map((channel) => (
            <th key={channel} scope="col">
              {t(`channels.${channel}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {allChannels.map((held) => (
          <tr key={held}>
            <th scope="row">{t(`channel.${held}`)}</th>
            {allChannels.map((blocked) => (
              <td key={blocked}>
                <Checkbox
                  aria-label={t("organisation.engineer.blocksOf", {
                    channel: t(`channel.${held}`),
                    blocked: t(`channels.${blocked}`),
                  })}
                  checked={blocks[held].includes(blocked)}
                  onChange={({ currentTarget: { checked } }) => {
                    const changed = toggled(blocks[held], blocked, checked);
                    onChange({ blocks: { ...blocks, [held]: changed } });
                  }}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Always in the order of the channels, so that ticking twice leaves no change behind. */
function toggled(list: readonly Channel[], channel: Channel, on: boolean): Channel[] {
  return allChannels.filter((one) => (one === channel ? on : list.includes(one)));
}

function SkillFields({ form }: { readonly form: EngineerForm }): ReactNode {
  const { t } = useTranslation();
  const rows = Object.entries(form.values.skills).map(([id, level]) => ({
    skillId: SkillId.parse(id),
    level,
  }));
  const problems = Object.fromEntries(
    rows.map(({ skillId }, k) => [`skills.${String(k)}.level`, form.errors[`skills.${skillId}`]]),
  );
  return (
    <div className="sw-form">
      <p className="sw-dim sw-hint">{t("organisation.levelHint")}</p>
      <SkillRows
        rows={rows}
        path="skills"
        problems={problems}
        empty={t("organisation.engineer.noSkills")}
        levelLabel={t("organisation.level")}
        level={({ level }) => level}
        withLevel={(row, level) => ({ ...row, level })}
        make={(skillId) => ({ skillId, level: 5 })}
        onChange={(next) => {
          const skills = Object.fromEntries(next.map(({ skillId, level }) => [skillId, level]));
          form.setFieldValue("skills", skills);
        }}
      />
    </div>
  );
}
