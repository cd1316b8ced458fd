/** Branches that are asked in order, and where it goes on when none holds. */
import { Button, MultiSelect, Select, TagsInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../../../flows/walk.js";
import { BucketId } from "../../../../protocol/ids.js";
import { ConditionWhen, type MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { Tier } from "../../../../protocol/words.js";
import { HoursFields } from "../../organisation/hours-fields.js";
import { NumberField } from "../../organisation/number-field.js";
import { RowButtons, replaced } from "../../organisation/row-buttons.js";
import { NO_BUCKET } from "../edit/fresh.js";
import { NOWHERE } from "../edit/slots.js";
import { useEditor, useReplace } from "../editor.js";
import { BucketPicker } from "./bucket-form.js";
import { NodePicker } from "./node-picker.js";

const BRANCHES_MAX = 20;
const kinds = ConditionWhen.options.map((option) => option.shape.kind.value);
const OFFICE = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };

export function ConditionForm({ node }: { readonly node: MenuNodeOf<"condition"> }): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  return (
    <>
      <p className="sw-hint">{t("menus.form.conditionHint")}</p>
      {node.branches.map((branch, k) => {
        const what = t("menus.form.branch", { n: k + 1 });
        return (
          <div key={k} className="sw-step" role="group" aria-label={what}>
            <header>
              <h4>{what}</h4>
              {!readOnly && (
                <RowButtons
                  what={what}
                  list={node.branches}
                  index={k}
                  onChange={(branches) => {
                    if (branches.length > 0) replace({ ...node, branches }, null);
                  }}
                />
              )}
            </header>
            <WhenFields
              when={branch.when}
              onChange={(when, field) => {
                const branches = replaced(node.branches, k, { ...branch, when });
                replace({ ...node, branches }, field === null ? null : `${String(k)}.${field}`);
              }}
            />
            <NodePicker
              label={t("menus.form.then")}
              port={{ nodeId: node.id, place: `branches.${String(k)}` }}
            />
          </div>
        );
      })}
      {!readOnly && node.branches.length < BRANCHES_MAX && (
        <Button
          variant="default"
          className="sw-add"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            const branches = [...node.branches, { when: freshWhen("tier"), to: NOWHERE }];
            replace({ ...node, branches }, null);
          }}
        >
          {t("menus.form.addBranch")}
        </Button>
      )}
      <NodePicker
        label={t("menus.form.otherwise")}
        port={{ nodeId: node.id, place: "otherwise" }}
      />
    </>
  );
}

function freshWhen(kind: ConditionWhen["kind"]): ConditionWhen {
  const bucketId = BucketId.parse(NO_BUCKET);
  switch (kind) {
    case "tier":
      return { kind, tiers: ["gold"] };
    case "language":
      return { kind, languages: [] };
    case "address":
      return { kind, addresses: [] };
    case "length":
      return { kind, bucketId, atLeast: 10 };
    case "estimate":
      return { kind, bucketId, seconds: 300 };
    case "hours": {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return { kind, hours: { timeZone, periods: [OFFICE], holidays: null, closedOn: [] } };
    }
    default:
      throw new Error(`unhandled condition ${String(kind satisfies never)}`);
  }
}

interface WhenProps {
  readonly when: ConditionWhen;
  /** `field` null: a step of its own. */
  readonly onChange: (when: ConditionWhen, field: string | null) => void;
}

function WhenFields({ when, onChange }: WhenProps): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  return (
    <>
      <Select
        label={t("menus.form.when")}
        allowDeselect={false}
        readOnly={readOnly}
        data={kinds.map((kind) => ({ value: kind, label: t(`menus.when.${kind}`) }))}
        value={when.kind}
        onChange={(value) => {
          const kind = kinds.find((one) => one === value);
          if (kind !== undefined && kind !== when.kind) onChange(freshWhen(kind), null);
        }}
      />
      <WhenValue when={when} onChange={onChange} />
    </>
  );
}

function WhenValue({ when, onChange }: WhenProps): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  switch (when.kind) {
    case "tier":
      return (
        <MultiSelect
          label={t("menus.when.tier")}
          readOnly={readOnly}
          data={Tier.options.map((tier) => ({ value: tier, label: t(`tier.${tier}`) }))}
          value={when.tiers}
          onChange={(tiers) => {
            onChange({ ...when, tiers: Tier.options.filter((one) => tiers.includes(one)) }, null);
          }}
        />
      );
    case "language":
      return (
        <MultiSelect
          label={t("menus.when.language")}
          readOnly={readOnly}
          data={tree.languages.map((one) => ({ value: one, label: languageName(one) }))}
          value={when.languages}
          onChange={(languages) => {
            onChange({ ...when, languages }, null);
          }}
        />
      );
    case "address":
      return (
        <TagsInput
          label={t("menus.when.address")}
          description={t("menus.form.addressesHint")}
          readOnly={readOnly}
          value={when.addresses}
          onChange={(addresses) => {
            onChange({ ...when, addresses }, null);
          }}
        />
      );
    case "length":
      return (
        <QueueFields
          when={when}
          count={when.atLeast}
          label={t("menus.form.atLeast")}
          onBucket={(bucketId) => {
            onChange({ ...when, bucketId }, null);
          }}
          onCount={(atLeast) => {
            onChange({ ...when, atLeast }, "count");
          }}
        />
      );
    case "estimate":
      return (
        <QueueFields
          when={when}
          count={when.seconds}
          label={t("menus.form.waitSeconds")}
          onBucket={(bucketId) => {
            onChange({ ...when, bucketId }, null);
          }}
          onCount={(seconds) => {
            onChange({ ...when, seconds }, "count");
          }}
        />
      );
    case "hours":
      return (
        <HoursFields
          hours={when.hours}
          always=""
          problems={{}}
          onChange={(hours) => {
            if (hours !== null) onChange({ ...when, hours }, "hours");
          }}
        />
      );
    default:
      throw new Error(`unhandled condition ${String(when satisfies never)}`);
  }
}

interface QueueProps {
  readonly when: Extract<ConditionWhen, { bucketId: unknown }>;
  readonly count: number;
  readonly label: string;
  readonly onBucket: (bucketId: BucketId) => void;
  readonly onCount: (count: number) => void;
}

const COUNT_MAX = 604_800;

function QueueFields({ when, count, label, onBucket, onCount }: QueueProps): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  return (
    <div className="sw-fields-row">
      <BucketPicker
        label={t("menus.form.bucket")}
        bucketId={when.bucketId}
        readOnly={readOnly}
        onChange={(id) => {
          onBucket(BucketId.parse(id));
        }}
      />
      <NumberField
        label={label}
        min={1}
        max={COUNT_MAX}
        value={count}
        error={
          !(count >= 1 && count <= COUNT_MAX) && t("menus.form.range", { min: 1, max: COUNT_MAX })
        }
        onChange={(value) => {
          onCount(value ?? Number.NaN);
        }}
      />
    </div>
  );
}
