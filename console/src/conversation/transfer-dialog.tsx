/** Hands an interaction to a bucket or to a person, with a note for whoever gets it. */
import { Button, Kbd, Modal, SegmentedControl, Select, Textarea } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { onMac, useAction } from "../keys/actions.js";
import { keyName } from "../keys/keymap.js";
import { undoWindow } from "../live/undo-window.js";
import { useConsole, useSession } from "../live/use-console.js";

interface Props {
  readonly interaction: Interaction;
  readonly onClose: () => void;
}

export function TransferDialog({ interaction, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const [kind, setKind] = useState<"bucket" | "engineer">("bucket");
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [due, setDue] = useState<Due | null>(null);
  const targets = useTargets(interaction);
  const target = targets[kind].find((candidate) => candidate.id === to);
  // A person goes on with it; a bucket has a target of its own.
  const counts = due ?? (kind === "bucket" ? "reset" : "keep");
  const submit = useTransfer({ interaction, target, note, due: counts, onClose });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("transfer.title", { who: names.who(interaction) })}
      closeButtonProps={{ "aria-label": t("transfer.cancel") }}
    >
      <div className="sw-form">
        <SegmentedControl
          fullWidth
          value={kind}
          data={[
            { value: "bucket", label: t("transfer.toBucket") },
            { value: "engineer", label: t("transfer.toEngineer") },
          ]}
          onChange={(value) => {
            setKind(value);
            setTo(null);
          }}
        />
        <Select
          key={kind}
          label={t(`transfer.${kind}`)}
          placeholder={t("transfer.search")}
          nothingFoundMessage={t("transfer.nothing")}
          data={targets[kind].map(({ id, name }) => ({ value: id, label: name }))}
          value={to}
          onChange={setTo}
          searchable
          data-autofocus
          maxDropdownHeight={220}
        />
        <div>
          <p className="sw-label">{t("transfer.due")}</p>
          <SegmentedControl
            fullWidth
            aria-label={t("transfer.due")}
            value={counts}
            data={[
              { value: "keep", label: t("transfer.keep") },
              { value: "reset", label: t("transfer.reset") },
            ]}
            onChange={setDue}
          />
          <p className="sw-dim sw-hint">{t(`transfer.${counts}Means`)}</p>
        </div>
        <Textarea
          label={t("transfer.note")}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        <div className="sw-form-end">
          <Button variant="default" onClick={onClose}>
            {t("transfer.cancel")}
          </Button>
          <Button
            disabled={submit === null}
            onClick={submit ?? undefined}
            rightSection={<Kbd size="xs">{keyName("compose.send", onMac)}</Kbd>}
          >
            {t("transfer.submit")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Whether due counts from the first wait, or from now. */
type Due = "keep" | "reset";

interface Target {
  readonly id: string;
  readonly name: string;
  readonly to: { readonly bucketId: string } | { readonly engineerId: string };
}

/** Everywhere it could go, itself and its present engineer left out. */
function useTargets(interaction: Interaction): {
  readonly bucket: readonly Target[];
  readonly engineer: readonly Target[];
} {
  const organisation = useConsole((s) => s.organisation);
  return {
    bucket: (organisation?.buckets ?? [])
      .filter((b) => !b.archived)
      .map((b) => ({ id: b.id, name: b.name, to: { bucketId: b.id } })),
    engineer: (organisation?.engineers ?? [])
      .filter((e) => e.id !== interaction.engineerId)
      .map((e) => ({ id: e.id, name: e.name, to: { engineerId: e.id } })),
  };
}

/** null: nothing was chosen yet. */
function useTransfer({
  interaction,
  target,
  note,
  due,
  onClose,
}: Props & {
  readonly target: Target | undefined;
  readonly note: string;
  readonly due: Due;
}): (() => void) | null {
  const { t } = useTranslation();
  const session = useSession();
  const notify = useNotify();
  const run = useCallback(async () => {
    if (target === undefined) return;
    await undoWindow.sendNow(interaction.id);
    const answer = await session.ask("interaction:transfer", {
      interactionId: interaction.id,
      to: target.to,
      due,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    });
    if (!notify.unlessDone(answer)) return;
    notify.done(t("transfer.done", { to: target.name }));
    onClose();
  }, [target, interaction.id, note, due, session, notify, t, onClose]);
  const submit = useCallback(() => void run(), [run]);
  useAction({
    id: "transfer-submit",
    label: t("transfer.submit"),
    group: t("palette.interaction"),
    key: "compose.send",
    run: target === undefined ? null : submit,
  });
  return target === undefined ? null : submit;
}
