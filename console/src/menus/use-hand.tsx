/** What the hand does to the selected node: copy, paste, delete, walk. */
import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NodeId } from "../../../protocol/ids.js";
import { useNotify } from "../common/notify.js";
import { type Branch, branchAt, copied, pasted } from "./edit/branch.js";
import { type Port, nodeIn, waysOn } from "./edit/slots.js";
import { staysBecause, without } from "./edit/tree-edit.js";
import type { Editor } from "./editor.js";

/** null: not now. */
export interface Hand {
  readonly copy: (() => void) | null;
  readonly paste: (() => void) | null;
  readonly remove: (() => void) | null;
  /** Asks what becomes of what hangs below. */
  readonly dialog: ReactNode;
}

/** One for all trees, so that a branch can be carried from one to another. */
let clipboard: Branch | null = null;

export function useHand({ tree, selected, readOnly, change, select }: Editor): Hand {
  const { t } = useTranslation();
  const notify = useNotify();
  const [asked, setAsked] = useState<NodeId | null>(null);
  const [, setCopies] = useState(0);
  const node = nodeIn(tree, selected);
  const port = freePort();
  function freePort(): Port | null {
    if (node === undefined) return null;
    const ways = waysOn(node);
    const free = ways.find(({ to }) => nodeIn(tree, to) === undefined);
    return free === undefined ? null : { nodeId: node.id, place: free.place };
  }
  const remove = (nodeId: NodeId, below: "keep" | "delete"): void => {
    setAsked(null);
    const next = without(tree, nodeId, below);
    if (next === tree) return;
    change(() => next, null);
    select(null);
    notify.done(t("menus.edit.deleted"));
  };
  return {
    copy:
      node === undefined
        ? null
        : () => {
            clipboard = copied(tree, node.id);
            setCopies((n) => n + 1);
            notify.done(t("menus.edit.copied", { count: clipboard.nodes.length }));
          },
    paste:
      readOnly || clipboard === null || port === null
        ? null
        : () => {
            if (clipboard === null) return;
            const done = pasted(tree, clipboard, port);
            change(() => done.tree, null);
            select(done.top);
          },
    remove:
      readOnly || node === undefined || staysBecause(tree, node.id) !== null
        ? null
        : () => {
            if (branchAt(tree, node.id).size > 1) setAsked(node.id);
            else remove(node.id, "keep");
          },
    dialog: asked !== null && (
      <Modal
        opened
        onClose={() => {
          setAsked(null);
        }}
        title={t("menus.edit.deleteTitle")}
        closeButtonProps={{ "aria-label": t("floor.close") }}
      >
        <p>{t("menus.edit.deleteBelow", { count: branchAt(tree, asked).size - 1 })}</p>
        <div className="sw-form-end">
          <Button
            variant="default"
            onClick={() => {
              remove(asked, "keep");
            }}
          >
            {t("menus.edit.keepBelow")}
          </Button>
          <Button
            variant="default"
            className="sw-danger"
            disabled={tree.start === asked}
            onClick={() => {
              remove(asked, "delete");
            }}
          >
            {t("menus.edit.deleteAll")}
          </Button>
        </div>
      </Modal>
    ),
  };
}
