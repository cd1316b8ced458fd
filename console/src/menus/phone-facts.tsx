/** Who calls a trial, when, and how busy it is: what conditions and opening hours ask about. */
import { Select, Switch, TextInput } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BucketId } from "../../../protocol/ids.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { Tier } from "../../../protocol/words.js";
import { useNames } from "../common/names.js";
import { NumberField } from "../organisation/number-field.js";
import { type CallerFacts, type Queue, conditionsOf } from "./caller-facts.js";
import type { Circumstances } from "./trial.js";

const COUNT_MAX = 1_000_000;
const NOBODY: Queue = { waiting: null, estimatedSeconds: null };

export function useCallerFacts(): readonly [CallerFacts, (facts: CallerFacts) => void] {
  return useState<CallerFacts>({
    clock: "",
    tier: "basic",
    writes: false,
    to: "",
    queues: new Map(),
  });
}

export function circumstancesOf(caller: CallerFacts): Circumstances {
  const { clock, writes } = caller;
  return {
    at: clock === "" ? Date.now() : new Date(clock).getTime(),
    facts: {
      channel: writes ? "chat" : "voice",
      isCallable: !writes,
      ...conditionsOf(caller),
    },
  };
}

interface Props {
  readonly tree: MenuTree;
  readonly facts: CallerFacts;
  readonly onChange: (facts: CallerFacts) => void;
  /** A saved test is spoken, and has a time of its own. */
  readonly isTest?: boolean;
}

/** Asks only for what some node of the tree asks about, and for the time. */
export function PhoneFacts({ tree, facts, onChange, isTest = false }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const asked = useMemo(() => askedIn(tree), [tree]);
  return (
    <>
      <TextInput
        size="xs"
        type="datetime-local"
        label={t("menus.phone.clock")}
        description={t(isTest ? "menuTools.tests.clockHint" : "menus.phone.clockHint")}
        value={facts.clock}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...facts, clock: value });
        }}
      />
      {asked.tier && (
        <Select
          size="xs"
          label={t("menus.when.tier")}
          allowDeselect={false}
          data={Tier.options.map((tier) => ({ value: tier, label: t(`tier.${tier}`) }))}
          value={facts.tier}
          onChange={(value) => {
            const tier = Tier.safeParse(value).data;
            if (tier !== undefined) onChange({ ...facts, tier });
          }}
        />
      )}
      {asked.address && (
        <TextInput
          size="xs"
          label={t("menus.when.address")}
          value={facts.to}
          onChange={({ currentTarget: { value } }) => {
            onChange({ ...facts, to: value });
          }}
        />
      )}
      {asked.buckets.map((bucketId) => {
        const queue = facts.queues.get(bucketId) ?? NOBODY;
        const set = (part: Partial<Queue>): void => {
          const queues = new Map(facts.queues).set(bucketId, { ...queue, ...part });
          onChange({ ...facts, queues });
        };
        return (
          <fieldset key={bucketId} className="sw-fields">
            <legend>{names.bucket(bucketId)}</legend>
            <div className="sw-fields-row">
              <NumberField
                label={t("menus.phone.waiting")}
                min={0}
                max={COUNT_MAX}
                value={queue.waiting}
                onChange={(waiting) => {
                  set({ waiting });
                }}
              />
              <NumberField
                label={t("menus.phone.estimate")}
                min={0}
                max={COUNT_MAX}
                value={queue.estimatedSeconds}
                onChange={(estimatedSeconds) => {
                  set({ estimatedSeconds });
                }}
              />
            </div>
          </fieldset>
        );
      })}
      {!isTest && (
        <Switch
          size="xs"
          label={t("menus.phone.writes")}
          checked={facts.writes}
          onChange={({ currentTarget: { checked } }) => {
            onChange({ ...facts, writes: checked });
          }}
        />
      )}
    </>
  );
}

interface Asked {
  readonly tier: boolean;
  readonly address: boolean;
  readonly buckets: readonly BucketId[];
}

function askedIn({ nodes }: MenuTree): Asked {
  const all = nodes.flatMap((node) =>
    node.kind === "condition" ? node.branches.map(({ when }) => when) : [],
  );
  return {
    tier: all.some(({ kind }) => kind === "tier"),
    address: all.some(({ kind }) => kind === "address"),
    buckets: [...new Set(all.flatMap((when) => ("bucketId" in when ? [when.bucketId] : [])))],
  };
}
