/** Something is found out while the caller waits: who they are, or what an address knows. */
import { Button, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { LookupSource, MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { NumberField } from "../../organisation/number-field.js";
import { RowButtons, replaced } from "../../organisation/row-buttons.js";
import { useEditor, useReplace } from "../editor.js";
import { NodePicker } from "./node-picker.js";
import { outOf } from "./patience-fields.js";

const SECONDS = { min: 1, max: 10 } as const;
const FIELDS_MAX = 20;
const NAME_CHARACTERS_MAX = 60;
const OWN = "own customer";

export function LookupForm({ node }: { readonly node: MenuNodeOf<"lookup"> }): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  const { source } = node;
  return (
    <>
      <Select
        label={t("menus.form.source")}
        allowDeselect={false}
        readOnly={readOnly}
        data={(["customer", "address"] as const).map((kind) => ({
          value: kind,
          label: t(`menus.lookup.${kind}`),
        }))}
        value={source.kind}
        onChange={(value) => {
          if (value === source.kind || value === null) return;
          replace({ ...node, source: value === "address" ? ADDRESS : CUSTOMER }, null);
        }}
      />
      {source.kind === "customer" ? (
        <CustomerFields node={node} source={source} />
      ) : (
        <AddressFields node={node} source={source} />
      )}
      {(["found", "missing", "fallback"] as const).map((place) => (
        <NodePicker
          key={place}
          label={t(`menus.form.lookup.${place}`)}
          port={{ nodeId: node.id, place }}
        />
      ))}
    </>
  );
}

const CUSTOMER: LookupSource = { kind: "customer", digits: null };
const ADDRESS: LookupSource = { kind: "address", url: "https://", timeoutSeconds: 5, fields: [] };

interface Props<K extends LookupSource["kind"]> {
  readonly node: MenuNodeOf<"lookup">;
  readonly source: Extract<LookupSource, { kind: K }>;
}

function CustomerFields({ node, source }: Props<"customer">): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly } = useEditor();
  const replace = useReplace();
  const names = tree.nodes.flatMap((one) => (one.kind === "collect" ? [one.name] : []));
  const all = [...new Set([...names, ...(source.digits === null ? [] : [source.digits])])];
  return (
    <Select
      label={t("menus.form.lookup.digits")}
      allowDeselect={false}
      readOnly={readOnly}
      data={[
        { value: OWN, label: t("menus.form.lookup.own") },
        ...all.map((name) => ({ value: name, label: name })),
      ]}
      value={source.digits ?? OWN}
      onChange={(value) => {
        if (value === null) return;
        replace({ ...node, source: { ...source, digits: value === OWN ? null : value } }, null);
      }}
    />
  );
}

function AddressFields({ node, source }: Props<"address">): ReactNode {
  const { t } = useTranslation();
  const { readOnly } = useEditor();
  const replace = useReplace();
  const set = (part: Partial<typeof source>, field: string | null): void => {
    replace({ ...node, source: { ...source, ...part } }, field);
  };
  return (
    <>
      <TextInput
        label={t("menus.form.lookup.url")}
        description={t("menus.form.lookup.urlHint")}
        readOnly={readOnly}
        value={source.url}
        error={!source.url.startsWith("https://") && t("menus.form.https")}
        onChange={({ currentTarget: { value } }) => {
          set({ url: value }, "url");
        }}
      />
      <NumberField
        {...SECONDS}
        label={t("menus.form.lookup.timeout")}
        value={source.timeoutSeconds}
        error={
          outOf(source.timeoutSeconds, SECONDS.min, SECONDS.max) && t("menus.form.range", SECONDS)
        }
        onChange={(seconds) => {
          set({ timeoutSeconds: seconds ?? Number.NaN }, "timeout");
        }}
      />
      <fieldset className="sw-options">
        <legend>{t("menus.form.lookup.fields")}</legend>
        {source.fields.map((row, k) => {
          const what = t("menus.form.lookup.field", { n: k + 1 });
          return (
            <div key={k} className="sw-fields-row" role="group" aria-label={what}>
              {(["field", "name"] as const).map((part) => (
                <TextInput
                  key={part}
                  aria-label={`${what}: ${t(`menus.form.lookup.${part}Of`)}`}
                  placeholder={t(`menus.form.lookup.${part}Of`)}
                  maxLength={NAME_CHARACTERS_MAX}
                  readOnly={readOnly}
                  data-missing={row[part] === ""}
                  value={row[part]}
                  onChange={({ currentTarget: { value } }) => {
                    const fields = replaced(source.fields, k, { ...row, [part]: value });
                    set({ fields }, `fields.${String(k)}.${part}`);
                  }}
                />
              ))}
              {!readOnly && (
                <RowButtons
                  fixed
                  what={what}
                  list={source.fields}
                  index={k}
                  onChange={(fields) => {
                    set({ fields }, null);
                  }}
                />
              )}
            </div>
          );
        })}
        {!readOnly && source.fields.length < FIELDS_MAX && (
          <Button
            variant="default"
            className="sw-add"
            leftSection={<IconPlus size={14} />}
            onClick={() => {
              set({ fields: [...source.fields, { field: "", name: "" }] }, null);
            }}
          >
            {t("menus.form.lookup.addField")}
          </Button>
        )}
      </fieldset>
    </>
  );
}
