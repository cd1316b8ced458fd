/** Which numbers stand on the drawing, and where they are highest. */
import { ActionIcon, Button, Select, Tooltip } from "@mantine/core";
import { IconDownload, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NodeId } from "../../../../protocol/ids.js";
import { Empty } from "../../common/empty.js";
import { useNarrow } from "../../common/narrow.js";
import { useNotify } from "../../common/notify.js";
import { ApiProblem } from "../../live/api.js";
import { type LookedAt, useEditor } from "../editor.js";
import { menusApi } from "../menus-api.js";
import { useNodeNames } from "../node-names.js";
import { PanelHead } from "../panel-head.js";
import { useCountWords } from "./count-words.js";
import { MEASURES, type Numbers, STEPS, valueOf } from "./counts.js";
import { NumbersTable } from "./numbers-table.js";
import { PERIOD_DAYS_MAX } from "./period.js";
import { PeriodPicker } from "./period-picker.js";
import type { Counting } from "./use-numbers.js";

interface Props {
  readonly menuId: string;
  readonly published: number | null;
  readonly counting: Counting;
  /** A version's own numbers are drawn on that version. */
  readonly onLook: (lookedAt: LookedAt | null) => void;
  readonly onClose: () => void;
}

export function NumbersPanel({ menuId, published, counting, onLook, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const notify = useNotify();
  const { wish, setWish, numbers, figures, problem, csv } = counting;
  const versions = useQuery({
    queryKey: ["menus", "versions", menuId, published],
    queryFn: () => menusApi.versions(menuId),
  });
  const choose = async (version: number | null): Promise<void> => {
    try {
      const read = version === null ? null : await menusApi.version(menuId, version);
      onLook(read && { tree: read.tree, title: t("menus.version", { n: read.version }) });
      setWish({ version });
    } catch (failure) {
      notify.problem(failure instanceof ApiProblem ? failure.code : "INTERNAL");
    }
  };
  return (
    <>
      <PanelHead
        title={t("menuTools.numbers.title")}
        onClose={() => {
          if (wish.version !== null) void choose(null);
          onClose();
        }}
      />
      <div className="sw-tool-fields">
        <PeriodPicker
          period={wish.period}
          onChange={(period) => {
            setWish({ period });
          }}
        />
        <Select
          size="xs"
          label={t("menuTools.numbers.version")}
          allowDeselect={false}
          data={[
            { value: ALL, label: t("menuTools.numbers.all") },
            ...(versions.data ?? []).map(({ version }) => ({
              value: String(version),
              label: t("menus.version", { n: version }),
            })),
          ]}
          value={wish.version === null ? ALL : String(wish.version)}
          onChange={(value) => void choose(value === null || value === ALL ? null : Number(value))}
        />
        <Select
          size="xs"
          label={t("menuTools.numbers.measure")}
          allowDeselect={false}
          data={MEASURES.map((measure) => ({
            value: measure,
            label: t(`menuTools.numbers.by.${measure}`),
          }))}
          value={wish.measure}
          onChange={(value) => {
            const measure = MEASURES.find((one) => one === value);
            if (measure !== undefined) setWish({ measure });
          }}
        />
      </div>
      {problem !== null && (
        <p className="sw-menu-note" role="alert">
          {problem === "unchosen"
            ? t("menuTools.period.unchosen")
            : problem === "tooLong"
              ? t("menuTools.period.tooLong", { count: PERIOD_DAYS_MAX })
              : t(`errors.${problem}`)}
        </p>
      )}
      {numbers !== null && numbers.contacts === 0 && (
        <Empty title={t("menuTools.numbers.emptyTitle")}>
          {published === null
            ? t("menuTools.numbers.neverPublished")
            : wish.version === null
              ? t("menuTools.numbers.empty")
              : t("menuTools.numbers.emptyVersion", { n: wish.version })}
        </Empty>
      )}
      {numbers !== null && numbers.contacts > 0 && (
        <>
          <Legend numbers={numbers} />
          <Highest numbers={numbers} />
          {figures !== null && figures.versions.length > 1 && (
            <p className="sw-menu-note">
              {t("menuTools.numbers.together", {
                versions: figures.versions.map(({ version }) => version).join(", "),
              })}
            </p>
          )}
          {narrow && <NumbersTable />}
        </>
      )}
      <div className="sw-tool-end">
        <Button
          component="a"
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} />}
          {...(csv === null ? { "data-disabled": true } : { href: csv, download: true })}
        >
          {t("menuTools.numbers.csv")}
        </Button>
        <Tooltip label={t("menuTools.numbers.refresh")}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t("menuTools.numbers.refresh")}
            onClick={counting.refresh}
          >
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </>
  );
}

const ALL = "all";

/** What the colours stand for, with how many contacts it was. */
function Legend({ numbers }: { readonly numbers: Numbers }): ReactNode {
  const { t } = useTranslation();
  const words = useCountWords();
  const { measure, top, contacts } = numbers;
  const edge = (step: number): string => words.value(measure, (top * step) / STEPS);
  return (
    <section className="sw-legend" aria-label={t("menuTools.numbers.legend")}>
      <p>
        <b className="sw-time">{words.whole(contacts)}</b>{" "}
        {t("menuTools.numbers.contacts", { count: contacts })}
      </p>
      {top === 0 ? (
        <p className="sw-dim">{t(`menuTools.numbers.nothing.${measure}`)}</p>
      ) : (
        <ol className="sw-legend-steps">
          {Array.from({ length: STEPS }, (_, k) => (
            <li key={k} data-heat={k + 1} data-measure={measure}>
              {t("menuTools.numbers.upTo", { value: edge(k + 1) })}
            </li>
          ))}
        </ol>
      )}
      <p className="sw-dim">{t(`menuTools.numbers.means.${measure}`)}</p>
    </section>
  );
}

const HIGHEST_SHOWN = 8;

function Highest({ numbers }: { readonly numbers: Numbers }): ReactNode {
  const { t } = useTranslation();
  const { tree, show } = useEditor();
  const names = useNodeNames(tree);
  const words = useCountWords();
  const { measure, drawn, heat } = numbers;
  const first = [...drawn.values()]
    .filter(({ nodeId }) => (heat.get(nodeId) ?? 0) > 0)
    .sort((a, b) => valueOf(b, measure) - valueOf(a, measure))
    .slice(0, HIGHEST_SHOWN);
  if (first.length === 0) return null;
  return (
    <section aria-label={t(`menuTools.numbers.highest.${measure}`)}>
      <h3 className="sw-heading">{t(`menuTools.numbers.highest.${measure}`)}</h3>
      <ol className="sw-tool-lines">
        {first.map((count) => (
          <li key={count.nodeId}>
            <button
              type="button"
              title={words.sentence(count)}
              onClick={() => {
                show(NodeId.parse(count.nodeId));
              }}
            >
              <span className="sw-ellipsis sw-fill">{names.titleOf(count.nodeId)}</span>
              <b className="sw-time">{words.value(measure, valueOf(count, measure))}</b>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
