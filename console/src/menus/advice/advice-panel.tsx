/** How long the draft keeps callers, and what would be quicker: previewed on the drawing, taken with one click. */
import { Button, Skeleton } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import { Empty } from "../../common/empty.js";
import { useNotify } from "../../common/notify.js";
import { ChangeList } from "../compare/change-list.js";
import type { DraftKeeper } from "../draft-keeper.js";
import { type LookedAt, useEditor } from "../editor.js";
import type { Advised, Proposal } from "../menus-api.js";
import { useCountWords } from "../numbers/count-words.js";
import { boundsOf } from "../numbers/period.js";
import { PeriodPicker } from "../numbers/period-picker.js";
import type { Counting } from "../numbers/use-numbers.js";
import { PanelHead } from "../panel-head.js";
import { PathTimes } from "./path-times.js";
import { useProposalWords } from "./proposal-words.js";
import { useAdvice } from "./use-advice.js";

interface Props {
  readonly keeper: DraftKeeper;
  readonly draft: MenuTree;
  /** Its period is the advisor's, too. */
  readonly counting: Counting;
  readonly onLook: (lookedAt: LookedAt | null) => void;
  readonly onClose: () => void;
}

export function AdvicePanel({ keeper, draft, counting, onLook, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { wish, setWish } = counting;
  const bounds = useMemo(() => boundsOf(wish.period, new Date()), [wish.period]);
  const { advising, stale, askAgain } = useAdvice({ keeper, draft, bounds });
  const ask = (
    <Button variant="default" size="xs" onClick={askAgain}>
      {t("menuTools.advice.again")}
    </Button>
  );
  return (
    <>
      <PanelHead title={t("menuTools.advice.title")} onClose={onClose} />
      <div className="sw-tool-fields">
        <PeriodPicker
          period={wish.period}
          onChange={(period) => {
            setWish({ period });
          }}
        />
      </div>
      {bounds === null && <p className="sw-menu-note">{t("menuTools.period.unchosen")}</p>}
      {bounds !== null && advising.is === "asking" && (
        <div className="sw-tool-fields" role="status" aria-label={t("menuTools.advice.asking")}>
          <Skeleton height={48} />
          <Skeleton height={120} />
        </div>
      )}
      {advising.is === "failed" && (
        <div className="sw-menu-note" role="alert">
          <p>{t(`errors.${advising.code}`)}</p>
          {ask}
        </div>
      )}
      {advising.is === "unsaved" && (
        <div className="sw-menu-note" role="alert">
          <p>{t("menuTools.advice.unsaved")}</p>
          {ask}
        </div>
      )}
      {advising.is === "told" && (
        <>
          {stale && (
            <div className="sw-advice-stale" role="status">
              <p>{t("menuTools.advice.stale")}</p>
              {ask}
            </div>
          )}
          <Told
            advice={advising.advice}
            about={advising.about}
            stale={stale}
            onLook={onLook}
            onTake={(tree) => {
              onLook(null);
              keeper.change((now) => ({ ...tree, id: now.id }), null);
            }}
          />
        </>
      )}
    </>
  );
}

interface ToldProps {
  readonly advice: Advised;
  readonly about: MenuTree;
  readonly stale: boolean;
  readonly onLook: (lookedAt: LookedAt | null) => void;
  readonly onTake: (tree: MenuTree) => void;
}

function Told({ advice, about, stale, onLook, onTake }: ToldProps): ReactNode {
  const { t } = useTranslation();
  const words = useCountWords();
  const { averageSeconds, boundSeconds, basis, contacts, proposals, buckets } = advice;
  return (
    <>
      <dl className="sw-advice-figures">
        <div>
          <dt>{t("menuTools.advice.average")}</dt>
          <dd className="sw-time">
            {averageSeconds === null ? "–" : words.seconds(averageSeconds)}
          </dd>
        </div>
        <div>
          <dt>{t("menuTools.advice.bound")}</dt>
          <dd className="sw-time">{boundSeconds === null ? "–" : words.seconds(boundSeconds)}</dd>
        </div>
      </dl>
      <p className="sw-menu-note">{t(`menuTools.advice.basis.${basis}`, { count: contacts })}</p>
      {proposals.length === 0 ? (
        <Empty title={t("menuTools.advice.nothingTitle")}>{t("menuTools.advice.nothing")}</Empty>
      ) : (
        <Proposals {...{ proposals, about, stale, onLook, onTake }} />
      )}
      <PathTimes buckets={buckets} />
    </>
  );
}

type ProposalsProps = Omit<ToldProps, "advice"> & { readonly proposals: readonly Proposal[] };

function Proposals({ proposals, about, stale, onLook, onTake }: ProposalsProps): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const { overlay, show } = useEditor();
  const words = useCountWords();
  const wordsOf = useProposalWords(about);
  const [previewed, setPreviewed] = useState<Proposal | null>(null);
  return (
    <ol className="sw-proposals" aria-label={t("menuTools.advice.proposals")}>
      {proposals.map((proposal) => {
        const { title, lines } = wordsOf(proposal);
        const { tree } = proposal;
        const open = previewed === proposal && overlay.comparison !== null;
        return (
          <li key={`${proposal.kind} ${proposal.nodeId}`} data-open={open}>
            {proposal.gainSeconds > 0 && (
              <b className="sw-advice-gain">
                {t("menuTools.advice.gain", { span: words.seconds(proposal.gainSeconds) })}
              </b>
            )}
            <p>{title}</p>
            {lines.length > 0 && (
              <ul>
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
            <span className="sw-form-end">
              {tree === null ? (
                <Button
                  variant="default"
                  size="compact-xs"
                  onClick={() => {
                    show(proposal.nodeId);
                  }}
                >
                  {t("menuTools.advice.show")}
                </Button>
              ) : (
                <>
                  <Button
                    variant="default"
                    size="compact-xs"
                    aria-pressed={open}
                    onClick={() => {
                      setPreviewed(open ? null : proposal);
                      onLook(
                        open ? null : { before: about, tree, title: t("menuTools.advice.preview") },
                      );
                      if (!open) show(proposal.nodeId);
                    }}
                  >
                    {t(open ? "menuTools.compare.hide" : "menuTools.advice.preview")}
                  </Button>
                  <Button
                    size="compact-xs"
                    disabled={stale}
                    onClick={() => {
                      onTake(tree);
                      setPreviewed(null);
                      notify.done(t("menuTools.advice.taken"));
                    }}
                  >
                    {t("menuTools.advice.take")}
                  </Button>
                </>
              )}
            </span>
            {open && <ChangeList comparison={overlay.comparison} />}
          </li>
        );
      })}
    </ol>
  );
}
