/** Everything around one tree: head, drawing or outline, form, findings, phone. */
import { Button, SegmentedControl, Switch } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NodeId } from "../../../protocol/ids.js";
import { useNarrow } from "../common/narrow.js";
import { AdvicePanel } from "./advice/advice-panel.js";
import { ClashBar } from "./clash-bar.js";
import { compared } from "./compare/comparison.js";
import type { Draft, DraftKeeper } from "./draft-keeper.js";
import { Canvas } from "./draw/canvas.js";
import { neighbour } from "./edit/spine.js";
import { nodeIn, waysOn } from "./edit/slots.js";
import { type Editor, EditorContext, type LookedAt, useEditor } from "./editor.js";
import { FindingsPanel } from "./findings-panel.js";
import { FormPane } from "./form-pane.js";
import { MenuHead } from "./menu-head.js";
import { NewsBar } from "./news-bar.js";
import { NumbersPanel } from "./numbers/numbers-panel.js";
import { NumbersTable } from "./numbers/numbers-table.js";
import { useNumbers } from "./numbers/use-numbers.js";
import { Outline } from "./outline.js";
import { Phone } from "./phone.js";
import { Scheduled } from "./scheduled.js";
import { SearchBox } from "./search-box.js";
import { TestsPanel } from "./tests/tests-panel.js";
import { useKeepTest } from "./tests/use-keep-test.js";
import type { Panel } from "./tools.js";
import { UndoKeys } from "./undo-keys.js";
import { useAddDefault } from "./use-add.js";
import { useCheck } from "./use-check.js";
import { type Hand, useHand } from "./use-hand.js";
import { useTogether } from "./use-together.js";
import { VersionsPanel } from "./versions-panel.js";

interface Props {
  readonly menuId: string;
  readonly keeper: DraftKeeper;
  readonly draft: Draft;
  readonly publishedVersion: number | null;
}

/** Panels in which one looks at the whole tree. */
const ROOMY: ReadonlySet<Panel> = new Set<Panel>(["numbers", "advice"]);
const NOTHING_LIT: ReadonlySet<string> = new Set();

export function Workbench({ menuId, keeper, draft, publishedVersion }: Props): ReactNode {
  const [lookedAt, setLookedAt] = useState<LookedAt | null>(null);
  const [selected, setSelected] = useState<NodeId | null>(null);
  const [lit, setLit] = useState<ReadonlySet<string>>(NOTHING_LIT);
  const [panel, setPanel] = useState<Panel | null>(null);
  const [justPublished, setPublished] = useState(publishedVersion);
  const news = useTogether(menuId, { keeper, draft });
  const scheduled = news?.menu.scheduled ?? null;
  const published = newer(justPublished, news?.menu.publishedVersion ?? null);
  const centre = useRef<(nodeId: NodeId) => void>(() => undefined);
  const mine = draft.history.present;
  const comparison = useMemo(
    () => (lookedAt?.before === undefined ? null : compared(lookedAt.before, lookedAt.tree)),
    [lookedAt],
  );
  const shown = lookedAt?.tree ?? mine;
  const tree = comparison?.tree ?? shown;
  const { findings, tests: results } = useCheck(shown);
  const counting = useNumbers({ menuId, tree: shown, on: panel === "numbers" });
  const { numbers } = counting;
  const readOnly = lookedAt !== null;
  const show = useCallback((nodeId: NodeId | null) => {
    setSelected(nodeId);
    if (nodeId !== null) centre.current(nodeId);
  }, []);
  const change = useCallback<Editor["change"]>(
    (edit, about) => {
      if (!readOnly) keeper.change(edit, about);
    },
    [keeper, readOnly],
  );
  const editor = useMemo<Editor>(
    () => ({
      ...{ tree, selected, readOnly, findings, lit, show, change },
      overlay: { comparison, numbers },
      select: setSelected,
    }),
    [tree, selected, readOnly, findings, lit, comparison, numbers, show, change],
  );
  const hand = useHand(editor);
  const onReady = useCallback((next: (nodeId: NodeId) => void) => {
    centre.current = next;
  }, []);
  const stopLooking = (): void => {
    setLookedAt(null);
    counting.setWish({ version: null });
  };
  /** What a panel put on the drawing goes with it; an old version that is looked at stays. */
  const turnTo = (next: Panel | null): void => {
    setLit(NOTHING_LIT);
    if (lookedAt?.before !== undefined || counting.wish.version !== null) stopLooking();
    setPanel(next);
  };
  const keepTest = useKeepTest(editor);
  const closePanel = (): void => {
    turnTo(null);
  };
  return (
    <EditorContext value={editor}>
      <div className="sw-workbench">
        <MenuHead
          keeper={keeper}
          draft={draft}
          menuId={menuId}
          published={published}
          scheduled={scheduled}
          onPublished={setPublished}
          lookedAt={lookedAt}
          onStopLooking={stopLooking}
          panel={panel}
          onPanel={(next) => {
            turnTo(next === panel ? null : next);
          }}
          tests={{
            count: shown.tests.length,
            failing: results.filter(({ failure }) => failure !== null).length,
          }}
        />
        {draft.theirs !== null && (
          <ClashBar
            keeper={keeper}
            theirs={draft.theirs}
            lookedAt={lookedAt}
            onLook={setLookedAt}
          />
        )}
        {draft.news !== null && (
          <NewsBar
            keeper={keeper}
            theirs={draft.news}
            by={news?.by ?? null}
            onTaken={() => {
              setLookedAt(null);
            }}
          />
        )}
        {scheduled?.failed && (
          <Scheduled menuId={menuId} published={published} scheduled={scheduled} />
        )}
        <Panes
          hand={hand}
          onReady={onReady}
          roomy={comparison !== null || (panel !== null && ROOMY.has(panel))}
        >
          {panel === "findings" && <FindingsPanel onClose={closePanel} />}
          {panel === "phone" && (
            <Phone tree={tree} onLit={setLit} onKeep={keepTest} onClose={closePanel} />
          )}
          {panel === "tests" && (
            <TestsPanel results={results} onLit={setLit} onClose={closePanel} />
          )}
          {panel === "numbers" && (
            <NumbersPanel
              menuId={menuId}
              published={published}
              counting={counting}
              onLook={setLookedAt}
              onClose={closePanel}
            />
          )}
          {panel === "advice" && (
            <AdvicePanel
              keeper={keeper}
              draft={mine}
              counting={counting}
              onLook={setLookedAt}
              onClose={closePanel}
            />
          )}
          {panel === "versions" && (
            <VersionsPanel
              menuId={menuId}
              draft={mine}
              published={published}
              scheduled={scheduled}
              lookedAt={lookedAt}
              onLook={setLookedAt}
              onRestore={(old) => {
                setLookedAt(null);
                keeper.change((now) => ({ ...old, id: now.id }), null);
              }}
              onClose={closePanel}
            />
          )}
        </Panes>
        <UndoKeys keeper={keeper} draft={draft} />
        {hand.dialog}
      </div>
    </EditorContext>
  );
}

/** Of two that were told: versions only grow. */
function newer(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

const VIEWS = ["drawing", "outline", "table"] as const;
type View = (typeof VIEWS)[number];

interface PanesProps {
  readonly hand: Hand;
  readonly onReady: (centre: (nodeId: NodeId) => void) => void;
  /** The form of the whole tree makes room for the drawing. */
  readonly roomy: boolean;
  /** What is open beside. */
  readonly children: ReactNode;
}

function Panes({ hand, onReady, roomy, children }: PanesProps): ReactNode {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { overlay, selected } = useEditor();
  const counted = overlay.numbers !== null;
  const formless = roomy && selected === null;
  const [wanted, setView] = useState<View>("drawing");
  const view = wanted === "table" && !counted ? "drawing" : wanted;
  const [formOpen, setFormOpen] = useState(false);
  const [fallbacks, setFallbacks] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const onKey = useTreeKeys(hand, () => {
    setFormOpen(true);
    focusFirstField(form.current);
  });
  const asDrawing = view === "drawing" && !narrow;
  const enter = (): void => {
    setFormOpen(true);
    if (!narrow) return;
    form.current?.scrollTo({ top: 0 });
  };
  const beside = children !== false && hasContent(children);
  return (
    <div
      className="sw-menu-panes"
      data-beside={beside}
      data-form={formOpen}
      data-formless={formless}
    >
      <div className="sw-menu-tree" hidden={narrow && (formOpen || beside)}>
        <div className="sw-menu-tools">
          <SearchBox />
          {!narrow && (
            <>
              <SegmentedControl
                size="xs"
                aria-label={t("menus.view.label")}
                value={view}
                data={[
                  { value: "drawing", label: t("menus.view.drawing") },
                  { value: "outline", label: t("menus.view.outline") },
                  ...(counted ? [{ value: "table", label: t("menuTools.numbers.view") }] : []),
                ]}
                onChange={(next) => {
                  setView(VIEWS.find((one) => one === next) ?? "drawing");
                }}
              />
              {asDrawing && (
                <Switch
                  size="xs"
                  label={t("menus.view.fallbacks")}
                  checked={fallbacks}
                  onChange={({ currentTarget: { checked } }) => {
                    setFallbacks(checked);
                  }}
                />
              )}
            </>
          )}
          {narrow && (
            <Button
              variant="default"
              onClick={() => {
                setFormOpen(true);
              }}
            >
              {t("menus.form.tree")}
            </Button>
          )}
        </div>
        {asDrawing ? (
          <div
            className="sw-canvas"
            role="group"
            tabIndex={0}
            aria-label={t("menus.canvas.label")}
            onKeyDown={onKey}
          >
            <Canvas fallbacks={fallbacks} onReady={onReady} />
            <Spoken />
          </div>
        ) : view === "table" && !narrow ? (
          <NumbersTable />
        ) : (
          <Outline onEnter={enter} onKey={onKey} />
        )}
      </div>
      {beside && <aside className="sw-menu-beside">{children}</aside>}
      <div ref={form} className="sw-menu-form-box" hidden={narrow ? !formOpen || beside : formless}>
        <FormPane
          hand={hand}
          onBack={
            narrow
              ? () => {
                  setFormOpen(false);
                }
              : undefined
          }
        />
      </div>
    </div>
  );
}

function hasContent(children: ReactNode): boolean {
  return Array.isArray(children)
    ? children.some((one) => one !== false && one !== null)
    : children !== null;
}

function focusFirstField(box: HTMLElement | null): void {
  setTimeout(() => {
    box?.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
  }, 0);
}

/** What is selected on the drawing, for those who hear the page. */
function Spoken(): ReactNode {
  const { t } = useTranslation();
  const { tree, selected, findings } = useEditor();
  const node = nodeIn(tree, selected);
  if (node === undefined) return <p className="sw-unseen" role="status" />;
  const count = findings.filter(({ nodeId }) => nodeId === node.id).length;
  return (
    <p className="sw-unseen" role="status">
      {t(`menus.kind.${node.kind}`)} {node.id}.{" "}
      {t("menus.canvas.ways", { count: waysOn(node).length })}{" "}
      {count > 0 && t("menus.findings.count", { count })}
    </p>
  );
}

const STEPS = {
  ArrowRight: "in",
  ArrowLeft: "out",
  ArrowDown: "next",
  ArrowUp: "previous",
} as const;

/** Arrows walk, Enter edits, Insert adds, Delete deletes; C and V with Ctrl or ⌘ copy and paste. */
function useTreeKeys(hand: Hand, onEnter: () => void): (event: KeyboardEvent) => void {
  const { tree, selected, show, readOnly } = useEditor();
  const addDefault = useAddDefault();
  return (event) => {
    if (event.target !== event.currentTarget) return;
    const mod = event.ctrlKey || event.metaKey;
    const done = ((): boolean => {
      if (mod && event.key === "c") return run(hand.copy);
      if (mod && event.key === "v") return run(hand.paste);
      if (mod || event.altKey) return false;
      if (event.key in STEPS) {
        const step = STEPS[event.key as keyof typeof STEPS];
        const next = selected === null ? tree.start : neighbour(tree, selected, step);
        if (next !== null) show(next);
        return true;
      }
      if (event.key === "Enter") return run(onEnter);
      if (event.key === "Escape") {
        show(null);
        return true;
      }
      if (event.key === "Insert" && !readOnly) return run(addDefault);
      if (event.key === "Delete") return run(hand.remove);
      return false;
    })();
    if (done) event.preventDefault();
  };
}

function run(action: (() => void) | null): boolean {
  action?.();
  return action !== null;
}
