/** Engineers by what they do: since when, what they hold, how full they are. */
import { Menu, Tooltip, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Board, EngineerOnFloor } from "../../../protocol/sockets.js";
import { Empty } from "../common/empty.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { Age } from "../common/time.js";
import { useSession } from "../live/use-console.js";
import { type Activity, activitySince, engineersByActivity } from "../state/floor-figures.js";

interface Props {
  readonly board: Board;
  /** Opens the form of an engineer. Absent on the wall: nothing can be clicked there. */
  readonly onEdit?: (engineerId: string) => void;
}

export function EngineerList({ board, onEdit }: Props): ReactNode {
  const { t } = useTranslation();
  const groups = engineersByActivity(board.engineers);
  return (
    <section className="sw-panel" aria-label={t("floor.engineersTitle")}>
      <h2 className="sw-heading">{t("floor.engineersTitle")}</h2>
      {groups.length === 0 && <Empty>{t("floor.engineersEmpty")}</Empty>}
      <div className="sw-scroll" tabIndex={0} role="group" aria-label={t("floor.engineersTitle")}>
        {groups.map(({ activity, engineers }) => (
          <section key={activity} className="sw-engineer-group">
            <h3>
              <span className="sw-dot" data-status={activity} />
              {t(`floor.activity.${activity}`)} <span className="sw-dim">{engineers.length}</span>
            </h3>
            {engineers.map((e) => (
              <Row key={e.engineer.id} on={e} activity={activity} {...(onEdit && { onEdit })} />
            ))}
          </section>
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  readonly on: EngineerOnFloor;
  readonly activity: Activity;
  readonly onEdit?: (engineerId: string) => void;
}

function Row({ on, activity, onEdit }: RowProps): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { engineer, state } = on;
  const reason =
    state.status === "break" && state.reason !== null && names.awayReason(state.reason);
  const row = (
    <UnstyledButton className="sw-engineer" component={onEdit === undefined ? "div" : "button"}>
      <Tooltip label={<Skills on={on} />} multiline position="left">
        <span className="sw-engineer-name">
          {engineer.name}
          {reason !== false && <small className="sw-dim"> {reason}</small>}
        </span>
      </Tooltip>
      <span className="sw-engineer-holds">
        {on.holding.map((h) => (
          <span key={h.interactionId} data-state={h.state} title={t(`state.${h.state}`)}>
            <ChannelIcon channel={h.channel} size={14} />
          </span>
        ))}
      </span>
      <CapacityBlocks used={on.used} units={engineer.capacity.units} />
      <span className="sw-engineer-age">
        {activity !== "offline" && <Age since={activitySince(on)} />}
      </span>
    </UnstyledButton>
  );
  if (onEdit === undefined) return row;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>{row}</Menu.Target>
      <EngineerMenu on={on} onEdit={onEdit} />
    </Menu>
  );
}

function Skills({ on: { engineer } }: { readonly on: EngineerOnFloor }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const skills = Object.entries(engineer.skills);
  if (skills.length === 0) return t("floor.noSkills");
  return (
    <span className="sw-skills">
      {skills
        .sort(([, a], [, b]) => b - a)
        .map(([id, level]) => (
          <span key={id}>{t("context.level", { skill: names.skill(id), level })}</span>
        ))}
    </span>
  );
}

function EngineerMenu({
  on: { engineer },
  onEdit,
}: {
  readonly on: EngineerOnFloor;
  readonly onEdit: (engineerId: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const notify = useNotify();
  const force = async (status: "available" | "break" | "offline"): Promise<void> => {
    const answer = await session.ask("presence:force", {
      engineerId: engineer.id,
      status,
      reason: t("floor.forceReason"),
    });
    if (notify.unlessDone(answer)) {
      notify.done(t("floor.forced", { name: engineer.name, status: t(`presence.${status}`) }));
    }
  };
  return (
    <Menu.Dropdown>
      <Menu.Label>{t("floor.force", { name: engineer.name })}</Menu.Label>
      {(["available", "break", "offline"] as const).map((status) => (
        <Menu.Item
          key={status}
          leftSection={<span className="sw-dot" data-status={status} />}
          onClick={() => void force(status)}
        >
          {t(`presence.${status}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item
        onClick={() => {
          onEdit(engineer.id);
        }}
      >
        {t("organisation.engineer.edit")}
      </Menu.Item>
    </Menu.Dropdown>
  );
}

/** More blocks than this would be a bar; the figure is in the text. */
const BLOCKS_MAX = 12;

function CapacityBlocks({
  used,
  units,
}: {
  readonly used: number;
  readonly units: number;
}): ReactNode {
  const { t } = useTranslation();
  const blocks = Math.min(units, BLOCKS_MAX);
  const filled = units === 0 ? 0 : Math.ceil((Math.min(used, units) / units) * blocks);
  const label = t("floor.capacity", { used, units });
  return (
    <span className="sw-capacity" role="img" aria-label={label} title={label}>
      {Array.from({ length: blocks }, (_, i) => (
        <i key={i} data-filled={i < filled} />
      ))}
    </span>
  );
}
