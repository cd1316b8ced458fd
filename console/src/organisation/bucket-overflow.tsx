/** When waiting here is no longer the answer: rules in their order, each read out as a sentence. */
import { Button, Chip, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { BucketId } from "../../../protocol/ids.js";
import type { OverflowRule, OverflowThen, OverflowWhen } from "../../../protocol/policy.js";
import type { Channel } from "../../../protocol/words.js";
import { allChannels } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { languages } from "../live/preferences.js";
import { useConsole } from "../live/use-console.js";
import { writeSpan } from "../state/span-text.js";
import { type BucketForm, changePolicy } from "./bucket-form.js";
import { NumberField } from "./number-field.js";
import { RowButtons, replaced } from "./row-buttons.js";
import { typeOver } from "./type-over.js";
import { SpanInput, useSpanUnits } from "./span-input.js";

const RULES_MAX = 10;
const whens = ["length", "wait", "estimate", "closed", "nobody"] as const;
const thens = ["bucket", "callback", "voicemail", "message"] as const;
/** A rule begins like this and is changed from there. */
const FIRST: OverflowRule = {
  channels: ["voice"],
  when: { kind: "wait", seconds: 300 },
  then: { kind: "callback" },
};

interface Props {
  readonly form: BucketForm;
  /** The bucket itself is no place to overflow to. */
  readonly bucketId: string;
}

export function BucketOverflow({ form, bucketId }: Props): ReactNode {
  const { t } = useTranslation();
  const rules = form.values.policy.overflow;
  const set = (overflow: OverflowRule[]): void => {
    changePolicy(form, { overflow });
  };
  return (
    <div className="sw-form">
      <p className="sw-dim sw-hint">{t("organisation.overflow.hint")}</p>
      {rules.length === 0 && <p className="sw-dim">{t("organisation.overflow.none")}</p>}
      {rules.map((rule, k) => (
        <RuleFields
          key={k}
          form={form}
          index={k}
          bucketId={bucketId}
          onChange={(next) => {
            set(replaced(rules, k, next));
          }}
          buttons={
            <RowButtons
              what={t("organisation.overflow.rule", { n: k + 1 })}
              list={rules}
              index={k}
              onChange={set}
            />
          }
          rule={rule}
        />
      ))}
      {rules.length < RULES_MAX && (
        <Button
          variant="default"
          className="sw-add"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            set([...rules, FIRST]);
          }}
        >
          {t("organisation.overflow.add")}
        </Button>
      )}
    </div>
  );
}

interface RuleProps extends Props {
  readonly rule: OverflowRule;
  readonly index: number;
  readonly buttons: ReactNode;
  readonly onChange: (rule: OverflowRule) => void;
}

function RuleFields({ form, rule, index, bucketId, buttons, onChange }: RuleProps): ReactNode {
  const { t } = useTranslation();
  const path = `policy.overflow.${String(index)}`;
  const sentence = useSentence(rule);
  return (
    <section className="sw-step" aria-label={t("organisation.overflow.rule", { n: index + 1 })}>
      <header>
        <h4>{sentence}</h4>
        {buttons}
      </header>
      <div className="sw-fields-row">
        <span className="sw-label">{t("organisation.overflow.channels")}</span>
        <Chip.Group
          multiple
          value={rule.channels}
          onChange={(chosen) => {
            onChange({ ...rule, channels: allChannels.filter((one) => chosen.includes(one)) });
          }}
        >
          {allChannels.map((channel: Channel) => (
            <Chip key={channel} size="xs" value={channel} variant="outline">
              {t(`channels.${channel}`)}
            </Chip>
          ))}
        </Chip.Group>
        <span className="sw-problem">{form.errors[`${path}.channels`]}</span>
      </div>
      <WhenFields form={form} path={`${path}.when`} rule={rule} onChange={onChange} />
      <ThenFields
        form={form}
        path={`${path}.then`}
        rule={rule}
        bucketId={bucketId}
        onChange={onChange}
      />
    </section>
  );
}

interface PartProps {
  readonly form: BucketForm;
  readonly path: string;
  readonly rule: OverflowRule;
  readonly onChange: (rule: OverflowRule) => void;
}

function WhenFields({ form, path, rule, onChange }: PartProps): ReactNode {
  const { t } = useTranslation();
  const { when } = rule;
  const set = (next: OverflowWhen): void => {
    onChange({ ...rule, when: next });
  };
  return (
    <div className="sw-fields-row">
      <Select
        label={t("organisation.overflow.when")}
        allowDeselect={false}
        data={whens.map((kind) => ({
          value: kind,
          label: t(`organisation.overflow.kind.${kind}`),
        }))}
        value={when.kind}
        onChange={(chosen) => {
          const kind = whens.find((one) => one === chosen);
          if (kind !== undefined) set(whenOf(kind, when));
        }}
      />
      {when.kind === "length" && (
        <NumberField
          label={t("organisation.overflow.count")}
          value={when.atLeast}
          min={0}
          max={1_000_000}
          error={form.errors[`${path}.atLeast`]}
          onChange={(atLeast) => {
            set({ kind: "length", atLeast: atLeast ?? Number.NaN });
          }}
        />
      )}
      {(when.kind === "wait" || when.kind === "estimate") && (
        <SpanInput
          label={t("organisation.overflow.span")}
          value={when.seconds}
          error={form.errors[`${path}.seconds`]}
          onChange={(seconds) => {
            set({ kind: when.kind, seconds: seconds ?? Number.NaN });
          }}
        />
      )}
    </div>
  );
}

/** What was said of the one kind is kept where the other has the same. */
function whenOf(kind: OverflowWhen["kind"], before: OverflowWhen): OverflowWhen {
  const seconds = "seconds" in before ? before.seconds : 300;
  if (kind === "length") return { kind, atLeast: 20 };
  if (kind === "wait" || kind === "estimate") return { kind, seconds };
  return { kind };
}

function ThenFields({
  form,
  path,
  rule,
  bucketId,
  onChange,
}: PartProps & { readonly bucketId: string }): ReactNode {
  const { t, i18n } = useTranslation();
  const buckets = useConsole((s) => s.organisation?.buckets);
  const { then } = rule;
  const languageName = new Intl.DisplayNames(i18n.language, { type: "language" });
  const set = (next: OverflowThen): void => {
    onChange({ ...rule, then: next });
  };
  const targets = (buckets ?? []).filter((one) => one.id !== bucketId && !one.archived);
  return (
    <div className="sw-fields-row">
      <Select
        label={t("organisation.overflow.then")}
        allowDeselect={false}
        data={thens.map((kind) => ({
          value: kind,
          label: t(`organisation.overflow.thenKind.${kind}`),
        }))}
        value={then.kind}
        onChange={(chosen) => {
          const kind = thens.find((one) => one === chosen);
          if (kind !== undefined) set(thenOf(kind));
        }}
      />
      {then.kind === "bucket" && (
        <Select
          label={t("organisation.overflow.bucket")}
          placeholder={t("transfer.search")}
          nothingFoundMessage={t("transfer.nothing")}
          {...typeOver}
          data={targets.map((one) => ({ value: one.id, label: one.name }))}
          value={then.bucketId === "" ? null : then.bucketId}
          error={form.errors[`${path}.bucketId`]}
          onChange={(chosen) => {
            if (chosen !== null) set({ kind: "bucket", bucketId: BucketId.parse(chosen) });
          }}
        />
      )}
      {then.kind === "message" &&
        languages.map((language) => (
          <TextInput
            key={language}
            className="sw-wide-field"
            label={t("organisation.overflow.text", {
              language: languageName.of(language) ?? language,
            })}
            maxLength={1000}
            value={then.text[language] ?? ""}
            error={form.errors[`${path}.text.${language}`] ?? form.errors[`${path}.text`]}
            onChange={({ currentTarget: { value } }) => {
              // A language without words falls back to another; an empty text would be said as silence.
              const { [language]: _, ...others } = then.text;
              set({
                kind: "message",
                text: value === "" ? others : ordered({ ...others, [language]: value }),
              });
            }}
          />
        ))}
    </div>
  );
}

/** The first is the fallback, so their order does not depend on what was typed first. */
function ordered(text: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(text).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)),
  );
}

function rank(language: string): number {
  const at = languages.findIndex((one) => one === language);
  return at < 0 ? languages.length : at;
}

function thenOf(kind: OverflowThen["kind"]): OverflowThen {
  if (kind === "message") return { kind, text: {} };
  // Not chosen yet; the form asks for it before it is saved.
  if (kind === "bucket") return { kind, bucketId: "" as BucketId };
  return { kind };
}

/** `When 20 wait already, it goes to Billing.` */
function useSentence({ when, then }: OverflowRule): string {
  const { t } = useTranslation();
  const names = useNames();
  const units = useSpanUnits();
  const does =
    then.kind === "bucket"
      ? t("organisation.overflow.does.bucket", {
          bucket:
            then.bucketId === "" ? t("organisation.overflow.choose") : names.bucket(then.bucketId),
        })
      : t(`organisation.overflow.does.${then.kind}`);
  if (when.kind === "length") {
    return t("organisation.overflow.sentence.length", {
      count: Number.isNaN(when.atLeast) ? 0 : when.atLeast,
      then: does,
    });
  }
  if (when.kind === "wait" || when.kind === "estimate") {
    const span = Number.isNaN(when.seconds) ? "?" : writeSpan(when.seconds, units);
    return t(`organisation.overflow.sentence.${when.kind}`, { span, then: does });
  }
  return t(`organisation.overflow.sentence.${when.kind}`, { then: does });
}
