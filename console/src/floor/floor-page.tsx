/** The supervisor's floor: is everything all right, and if not, where. */
import "./floor.css";
import { ActionIcon, Skeleton, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link, Navigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../live/use-console.js";
import { mayWatch } from "../shell/roles.js";
import { BucketTable } from "./bucket-table.js";
import { ClosedBuckets } from "./closed-buckets.js";
import { type Drill, matches } from "./drill.js";
import { type Edited, EditedOnFloor } from "./edited-on-floor.js";
import { EngineerList } from "./engineer-list.js";
import { FigureRow } from "./figure-row.js";
import { useBoard } from "./use-board.js";
import { WaitingList } from "./waiting-list.js";

export function FloorPage(): ReactNode {
  const { t } = useTranslation();
  const watches = useConsole(mayWatch);
  const board = useBoard(watches);
  const [drill, setDrill] = useState<Drill>({ kind: "all" });
  const all = useCallback(() => {
    setDrill({ kind: "all" });
  }, []);
  const [editing, setEditing] = useState<Edited | null>(null);
  const editBucket = useCallback((id: string) => {
    setEditing({ kind: "bucket", id });
  }, []);
  const editEngineer = useCallback((id: string) => {
    setEditing({ kind: "engineer", id });
  }, []);
  const shown = useMemo(
    () => (board === null ? [] : board.waiting.filter((i) => matches(i, drill))),
    [board, drill],
  );
  if (!watches) return <Navigate to="/" replace />;
  if (board === null) return <FloorSkeleton label={t("floor.skeleton")} />;
  return (
    <div className="sw-floor">
      <FigureRow board={board} onDrill={setDrill} />
      <ClosedBuckets />
      <div className="sw-floor-panes">
        <BucketTable board={board} drill={drill} onDrill={setDrill} onEdit={editBucket} />
        <EngineerList board={board} onEdit={editEngineer} />
      </div>
      <WaitingList board={board} shown={shown} drill={drill} onAll={all} onBucket={editBucket} />
      <EditedOnFloor
        edited={editing}
        engineers={board.engineers}
        onClose={() => {
          setEditing(null);
        }}
      />
    </div>
  );
}

/** The same figures for a screen on the wall: larger, nothing to click. */
export function WallboardPage(): ReactNode {
  const { t } = useTranslation();
  const watches = useConsole(mayWatch);
  const board = useBoard(watches);
  if (!watches) return <Navigate to="/" replace />;
  if (board === null) return <FloorSkeleton label={t("floor.skeleton")} />;
  return (
    <div className="sw-floor sw-wallboard">
      <Tooltip label={t("floor.close")} position="left">
        <ActionIcon
          className="sw-wallboard-close"
          variant="subtle"
          color="gray"
          aria-label={t("floor.close")}
          renderRoot={(props) => <Link to="/floor" {...props} />}
        >
          <IconX size={18} />
        </ActionIcon>
      </Tooltip>
      <FigureRow board={board} />
      <div className="sw-floor-panes">
        <BucketTable board={board} drill={{ kind: "all" }} />
        <EngineerList board={board} />
      </div>
    </div>
  );
}

function FloorSkeleton({ label }: { readonly label: string }): ReactNode {
  return (
    <div className="sw-floor" role="status" aria-label={label}>
      <div className="sw-figures">
        {[0, 1, 2, 3, 4].map((n) => (
          <Skeleton key={n} height={84} />
        ))}
      </div>
      <div className="sw-floor-panes">
        <Skeleton height={280} />
        <Skeleton height={280} />
      </div>
    </div>
  );
}
