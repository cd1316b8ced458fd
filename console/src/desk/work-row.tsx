/** One of the engineer's interactions in the list: who, which clock, what is new. */
import { Badge } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { CallbackMark } from "../common/callback-mark.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { Age, Left } from "../common/time.js";
import { SmsMark } from "../common/sms-mark.js";
import { useAction } from "../keys/actions.js";
import { workClock } from "../state/work-order.js";

interface Props {
  readonly interaction: Interaction;
  readonly selected: boolean;
}

export function WorkRow({ interaction, selected }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const { id, unread } = interaction;
  const open = useCallback(
    () => void navigate({ to: "/desk/$interactionId", params: { interactionId: id } }),
    [navigate, id],
  );
  useAction({
    id: `open-${id}`,
    label: t("palette.goTo", { who: names.who(interaction) }),
    group: t("palette.interaction"),
    key: null,
    run: open,
  });
  return (
    <Link
      to="/desk/$interactionId"
      params={{ interactionId: id }}
      className="sw-row"
      aria-current={selected ? "true" : undefined}
      data-unread={unread > 0}
    >
      <ChannelIcon channel={interaction.channel} />
      <span className="sw-row-who">{names.who(interaction)}</span>
      <CallbackMark interaction={interaction} />
      <SmsMark interaction={interaction} />
      {unread > 0 && (
        <Badge size="sm" variant="filled" className="sw-row-unread">
          {t("work.unread", { count: unread })}
        </Badge>
      )}
      <span className="sw-row-clock">
        <WorkClockFigure interaction={interaction} />
      </span>
    </Link>
  );
}

/** The figure that says what is next with it. */
export function WorkClockFigure({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const clock = workClock(interaction);
  switch (clock.kind) {
    case "lasting":
      return <Age since={clock.since} />;
    case "unanswered":
      return (
        <Age
          since={clock.since}
          dueAt={clock.dueAt}
          wording={(span) => t("work.unanswered", { span })}
        />
      );
    case "due":
      return (
        <Left
          from={clock.from}
          until={clock.dueAt}
          wording={(span) => t("work.due", { span })}
          lateWording={(span) => t("work.late", { span })}
        />
      );
    case "closing":
      return (
        <Left
          from={clock.from}
          until={clock.endsAt}
          wording={(span) => t("work.closes", { span })}
        />
      );
    default:
      throw new Error(`unhandled clock ${String(clock satisfies never)}`);
  }
}
