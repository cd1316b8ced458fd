/** Who goes first: priority, targets by channel and tier, head start, ageing. */
import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RoutingPolicy } from "../../../protocol/policy.js";
import type { Channel, Tier } from "../../../protocol/words.js";
import { ChannelIcon, allChannels } from "../common/icons.js";
import { type BucketForm, changePolicy } from "./bucket-form.js";
import { Seconds } from "./bucket-work.js";
import { NumberField } from "./number-field.js";
import { SpanInput, useSpanUnits } from "./span-input.js";
import { writeSpan } from "../state/span-text.js";

/** From the best to the ordinary; each row of the table. */
const allTiers = ["gold", "silver", "basic"] as const satisfies readonly Tier[];

/** 1 is the most urgent class, 9 the least. */
const PRIORITY = { min: 1, max: 9 } as const;

export function BucketOrder({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="sw-form">
      <NumberField
        {...PRIORITY}
        label={t("organisation.order.priority")}
        description={t("organisation.order.priorityHint")}
        value={form.values.priority}
        error={form.errors["priority"]}
        onChange={(priority) => {
          form.setFieldValue("priority", priority ?? Number.NaN);
        }}
      />
      <div
        className="sw-grid-scroll"
        tabIndex={0}
        role="group"
        aria-label={t("organisation.order.targets")}
      >
        <table className="sw-grid">
          <caption>
            {t("organisation.order.targets")}
            <small className="sw-dim">{t("organisation.order.targetsHint")}</small>
          </caption>
          <thead>
            <tr>
              <th scope="col">{t("organisation.order.tier")}</th>
              {allChannels.map((channel) => (
                <th key={channel} scope="col">
                  <ChannelIcon channel={channel} size={14} silent /> {t(`channel.${channel}`)}
                </th>
              ))}
              <th scope="col" title={t("organisation.order.headStartHint")}>
                {t("organisation.order.headStart")}
              </th>
              <th scope="col">{t("organisation.order.priority")}</th>
            </tr>
          </thead>
          <tbody>
            <Seconds form={form} field="targetSeconds" label={t("organisation.order.everybody")} />
            {allTiers.map((tier) => (
              <TierRow key={tier} form={form} tier={tier} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="sw-dim sw-hint">{t("organisation.order.headStartHint")}</p>
      <Ageing form={form} />
    </div>
  );
}

function TierRow({ form, tier }: { readonly form: BucketForm; readonly tier: Tier }): ReactNode {
  const { t } = useTranslation();
  const units = useSpanUnits();
  const { policy, targetSeconds: own, priority } = form.values;
  const row = policy.tiers[tier];
  const path = `policy.tiers.${tier}`;
  const name = t(`tier.${tier}`);
  const change = (part: Partial<RoutingPolicy["tiers"][Tier]>): void => {
    changePolicy(form, { tiers: { ...policy.tiers, [tier]: { ...row, ...part } } });
  };
  /** One that is filled in begins with what the bucket says for the others. */
  const setTarget = (channel: Channel, seconds: number | null): void => {
    const targets = { ...(row.targetSeconds ?? own), [channel]: seconds ?? own[channel] };
    const asBucket = allChannels.every((one) => targets[one] === own[one]);
    change({ targetSeconds: asBucket ? null : targets });
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      {allChannels.map((channel) => {
        const seconds = row.targetSeconds?.[channel] ?? own[channel];
        return (
          <td key={channel}>
            <SpanInput
              hidden
              label={`${name}: ${t(`channel.${channel}`)}`}
              placeholder={Number.isNaN(own[channel]) ? "" : writeSpan(own[channel], units)}
              value={seconds === own[channel] ? null : seconds}
              error={form.errors[`${path}.targetSeconds.${channel}`]}
              onChange={(next) => {
                setTarget(channel, next);
              }}
            />
          </td>
        );
      })}
      <td>
        <SpanInput
          hidden
          label={`${name}: ${t("organisation.order.headStart")}`}
          placeholder="–"
          value={row.headStartSeconds === 0 ? null : row.headStartSeconds}
          error={form.errors[`${path}.headStartSeconds`]}
          onChange={(headStartSeconds) => {
            change({ headStartSeconds: headStartSeconds ?? 0 });
          }}
        />
      </td>
      <td>
        <NumberField
          {...PRIORITY}
          hidden
          label={`${name}: ${t("organisation.order.priority")}`}
          placeholder={Number.isNaN(priority) ? "" : String(priority)}
          value={row.priority}
          error={form.errors[`${path}.priority`]}
          onChange={(next) => {
            change({ priority: next });
          }}
        />
      </td>
    </tr>
  );
}

/** Once an hour, up to the class above the ordinary: a beginning to change from. */
const AGEING_SECONDS = 3600;

function Ageing({ form }: { readonly form: BucketForm }): ReactNode {
  const { t } = useTranslation();
  const { policy, priority } = form.values;
  const { ageing } = policy;
  return (
    <fieldset className="sw-fields">
      <legend>{t("organisation.order.ageing")}</legend>
      <Switch
        label={t("organisation.order.ageingOn")}
        checked={ageing !== null}
        onChange={({ currentTarget: { checked } }) => {
          const upTo = Math.max(PRIORITY.min, priority - 1);
          changePolicy(form, { ageing: checked ? { everySeconds: AGEING_SECONDS, upTo } : null });
        }}
      />
      {ageing !== null && (
        <div className="sw-fields-row">
          <SpanInput
            label={t("organisation.order.every")}
            value={ageing.everySeconds}
            error={form.errors["policy.ageing.everySeconds"]}
            onChange={(seconds) => {
              changePolicy(form, { ageing: { ...ageing, everySeconds: seconds ?? Number.NaN } });
            }}
          />
          <NumberField
            {...PRIORITY}
            label={t("organisation.order.upTo")}
            value={ageing.upTo}
            error={form.errors["policy.ageing.upTo"]}
            onChange={(upTo) => {
              changePolicy(form, { ageing: { ...ageing, upTo: upTo ?? Number.NaN } });
            }}
          />
        </div>
      )}
    </fieldset>
  );
}
