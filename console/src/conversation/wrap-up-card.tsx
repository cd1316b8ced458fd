/** The last word on an interaction: how it ended, and what the next engineer should know. */
import { Button, Chip, Kbd, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { Left } from "../common/time.js";
import { onMac, useAction } from "../keys/actions.js";
import { keyName } from "../keys/keymap.js";
import { useConsole, useSession } from "../live/use-console.js";
import { useDraft } from "../live/use-draft.js";
import { workOrder } from "../state/work-order.js";

export function WrapUpCard({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const dispositions = useConsole((s) => s.organisation?.settings.dispositions);
  const [disposition, setDisposition] = useState<string | null>(null);
  const { draft, keep } = useDraft(interaction.id, "wrapup");
  const note = draft?.text ?? "";
  const dropDraft = useCallback(() => {
    keep(null);
  }, [keep]);
  const complete = useCompleting({ interaction, disposition, note, onDone: dropDraft });
  return (
    <section className="sw-wrap-up" aria-label={t("wrapup.title")}>
      <header>
        <h2>{t("wrapup.how")}</h2>
        {interaction.wrapUpEndsAt !== null && (
          <Left
            from={interaction.endedAt ?? interaction.startedAt}
            until={interaction.wrapUpEndsAt}
            wording={(span) => t("wrapup.left", { span })}
          />
        )}
      </header>
      <Chip.Group value={disposition} onChange={setDisposition}>
        <div className="sw-chips" role="radiogroup" aria-label={t("wrapup.how")}>
          {dispositions?.map(({ id }) => (
            <Chip key={id} value={id} size="sm" variant="outline">
              {names.disposition(id)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <Textarea
        aria-label={t("wrapup.note")}
        placeholder={t("wrapup.note")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={note}
        onChange={({ currentTarget: { value } }) => {
          keep(value === "" ? null : { text: value, mail: null });
        }}
      />
      <div className="sw-form-end">
        {complete === null && <span className="sw-dim">{t("wrapup.choose")}</span>}
        <Button
          disabled={complete === null}
          onClick={complete ?? undefined}
          rightSection={<Kbd size="xs">{keyName("compose.send", onMac)}</Kbd>}
        >
          {t("wrapup.complete")}
        </Button>
      </div>
    </section>
  );
}

/** Completing opens what is next. null: no disposition was chosen yet. */
function useCompleting({
  interaction: { id },
  disposition,
  note,
  onDone,
}: {
  readonly interaction: Interaction;
  readonly disposition: string | null;
  readonly note: string;
  readonly onDone: () => void;
}): (() => void) | null {
  const { t } = useTranslation();
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const run = useCallback(async () => {
    if (disposition === null) return;
    const answer = await session.ask("wrapup:complete", {
      interactionId: id,
      disposition,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    });
    if (!notify.unlessDone(answer)) return;
    onDone();
    const work = workOrder(session.store.get().interactions);
    const next = [...work.active, ...work.wrapUp].find((other) => other !== id);
    if (next === undefined) await navigate({ to: "/desk" });
    else await navigate({ to: "/desk/$interactionId", params: { interactionId: next } });
  }, [disposition, id, note, onDone, session, notify, navigate]);
  const complete = useCallback(() => void run(), [run]);
  useAction({
    id: "complete",
    label: t("wrapup.complete"),
    group: t("palette.interaction"),
    key: "compose.send",
    run: disposition === null ? null : complete,
  });
  return disposition === null ? null : complete;
}
