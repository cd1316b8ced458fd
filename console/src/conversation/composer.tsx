/** Where the engineer answers, or leaves a note for other engineers. */
import { SegmentedControl } from "@mantine/core";
import { type ReactNode, Suspense, lazy, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNames } from "../common/names.js";
import { useAction } from "../keys/actions.js";
import { TextComposer } from "./text-composer.js";

/** The editor is larger than the rest of the desk, so it comes when the first mail is opened. */
const MailComposer = lazy(() =>
  import("../mail/mail-composer.js").then((m) => ({ default: m.MailComposer })),
);

type Mode = "reply" | "note";

export function Composer({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const call = interaction.channel === "voice";
  const [mode, setMode] = useState<Mode>(call ? "note" : "reply");
  const box = useRef<HTMLDivElement>(null);
  const write = useCallback((next: Mode) => {
    setMode(next);
    // The field of the other mode is there after the next drawing.
    requestAnimationFrame(() => {
      const field = box.current?.querySelector<HTMLElement>("textarea, [contenteditable=true]");
      field?.focus();
    });
  }, []);
  const reply = useCallback(() => {
    write("reply");
  }, [write]);
  const note = useCallback(() => {
    write("note");
  }, [write]);
  const action = { group: t("palette.interaction") };
  useAction({
    ...action,
    id: "reply",
    label: t("palette.reply"),
    key: "compose.reply",
    run: call ? null : reply,
  });
  useAction({ ...action, id: "note", label: t("palette.note"), key: "compose.note", run: note });
  return (
    <div className="sw-composer" ref={box} data-mode={mode}>
      {!call && (
        <SegmentedControl
          size="xs"
          value={mode}
          data={[
            { value: "reply", label: t("compose.reply") },
            { value: "note", label: t("compose.note") },
          ]}
          onChange={write}
        />
      )}
      {mode === "note" && (
        <TextComposer
          interaction={interaction}
          kind="note"
          placeholder={t("compose.noteHere")}
          submit={t("compose.addNote")}
        />
      )}
      {mode === "reply" && interaction.channel === "chat" && (
        <TextComposer
          interaction={interaction}
          kind="text"
          placeholder={t("compose.replyHere", { who: names.who(interaction) })}
          submit={t("compose.send")}
        />
      )}
      {mode === "reply" && interaction.channel === "email" && (
        <Suspense fallback={<p className="sw-dim">{t("compose.loading")}</p>}>
          <MailComposer interaction={interaction} />
        </Suspense>
      )}
    </div>
  );
}
