/** One saved test: what is answered, under which circumstances, and where it must come out. */
import { Button, Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { BucketId } from "../../../../protocol/ids.js";
import type { MenuTest } from "../../../../protocol/menu-tree.js";
import { useConsole } from "../../live/use-console.js";
import { typeOver } from "../../organisation/type-over.js";
import { conditionsOf } from "../caller-facts.js";
import { useEditor } from "../editor.js";
import { PhoneFacts } from "../phone-facts.js";
import { answersOf, factsOf, textOf } from "./test-fields.js";

const NAME_CHARACTERS_MAX = 120;
const LOOKUPS = ["found", "missing", "failed"] as const;
const GOODBYE = "goodbye ";

interface Props {
  readonly test: MenuTest;
  /** `field`: typing on in it is one step back. */
  readonly onChange: (test: MenuTest, field: string | null) => void;
  readonly onDelete: () => void;
}

export function TestForm({ test, onChange, onDelete }: Props): ReactNode {
  const { t } = useTranslation();
  const { tree } = useEditor();
  const buckets = useConsole((s) => s.organisation?.buckets) ?? [];
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && answersOf(typed) === null;
  const asksLookup = tree.nodes.some(({ kind }) => kind === "lookup" || kind === "subtree");
  return (
    <div className="sw-test-form">
      <TextInput
        size="xs"
        label={t("menuTools.tests.name")}
        maxLength={NAME_CHARACTERS_MAX}
        error={test.name === "" && t("organisation.problem.needed")}
        value={test.name}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...test, name: value }, "name");
        }}
      />
      <TextInput
        size="xs"
        label={t("menuTools.tests.answers")}
        description={t("menuTools.tests.answersHint")}
        error={wrong && t("menuTools.tests.answersWrong")}
        value={typed ?? textOf(test.answers)}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          const answers = answersOf(value);
          if (answers !== null) onChange({ ...test, answers }, "answers");
        }}
        onBlur={() => {
          if (!wrong) setTyped(null);
        }}
      />
      <Select
        size="xs"
        label={t("menuTools.tests.comesOut")}
        {...typeOver}
        allowDeselect={false}
        data={[
          { value: GOODBYE, label: t("menuTools.tests.goodbye") },
          ...buckets
            .filter(({ archived, id }) => !archived || id === test.bucketId)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={test.bucketId ?? GOODBYE}
        onChange={(value) => {
          if (value === null) return;
          onChange({ ...test, bucketId: value === GOODBYE ? null : BucketId.parse(value) }, null);
        }}
      />
      <PhoneFacts
        tree={tree}
        isTest
        facts={factsOf(test)}
        onChange={(facts) => {
          const at = facts.clock === "" ? null : new Date(facts.clock).getTime();
          onChange({ ...test, ...conditionsOf(facts), at }, "facts");
        }}
      />
      {asksLookup && (
        <Select
          size="xs"
          label={t("menuTools.tests.lookup")}
          allowDeselect={false}
          data={LOOKUPS.map((one) => ({ value: one, label: t(`menus.phone.lookup.${one}`) }))}
          value={test.lookup}
          onChange={(value) => {
            const lookup = LOOKUPS.find((one) => one === value);
            if (lookup !== undefined) onChange({ ...test, lookup }, null);
          }}
        />
      )}
      <Button variant="default" size="compact-xs" className="sw-danger" onClick={onDelete}>
        {t("menuTools.tests.delete")}
      </Button>
    </div>
  );
}
