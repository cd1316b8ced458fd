/** The engineer's work: presence, offers, what they have, what is to be wrapped up. */
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import { Empty } from "../common/empty.js";
import { useAction } from "../keys/actions.js";
import { useConsole } from "../live/use-console.js";
import { useHeldOrder } from "../live/use-held-order.js";
import { workOrder } from "../state/work-order.js";
import { OfferList } from "./offer-list.js";
import { PresenceBar } from "./presence-bar.js";
import { WaitingSection } from "./waiting-section.js";
import { WorkRow } from "./work-row.js";

interface Props {
  readonly engineer: EngineerOnFloor;
  readonly selectedId: string | null;
  readonly withOffers: boolean;
}

export function WorkColumn({ engineer, selectedId, withOffers }: Props): ReactNode {
  const { t } = useTranslation();
  const interactions = useConsole((s) => s.interactions);
  const work = useMemo(() => workOrder(interactions), [interactions]);
  const active = useHeldOrder(work.active);
  const order = [...active.order, ...work.wrapUp];
  useWalking({ order, selectedId, walk: active.walk });
  return (
    <div className="sw-work">
      <PresenceBar engineer={engineer} />
      {withOffers && <OfferList />}
      <nav aria-label={t("work.list")} {...active.hold}>
        {active.order.length > 0 && (
          <ListHeading name={t("work.mine")} count={active.order.length} />
        )}
        {active.order.map((id) => {
          const interaction = interactions[id];
          return (
            interaction && (
              <WorkRow key={id} interaction={interaction} selected={id === selectedId} />
            )
          );
        })}
        {work.wrapUp.length > 0 && (
          <ListHeading name={t("work.wrapUp")} count={work.wrapUp.length} />
        )}
        {work.wrapUp.map((id) => {
          const interaction = interactions[id];
          return (
            interaction && (
              <WorkRow key={id} interaction={interaction} selected={id === selectedId} />
            )
          );
        })}
      </nav>
      {order.length === 0 && <NoWork engineer={engineer} />}
      <WaitingSection />
    </div>
  );
}

function ListHeading({
  name,
  count,
}: {
  readonly name: string;
  readonly count: number;
}): ReactNode {
  return (
    <h2 className="sw-heading">
      {name} <span className="sw-dim">{count}</span>
    </h2>
  );
}

/** J and K walk through the list as it is shown, round its ends. */
function useWalking({
  order,
  selectedId,
  walk,
}: {
  readonly order: readonly string[];
  readonly selectedId: string | null;
  readonly walk: () => void;
}): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const shown = order.join(" ");
  const step = useCallback(
    (by: 1 | -1) => {
      const ids = shown.split(" ");
      const at = selectedId === null ? -1 : ids.indexOf(selectedId);
      const next =
        at === -1 ? (by === 1 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length;
      const interactionId = ids[next];
      walk();
      if (interactionId === undefined) return;
      void navigate({ to: "/desk/$interactionId", params: { interactionId } });
    },
    [shown, selectedId, navigate, walk],
  );
  const next = useCallback(() => {
    step(1);
  }, [step]);
  const previous = useCallback(() => {
    step(-1);
  }, [step]);
  const some = order.length > 0;
  const action = { group: t("palette.interaction") };
  useAction({
    ...action,
    id: "next",
    label: t("palette.next"),
    key: "work.next",
    run: some ? next : null,
  });
  useAction({
    ...action,
    id: "previous",
    label: t("palette.previous"),
    key: "work.previous",
    run: some ? previous : null,
  });
}

/** Says what the engineer is ready for, or what keeps work from coming. */
function NoWork({
  engineer: { engineer, state },
}: {
  readonly engineer: EngineerOnFloor;
}): ReactNode {
  const { t } = useTranslation();
  const offers = useConsole((s) => Object.keys(s.offers).length);
  const buckets = useConsole((s) => s.organisation?.buckets);
  if (offers > 0) return null;
  if (state.status !== "available") return <Empty>{t("work.emptyAway")}</Empty>;
  if (state.channels.length === 0) return <Empty>{t("work.emptyNoChannel")}</Empty>;
  const count = (buckets ?? []).filter(
    (b) =>
      !b.archived &&
      b.skills.every((n) => !n.required || (engineer.skills[n.skillId] ?? 0) >= n.level),
  ).length;
  if (count === 0) return <Empty>{t("work.emptyNoBucket")}</Empty>;
  const words = state.channels.map((c) => t(`channels.${c}`).toLowerCase());
  const last = words.at(-1) ?? "";
  const channels =
    words.length < 2 ? last : `${words.slice(0, -1).join(t("work.comma"))}${t("work.and")}${last}`;
  return <Empty>{t("work.emptyReady", { channels, count })}</Empty>;
}
