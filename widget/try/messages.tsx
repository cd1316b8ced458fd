/** The texts on the telephone: written to the desk's number, its answers as bubbles, live. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PhoneText } from "../../protocol/phone.js";
import type { Texts } from "./texts.js";

interface MessagesProps {
  readonly number: string;
  /** The customer's own. */
  readonly own: string;
  /** Oldest first. */
  readonly messages: readonly PhoneText[];
  readonly isReady: boolean;
  readonly texts: Texts;
  /** Rejects with the server's words. */
  readonly onSend: (body: string) => Promise<void>;
}

/** As much as the carrier takes. */
const CHARACTERS_MAX = 1600;

export function Messages(props: MessagesProps): JSX.Element {
  const { number, own, messages, isReady, texts, onSend } = props;
  const words = texts.messages;
  const [body, setBody] = useState("");
  const [trouble, setTrouble] = useState("");
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [messages]);

  const send = (): void => {
    const text = body.trim();
    if (text === "" || !isReady) return;
    setBody("");
    setTrouble("");
    onSend(text).catch((error: unknown) => {
      setBody(text);
      setTrouble(error instanceof Error ? error.message : "");
    });
  };

  return (
    <div class="texting">
      <div class="number">{number}</div>
      <div ref={log} class="log" role="log" aria-label={words.log} tabIndex={0}>
        <ol>
          {messages.length === 0 && <li class="hint">{words.hint}</li>}
          {messages.map((message) => (
            <li key={message.sid} class={message.from === own ? "mine" : "theirs"}>
              {message.body}
            </li>
          ))}
        </ol>
      </div>
      {trouble !== "" && (
        <p class="trouble" role="alert">
          {words.failed}: {trouble}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <input
          aria-label={words.write}
          placeholder={words.write}
          autocomplete="off"
          maxLength={CHARACTERS_MAX}
          value={body}
          onInput={(event) => {
            setBody(event.currentTarget.value);
          }}
        />
        <button type="submit" class="primary" disabled={!isReady || body.trim() === ""}>
          {words.send}
        </button>
      </form>
    </div>
  );
}

/** With one that is new, or of which there is news; oldest first. */
export function withText(messages: readonly PhoneText[], text: PhoneText): readonly PhoneText[] {
  const others = messages.filter(({ sid }) => sid !== text.sid);
  const place = others.findLastIndex(({ at }) => at <= text.at) + 1;
  return [...others.slice(0, place), text, ...others.slice(place)];
}
