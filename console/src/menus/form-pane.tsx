/** The form of what is selected: a node, or the tree itself. */
import { ActionIcon, Button, Menu, TextInput, Tooltip } from "@mantine/core";
import {
  IconArrowLeft,
  IconClipboard,
  IconCopy,
  IconFlag,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { NodeId } from "../../../protocol/ids.js";
import type { MenuNode } from "../../../protocol/menu-tree.js";
import { nodeIn, waysOn } from "./edit/slots.js";
import { renamed } from "./edit/tree-edit.js";
import { useEditor } from "./editor.js";
import { FindingLines } from "./finding-lines.js";
import { allKinds } from "./forms/kind-names.js";
import { kinds } from "./forms/kinds.js";
import { TreeForm } from "./forms/tree-form.js";
import { useKindName, useNodeNames } from "./node-names.js";
import type { Hand } from "./use-hand.js";
import { useAdd } from "./use-add.js";

interface Props {
  readonly hand: Hand;
  /** There is one pane only: this leads back to the other. */
  readonly onBack?: (() => void) | undefined;
}

export function FormPane({ hand, onBack }: Props): ReactNode {
  const { t } = useTranslation();
  const { tree, selected, findings } = useEditor();
  const node = nodeIn(tree, selected);
  const own = findings.filter((finding) => finding.nodeId === (node?.id ?? null));
  return (
    <section className="sw-menu-form" aria-label={t("menus.form.title")}>
      {onBack !== undefined && (
        <Button
          variant="subtle"
          leftSection={<IconArrowLeft size={14} />}
          onClick={onBack}
          className="sw-menu-back"
        >
          {t("menus.outline.title")}
        </Button>
      )}
      {node === undefined ? (
        <>
          <h2>{t("menus.form.tree")}</h2>
          <TreeForm />
          <FindingLines findings={own} />
        </>
      ) : (
        <NodePart key={node.id} node={node} hand={hand} />
      )}
    </section>
  );
}

function NodePart({ node, hand }: { readonly node: MenuNode; readonly hand: Hand }): ReactNode {
  const { findings } = useEditor();
  const kindName = useKindName();
  const { icon: Icon, Form } = kinds[node.kind];
  return (
    <>
      <header className="sw-menu-form-head">
        <h2>
          <Icon size={18} stroke={1.75} aria-hidden /> {kindName(node.kind)}
        </h2>
        <NodeButtons node={node} hand={hand} />
      </header>
      <Form node={node} />
      {/* Below the fields: they come and go while somebody types, and nothing may move under the hand. */}
      <FindingLines findings={findings.filter(({ nodeId }) => nodeId === node.id)} />
      <NodeIdField node={node} />
    </>
  );
}

function NodeButtons({ node, hand }: { readonly node: MenuNode; readonly hand: Hand }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly, change } = useEditor();
  if (readOnly) return null;
  const button = (label: string, shape: ReactNode, run: (() => void) | null): ReactNode => (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        disabled={run === null}
        onClick={() => {
          run?.();
        }}
      >
        {shape}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <span className="sw-row-buttons">
      <AddButton node={node} />
      {button(
        t("menus.edit.startHere"),
        <IconFlag size={16} />,
        tree.start === node.id
          ? null
          : () => {
              change((before) => ({ ...before, start: node.id }), null);
            },
      )}
      {button(t("menus.edit.copy"), <IconCopy size={16} />, hand.copy)}
      {button(t("menus.edit.paste"), <IconClipboard size={16} />, hand.paste)}
      {button(t("menus.edit.delete"), <IconTrash size={16} />, hand.remove)}
    </span>
  );
}

/** What it adds hangs on a way of the node that is chosen first. */
function AddButton({ node }: { readonly node: MenuNode }): ReactNode {
  const { t } = useTranslation();
  const { tree } = useEditor();
  const add = useAdd();
  const names = useNodeNames(tree);
  const kindName = useKindName();
  const ways = waysOn(node);
  const [place, setPlace] = useState<string | null>(null);
  const way =
    ways.find((one) => one.place === place) ??
    ways.find((one) => nodeIn(tree, one.to) === undefined) ??
    ways[0];
  if (way === undefined) return null;
  const loose = nodeIn(tree, way.to) === undefined;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Tooltip label={t("menus.edit.add")}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("menus.edit.add")}>
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.length > 1 && (
          <>
            <Menu.Label>{t("menus.edit.under")}</Menu.Label>
            {ways.map((one) => (
              <Menu.Item
                key={one.place}
                closeMenuOnClick={false}
                className="sw-menu-way"
                data-chosen={one.place === way.place}
                onClick={() => {
                  setPlace(one.place);
                }}
              >
                {one.keys === "" ? "" : `${one.keys} · `}
                {names.way(node, one)}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{t(loose ? "menus.edit.what" : "menus.edit.between")}</Menu.Label>
        {allKinds.map((kind) => {
          const { icon: Icon } = kinds[kind];
          return (
            <Menu.Item
              key={kind}
              leftSection={<Icon size={16} stroke={1.75} />}
              onClick={() => {
                add({ nodeId: node.id, place: way.place }, kind);
              }}
            >
              {kindName(kind)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The node's name in files, addresses and figures; taken over when the field is left. */
function NodeIdField({ node }: { readonly node: MenuNode }): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly, change, select } = useEditor();
  const [text, setText] = useState<string>(node.id);
  const id = NodeId.safeParse(text).data;
  const taken = text !== node.id && tree.nodes.some((other) => other.id === text);
  const problem = id === undefined ? t("menus.form.idFormat") : taken && t("menus.form.idTaken");
  return (
    <TextInput
      label={t("menus.form.id")}
      description={t("menus.form.idHint")}
      readOnly={readOnly}
      value={text}
      error={problem}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
      }}
      onBlur={() => {
        if (id === undefined || taken || id === node.id) return;
        change((before) => renamed(before, node.id, id), null);
        select(id);
      }}
    />
  );
}
