/** Where a path ends: a bucket, or the bucket that key 0 leads to from everywhere. */
import { Select, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { BucketId } from "../../../../protocol/ids.js";
import type { MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { useConsole } from "../../live/use-console.js";
import { NumberField } from "../../organisation/number-field.js";
import { typeOver } from "../../organisation/type-over.js";
import { useEditor, useReplace } from "../editor.js";
import { OptionalPrompt } from "./optional-prompt.js";
import { PromptFields } from "./prompt-fields.js";
import { outOf } from "./patience-fields.js";

const PRIORITY = { min: 1, max: 9 } as const;

interface Props {
  readonly node: MenuNodeOf<"bucket" | "operator" | "callback" | "voicemail">;
}

export function BucketForm({ node }: Props): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  return (
    <>
      {node.kind !== "bucket" && <p className="sw-hint">{t(`menus.form.${node.kind}Hint`)}</p>}
      <BucketPicker
        label={t("menus.form.bucket")}
        bucketId={node.bucketId}
        readOnly={readOnly}
        onChange={(id) => {
          replace({ ...node, bucketId: BucketId.parse(id) }, null);
        }}
      />
      {node.kind !== "operator" && (
        <NumberField
          {...PRIORITY}
          label={t("menus.form.priority")}
          description={t("menus.form.priorityHint")}
          placeholder={t("menus.form.asBucket")}
          value={node.priority}
          error={
            node.priority !== null &&
            outOf(node.priority, PRIORITY.min, PRIORITY.max) &&
            t("menus.form.range", PRIORITY)
          }
          onChange={(priority) => {
            replace({ ...node, priority }, "priority");
          }}
        />
      )}
      <OptionalPrompt node={node} />
      {node.kind === "voicemail" && <Written node={node} />}
    </>
  );
}

/** What a chat says in place of the prompt, where nobody hears a tone. */
function Written({ node }: { readonly node: MenuNodeOf<"voicemail"> }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  return (
    <>
      <Switch
        label={t("menus.form.writtenOn")}
        disabled={readOnly}
        checked={node.written !== null}
        onChange={({ currentTarget: { checked } }) => {
          const empty = Object.fromEntries(tree.languages.map((one) => [one, ""]));
          replace({ ...node, written: checked ? empty : null }, null);
        }}
      />
      {node.written !== null && (
        <PromptFields
          label={t("menus.form.written")}
          prompt={node.written}
          onChange={(written, language) => {
            replace({ ...node, written }, `written.${language}`);
          }}
        />
      )}
    </>
  );
}

interface PickerProps {
  readonly label: string;
  /** null: none yet. */
  readonly bucketId: string | null;
  readonly readOnly?: boolean;
  readonly onChange: (bucketId: string) => void;
}

/** Buckets that take work; one that is gone is shown as it is called. */
export function BucketPicker({
  label,
  bucketId,
  readOnly = false,
  onChange,
}: PickerProps): ReactNode {
  const { t } = useTranslation();
  const buckets = useConsole((s) => s.organisation?.buckets) ?? [];
  const open = buckets.filter(({ archived }) => !archived);
  return (
    <Select
      label={label}
      {...typeOver}
      allowDeselect={false}
      readOnly={readOnly}
      placeholder={t("menus.form.chooseBucket")}
      nothingFoundMessage={t("transfer.nothing")}
      data={open.map(({ id, name }) => ({ value: id, label: name }))}
      value={open.some(({ id }) => id === bucketId) ? bucketId : null}
      onChange={(id) => {
        if (id !== null) onChange(id);
      }}
    />
  );
}
