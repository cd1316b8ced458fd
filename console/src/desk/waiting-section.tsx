/** What waits that this engineer could take of their own accord, in the router's order. */
import "./waiting.css";
import { Button, Skeleton, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import type { WaitingForMe } from "../../../protocol/sockets.js";
import { CallbackMark } from "../common/callback-mark.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { Age } from "../common/time.js";
import { SmsMark } from "../common/sms-mark.js";
import { useAction } from "../keys/actions.js";
import { keepWaitingShown, waitingShown } from "../live/preferences.js";
import { useConsole, useSession } from "../live/use-console.js";
import { useHeldOrder } from "../live/use-held-order.js";
import { useWaiting } from "../live/use-waiting.js";

export function WaitingSection(): ReactNode {
  const { t } = useTranslation();
  const [open, setOpen] = useState(waitingShown());
  const toggle = useCallback(() => {
    setOpen((shown) => {
      keepWaitingShown(!shown);
      return !shown;
    });
  }, []);
  useAction({
    id: "waiting",
    label: t(open ? "waiting.hide" : "waiting.show"),
    group: t("palette.interaction"),
    key: null,
    run: toggle,
  });
  const waiting = useWaiting(open);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className="sw-waiting-mine" aria-label={t("waiting.title")}>
      <h2 className="sw-heading">
        <UnstyledButton className="sw-fold" aria-expanded={open} onClick={toggle}>
          <Chevron size={14} aria-hidden /> {t("waiting.title")}{" "}
          {open && waiting !== null && <span className="sw-dim">{waiting.items.length}</span>}
        </UnstyledButton>
      </h2>
      {open && (waiting === null ? <Bones /> : <List waiting={waiting} />)}
    </section>
  );
}

function Bones(): ReactNode {
  return (
    <div className="sw-bones">
      <Skeleton height={28} />
    </div>
  );
}

function List({ waiting: { items, others } }: { readonly waiting: WaitingForMe }): ReactNode {
  const { t } = useTranslation();
  const { order, hold } = useHeldOrder(items.map(({ interaction }) => interaction.id));
  const byId = new Map(items.map((item) => [item.interaction.id as string, item]));
  const [first] = items;
  const lackOfAll =
    items.length > 1 && items.every(({ lack }) => lack === first?.lack)
      ? (first?.lack ?? null)
      : null;
  return (
    <>
      {lackOfAll !== null && (
        <p className="sw-dim sw-waiting-empty">{t(`waiting.lackOfAll.${lackOfAll}`)}</p>
      )}
      {items.length === 0 && <p className="sw-dim sw-waiting-empty">{t("waiting.empty")}</p>}
      <ul className="sw-waiting-items" {...hold}>
        {order.map((id) => {
          const item = byId.get(id);
          return (
            item && (
              <Row
                key={id}
                interaction={item.interaction}
                lack={item.lack}
                told={lackOfAll !== null}
              />
            )
          );
        })}
      </ul>
      {others > 0 && (
        <p className="sw-dim sw-waiting-empty">{t("waiting.others", { count: others })}</p>
      )}
    </>
  );
}

interface RowProps {
  readonly interaction: Interaction;
  readonly lack: WaitingForMe["items"][number]["lack"];
  /** What they lack stands above the list, because it is the same for all. */
  readonly told: boolean;
}

function Row({ interaction, lack, told }: RowProps): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const connected = useConsole((s) => s.connection === "online");
  const { busy, take } = useTaking(interaction);
  const who = names.who(interaction);
  // Two mails of one customer differ by what they are about.
  const about = [interaction.subject, names.bucket(interaction.bucketId)]
    .filter((part) => part !== null && part !== "")
    .join(" · ");
  const stopped = lack !== null || !connected;
  useAction({
    id: `take-${interaction.id}`,
    label: `${t("waiting.take")}: ${who}`,
    group: t("waiting.title"),
    key: null,
    run: stopped || busy ? null : take,
  });
  return (
    <li className="sw-waiting-item">
      <ChannelIcon channel={interaction.channel} />
      <span className="sw-waiting-who">
        <span className="sw-waiting-name">
          <span className="sw-ellipsis">{who}</span>
          <CallbackMark small interaction={interaction} />
          <SmsMark small interaction={interaction} />
        </span>
        <small className="sw-dim sw-ellipsis" title={about}>
          {lack === null || told ? about : t(`waiting.lack.${lack}`)}
        </small>
      </span>
      <span className="sw-row-clock">
        <Age since={interaction.queuedAt ?? interaction.startedAt} dueAt={interaction.dueAt} />
      </span>
      <Button
        size="compact-xs"
        variant="default"
        loading={busy}
        disabled={stopped}
        aria-label={t("waiting.takeOne", { who })}
        {...(lack !== null && { title: t(`waiting.lack.${lack}`) })}
        onClick={take}
      >
        {t("waiting.take")}
      </Button>
    </li>
  );
}

function useTaking({ id }: Interaction): { readonly busy: boolean; readonly take: () => void } {
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const run = useCallback(async () => {
    setBusy(true);
    const answer = await session.ask("interaction:pull", { interactionId: id });
    setBusy(false);
    if (!notify.unlessDone(answer)) return;
    await navigate({ to: "/desk/$interactionId", params: { interactionId: id } });
  }, [session, notify, navigate, id]);
  const take = useCallback(() => void run(), [run]);
  return { busy, take };
}
