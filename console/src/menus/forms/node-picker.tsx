/** Where a way leads: a node of the tree, or a new one that is made there and then. */
import { Select } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { NodeId } from "../../../../protocol/ids.js";
import { typeOver } from "../../organisation/type-over.js";
import { useEditor } from "../editor.js";
import { type Port, connected, nodeIn, targetOf } from "../edit/slots.js";
import { useKindName, useNodeNames } from "../node-names.js";
import { useAdd } from "../use-add.js";
import { allKinds } from "./kind-names.js";

interface Props {
  readonly label: string;
  /** The label is only heard. */
  readonly hidden?: boolean;
  readonly port: Port;
}

const NEW = "new ";
/** Beyond this a list is searched, not read. */
const SHOWN_MAX = 60;

export function NodePicker({ label, hidden = false, port }: Props): ReactNode {
  const { t } = useTranslation();
  const { tree, change, readOnly } = useEditor();
  const names = useNodeNames(tree);
  const kindName = useKindName();
  const add = useAdd();
  const [isOpen, setIsOpen] = useState(false);
  const to = targetOf(tree, port);
  const target = nodeIn(tree, to);
  // A tree is long, and a form has many of these: the list is made when somebody looks at it.
  const listed = isOpen ? tree.nodes : target === undefined ? [] : [target];
  const nodes = listed
    .filter(({ id }) => id !== port.nodeId || id === to)
    .map((node) => ({
      value: node.id,
      label: `${kindName(node.kind)}: ${names.title(node)}`,
    }));
  const fresh = allKinds.map((kind) => ({
    value: `${NEW}${kind}`,
    label: t("menus.form.new", { kind: kindName(kind) }),
  }));
  return (
    <Select
      {...(hidden ? { "aria-label": label } : { label })}
      {...typeOver}
      size="sm"
      allowDeselect={false}
      readOnly={readOnly}
      placeholder={t("menus.nowhere")}
      nothingFoundMessage={t("transfer.nothing")}
      limit={SHOWN_MAX}
      data={[
        { group: t("menus.form.newGroup"), items: fresh },
        { group: t("menus.form.nodes"), items: nodes },
      ]}
      onDropdownOpen={() => {
        setIsOpen(true);
      }}
      onDropdownClose={() => {
        setIsOpen(false);
      }}
      value={target === undefined ? null : target.id}
      data-missing={target === undefined}
      onChange={(value) => {
        if (value === null) return;
        const kind = allKinds.find((one) => value === `${NEW}${one}`);
        if (kind !== undefined) add(port, kind);
        else change((before) => connected(before, port, NodeId.parse(value)), null);
      }}
    />
  );
}
