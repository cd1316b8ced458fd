/** Where the visitor writes: a message, the number of an option, or the digits the menu asks for. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Chat } from "../chat/chat.js";
import type { Keep } from "../chat/keep.js";
import type { Texts } from "../chat/texts.js";
import { optionOf, type View } from "../chat/view.js";
import { SendIcon } from "./icons.js";

interface ComposerProps {
  readonly chat: Chat;
  readonly view: View;
  readonly texts: Texts;
  readonly keep: Keep;
}

/** What the server takes in one message, in characters. */
const TEXT_MAX = 8000;

export function Composer({ chat, view, texts, keep }: ComposerProps): JSX.Element {
  const [draft, setDraft] = useState(() => {
    const kept = keep.get("draft");
    return typeof kept === "string" ? kept : "";
  });
  const [digits, setDigits] = useState("");
  const wanted = view.phase === "menu" ? (view.prompt?.digits ?? null) : null;

  const write = (text: string): void => {
    setDraft(text);
    if (text === "") keep.remove("draft");
    else keep.set("draft", text);
    if (text !== "") chat.typing();
  };

  const submit = (): void => {
    const text = (wanted === null ? draft : digits).trim();
    if (text === "" || view.phase === "starting") return;
    if (view.phase !== "menu") {
      chat.send(text);
      write("");
      return;
    }
    const key = optionOf(view.prompt, text);
    const isRight =
      key !== null && (wanted === null || (key.length >= wanted.min && key.length <= wanted.max));
    if (!isRight) {
      chat.notice("choose");
      return;
    }
    const label = view.prompt?.options.find((option) => option.key === key)?.label ?? key;
    chat.choose({ key, label });
    setDigits("");
    write("");
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {wanted === null ? (
        <textarea
          rows={1}
          data-focus={view.phase === "menu" ? undefined : ""}
          maxLength={TEXT_MAX}
          aria-label={view.phase === "menu" ? texts.writeInMenu : texts.write}
          placeholder={view.phase === "menu" ? texts.writeInMenu : texts.write}
          value={draft}
          onInput={(event) => {
            write(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            // The Enter that ends an input method's composition is not ours.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
      ) : (
        <input
          data-focus
          {...(wanted.secret ? { type: "password" as const } : { type: "text" as const })}
          inputMode="numeric"
          autocomplete="off"
          maxLength={wanted.max}
          aria-label={`${texts.digits} (${texts.digitsHint(wanted.min, wanted.max)})`}
          placeholder={texts.digitsHint(wanted.min, wanted.max)}
          value={digits}
          onInput={(event) => {
            setDigits(event.currentTarget.value);
          }}
        />
      )}
      <button
        type="submit"
        class="primary"
        aria-label={texts.send}
        disabled={(wanted === null ? draft : digits).trim() === ""}
      >
        <SendIcon />
      </button>
    </form>
  );
}
