/** Walks that must come out where they did: each with how it comes out now; a click lights its way. */
import { ActionIcon, Button } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPencil } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TestResult } from "../../../../flows/saved-tests.js";
import type { MenuTest } from "../../../../protocol/menu-tree.js";
import { Empty } from "../../common/empty.js";
import { useNames } from "../../common/names.js";
import { useEditor } from "../editor.js";
import { useNodeNames } from "../node-names.js";
import { PanelHead } from "../panel-head.js";
import { litOf, restsAt, trialOf } from "../trial.js";
import { useParts } from "../use-parts.js";
import { TestForm } from "./test-form.js";
import { textOf } from "./test-fields.js";
import { TESTS_MAX } from "./use-keep-test.js";

interface Props {
  /** Of the tree as it was a moment ago. Empty: it cannot be walked. */
  readonly results: readonly TestResult[];
  readonly onLit: (lit: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}

export function TestsPanel({ results, onLit, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly, change, show, findings } = useEditor();
  const parts = useParts(tree);
  const [edited, setEdited] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const { tests } = tree;
  const failing = results.filter(({ failure }) => failure !== null).length;
  const stopped = findings.some(({ severity, rule }) => severity === "red" && rule !== "F70");
  const light = (index: number, test: MenuTest): void => {
    setChosen(index);
    const trial = parts === null ? null : trialOf(tree, parts, test);
    if (trial === null) return;
    onLit(litOf(trial));
    const end = restsAt(trial);
    if (end !== null) show(end);
  };
  const replace = (index: number, test: MenuTest, field: string | null): void => {
    change(
      (before) => ({ ...before, tests: before.tests.map((one, k) => (k === index ? test : one)) }),
      field === null ? null : `tests.${String(index)}/${field}`,
    );
  };
  return (
    <>
      <PanelHead title={t("menuTools.tests.title")} onClose={onClose} />
      {tests.length === 0 ? (
        <Empty title={t("menuTools.tests.emptyTitle")}>{t("menuTools.tests.empty")}</Empty>
      ) : (
        <p className="sw-menu-note" role="status">
          {stopped
            ? t("menuTools.tests.stopped")
            : failing > 0
              ? t("menuTools.tests.failing", { count: failing })
              : t("menuTools.tests.passing", { count: tests.length })}
        </p>
      )}
      <ol className="sw-tests">
        {tests.map((test, k) => {
          const told = results[k];
          const result = !stopped && told !== undefined && isOf(told, test) ? told : null;
          return (
            <li
              key={k}
              data-open={chosen === k}
              data-failing={result !== null && result.failure !== null}
            >
              <TestLine
                test={test}
                result={result}
                onShow={() => {
                  light(k, test);
                }}
                onEdit={
                  readOnly
                    ? null
                    : () => {
                        setEdited(edited === k ? null : k);
                      }
                }
                isEdited={edited === k}
              />
              {edited === k && !readOnly && (
                <TestForm
                  test={test}
                  onChange={(next, field) => {
                    replace(k, next, field);
                  }}
                  onDelete={() => {
                    setEdited(null);
                    setChosen(null);
                    change(
                      (before) => ({ ...before, tests: before.tests.filter((_, n) => n !== k) }),
                      null,
                    );
                  }}
                />
              )}
            </li>
          );
        })}
      </ol>
      {!readOnly && (
        <div className="sw-tool-end">
          <Button
            variant="default"
            size="xs"
            disabled={tests.length >= TESTS_MAX}
            onClick={() => {
              setEdited(tests.length);
              change(
                (before) => ({
                  ...before,
                  tests: [...before.tests, newTest(t("menuTools.tests.fresh"))],
                }),
                null,
              );
            }}
          >
            {t("menuTools.tests.add")}
          </Button>
        </div>
      )}
    </>
  );
}

interface LineProps {
  readonly test: MenuTest;
  /** null: it is not known yet. */
  readonly result: TestResult | null;
  readonly onShow: () => void;
  readonly onEdit: (() => void) | null;
  readonly isEdited: boolean;
}

function TestLine({ test, result, onShow, onEdit, isEdited }: LineProps): ReactNode {
  const { t } = useTranslation();
  const state = result === null ? "unknown" : result.failure === null ? "passed" : "failed";
  const Shape = { unknown: IconCircleDashed, passed: IconCircleCheck, failed: IconCircleX }[state];
  return (
    <div className="sw-test-line">
      <button type="button" onClick={onShow}>
        <Shape
          size={18}
          stroke={1.75}
          role="img"
          data-state={state}
          aria-label={t(`menuTools.tests.is.${state}`)}
        />
        <span className="sw-fill">
          <span className="sw-test-name">{test.name}</span>
          <code>{textOf(test.answers)}</code>
          {state === "failed" && result !== null && <Failure result={result} />}
        </span>
      </button>
      {onEdit !== null && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("menuTools.tests.edit", { name: test.name })}
          aria-expanded={isEdited}
          onClick={onEdit}
        >
          <IconPencil size={16} />
        </ActionIcon>
      )}
    </div>
  );
}

/** Where it should come out, and where it does. */
function Failure({ result: { test, came } }: { readonly result: TestResult }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { tree } = useEditor();
  const nodeNames = useNodeNames(tree);
  const place = (bucketId: string | null): string =>
    bucketId === null ? t("menuTools.tests.goodbye") : names.bucket(bucketId);
  if (came === null) return null;
  const really =
    came.is === "still"
      ? t("menuTools.tests.still", { node: nodeNames.titleOf(came.nodeId) })
      : came.left > 0
        ? t("menuTools.tests.soon", { place: place(came.bucketId), count: came.left })
        : place(came.bucketId);
  return (
    <span className="sw-test-failure">
      <span>{t("menuTools.tests.expected", { place: place(test.bucketId) })}</span>
      <b>{t("menuTools.tests.really", { place: really })}</b>
    </span>
  );
}

/** The result is of an earlier tree; it counts when the test itself is the same. */
function isOf({ test }: TestResult, now: MenuTest): boolean {
  return test === now || JSON.stringify(test) === JSON.stringify(now);
}

function newTest(name: string): MenuTest {
  const conditions = { at: null, tier: "basic", to: null, queues: [], lookup: "found" } as const;
  return { name, answers: ["1"], ...conditions, queues: [], bucketId: null };
}
