/** A plain field for chat lines and notes. ⌘/Ctrl-Enter sends; Enter alone is a new line. */
import { Button, Kbd, Textarea } from "@mantine/core";
import { type ReactNode, useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { isSms, SMS_CHARACTERS_MAX } from "../../../protocol/sms.js";
import { onMac, useAction } from "../keys/actions.js";
import { keyName } from "../keys/keymap.js";
import { useSession } from "../live/use-console.js";
import { useDraft } from "../live/use-draft.js";
import { SmsWeight } from "./sms-weight.js";

/** The customer is told once in this time that somebody types. */
const TYPING_EVERY_MS = 3000;

interface Props {
  readonly interaction: Interaction;
  readonly kind: "text" | "note";
  readonly placeholder: string;
  readonly submit: string;
}

export function TextComposer({ interaction, kind, placeholder, submit }: Props): ReactNode {
  const { id } = interaction;
  const byText = kind === "text" && isSms(interaction);
  const { t } = useTranslation();
  const session = useSession();
  const { draft, keep } = useDraft(id, kind === "text" ? "reply" : "note");
  const text = draft?.text ?? "";
  const toldAt = useRef(0);
  const send = useCallback(() => {
    keep(null);
    void session.say({ interactionId: id, kind, text: text.trim() });
  }, [keep, session, id, kind, text]);
  const sendable = text.trim() !== "";
  useAction({
    id: "send",
    label: submit,
    group: t("palette.interaction"),
    key: "compose.send",
    run: sendable ? send : null,
  });
  const type = (value: string): void => {
    keep(value === "" ? null : { text: value, mail: null });
    if (kind === "note" || byText || Date.now() - toldAt.current < TYPING_EVERY_MS) return;
    toldAt.current = Date.now();
    void session.ask("chat:typing", { interactionId: id });
  };
  return (
    <>
      <Textarea
        aria-label={placeholder}
        placeholder={placeholder}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={kind === "note" ? 20_000 : byText ? SMS_CHARACTERS_MAX : 8000}
        value={text}
        onChange={(event) => {
          type(event.currentTarget.value);
        }}
      />
      <div className="sw-form-end">
        {byText && <SmsWeight text={text.trim()} />}
        <Button
          disabled={!sendable}
          onClick={send}
          rightSection={<Kbd size="xs">{keyName("compose.send", onMac)}</Kbd>}
        >
          {submit}
        </Button>
      </div>
    </>
  );
}
