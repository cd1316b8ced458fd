/** What kind of work it is: name, addresses, skills, how it rings. */
import { SegmentedControl, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SkillNeed } from "../../../protocol/organisation.js";
import type { Channel } from "../../../protocol/words.js";
import { ChannelIcon, allChannels } from "../common/icons.js";
import type { BucketForm } from "./bucket-form.js";
import { NumberField } from "./number-field.js";
import { SkillRows } from "./skill-rows.js";
import { SpanInput } from "./span-input.js";

export function BucketWork({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  const { values, errors } = form;
  return (
    <div className="sw-form">
      <TextInput
        label={t("organisation.work.name")}
        maxLength={80}
        value={values.name}
        error={errors["name"]}
        onChange={({ currentTarget: { value } }) => {
          form.setFieldValue("name", value);
        }}
      />
      <BucketSkills form={form} />
      <table className="sw-grid">
        <caption>{t("organisation.work.seconds")}</caption>
        <thead>
          <tr>
            <td />
            {allChannels.map((channel) => (
              <th key={channel} scope="col">
                <ChannelIcon channel={channel} size={14} silent /> {t(`channel.${channel}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Seconds form={form} field="offerSeconds" label={t("organisation.work.offer")} />
          <Seconds form={form} field="wrapUpSeconds" label={t("organisation.work.wrapUp")} />
        </tbody>
      </table>
      <NumberField
        label={t("organisation.work.broadcast")}
        description={t("organisation.work.broadcastHint")}
        value={values.broadcast}
        min={1}
        max={20}
        error={errors["broadcast"]}
        onChange={(broadcast) => {
          form.setFieldValue("broadcast", broadcast ?? Number.NaN);
        }}
      />
      <TagsInput
        label={t("organisation.work.addresses")}
        description={t("organisation.work.addressesHint")}
        value={values.addresses}
        error={Object.entries(errors).find(([path]) => path.startsWith("addresses"))?.[1]}
        onChange={(addresses) => {
          form.setFieldValue("addresses", addresses);
        }}
      />
    </div>
  );
}

function BucketSkills({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className="sw-fields">
      <legend>{t("organisation.work.skills")}</legend>
      <p className="sw-dim sw-hint">{t("organisation.work.skillsHint")}</p>
      <SkillRows<SkillNeed>
        rows={form.values.skills}
        path="skills"
        problems={form.errors}
        empty={t("organisation.work.noSkills")}
        levelLabel={t("organisation.atLeast")}
        level={({ level }) => level}
        withLevel={(row, level) => ({ ...row, level })}
        make={(skillId) => ({ skillId, level: 1, required: true })}
        extra={(row, change) => (
          <SegmentedControl
            size="xs"
            value={row.required ? "required" : "preferred"}
            data={[
              { value: "required", label: t("organisation.required") },
              { value: "preferred", label: t("organisation.preferred") },
            ]}
            onChange={(value) => {
              change({ ...row, required: value === "required" });
            }}
          />
        )}
        onChange={(skills) => {
          form.setFieldValue("skills", skills);
        }}
      />
    </fieldset>
  );
}

interface SecondsProps {
  readonly form: BucketForm;
  readonly field: "offerSeconds" | "wrapUpSeconds" | "targetSeconds";
  readonly label: string;
}

/** One row of a table with a column for each channel. */
export function Seconds({ form, field, label }: SecondsProps): ReactNode {
  const { t } = useTranslation();
  const values = form.values[field];
  return (
    <tr>
      <th scope="row">{label}</th>
      {allChannels.map((channel: Channel) => (
        <td key={channel}>
          <SpanInput
            hidden
            label={`${label}: ${t(`channel.${channel}`)}`}
            value={values[channel]}
            error={form.errors[`${field}.${channel}`]}
            onChange={(seconds) => {
              form.setFieldValue(field, { ...values, [channel]: seconds ?? Number.NaN });
            }}
          />
        </td>
      ))}
    </tr>
  );
}
