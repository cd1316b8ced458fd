/** Gives an interaction to an engineer over the router's head; the reason is kept. */
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import type { Board, EngineerOnFloor } from "../../../protocol/sockets.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { useConsole, useSession } from "../live/use-console.js";
import { activityOf, engineersByActivity } from "../state/floor-figures.js";
import { hasSkillsFor } from "../state/why-waiting.js";

interface Props {
  readonly interaction: Interaction;
  readonly board: Board;
  readonly onClose: () => void;
}

export function AssignDialog({ interaction, board, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const session = useSession();
  const notify = useNotify();
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const bucket = useConsole(
    (s) => s.organisation?.buckets.find((b) => b.id === interaction.bucketId) ?? null,
  );
  // Whoever can do it comes first and whoever does not answer last; the supervisor may know better.
  const groups = engineersByActivity(board.engineers);
  const engineers = [
    ...groups.filter(({ activity }) => activity !== "not_responding"),
    ...groups.filter(({ activity }) => activity === "not_responding"),
  ].flatMap((group) => group.engineers);
  const able = (e: EngineerOnFloor): boolean =>
    hasSkillsFor(interaction, e, { bucket, now: board.at });
  const option = (e: EngineerOnFloor): { value: string; label: string } => ({
    value: e.engineer.id,
    label: `${e.engineer.name} · ${t(`floor.activity.${activityOf(e)}`)}`,
  });
  const engineer = engineers.find((e) => e.engineer.id === to)?.engineer;
  const assign = async (): Promise<void> => {
    if (engineer === undefined) return;
    const answer = await session.ask("interaction:assign", {
      interactionId: interaction.id,
      engineerId: engineer.id,
      reason: reason.trim(),
    });
    if (!notify.unlessDone(answer)) return;
    notify.done(t("transfer.done", { to: engineer.name }));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("floor.assignTo", { who: names.who(interaction) })}
      closeButtonProps={{ "aria-label": t("transfer.cancel") }}
    >
      <form
        className="sw-form"
        onSubmit={(event) => {
          event.preventDefault();
          void assign();
        }}
      >
        <Select
          label={t("transfer.engineer")}
          placeholder={t("transfer.search")}
          nothingFoundMessage={t("transfer.nothing")}
          data={[
            { group: t("floor.able"), items: engineers.filter(able).map(option) },
            { group: t("floor.unable"), items: engineers.filter((e) => !able(e)).map(option) },
          ].filter(({ items }) => items.length > 0)}
          value={to}
          onChange={setTo}
          searchable
          data-autofocus
          maxDropdownHeight={220}
        />
        <TextInput
          label={t("floor.assignReason")}
          description={t("floor.assignHint")}
          maxLength={500}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <div className="sw-form-end">
          <Button variant="default" onClick={onClose}>
            {t("transfer.cancel")}
          </Button>
          <Button type="submit" disabled={engineer === undefined || reason.trim() === ""}>
            {t("floor.submit")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
