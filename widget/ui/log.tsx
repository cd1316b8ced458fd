/** The conversation: the menu's words, its options as buttons, the place in the queue, messages. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Texts } from "../chat/texts.js";
import type { Entry, View } from "../chat/view.js";
import { BackIcon } from "./icons.js";

interface LogProps {
  readonly view: View;
  readonly texts: Texts;
  readonly locale: string;
  readonly onChoose: (choice: { readonly key: string; readonly label: string }) => void;
}

/** Scrolled up further than this, the visitor is reading, and new lines do not pull them away. */
const READING_PX = 80;

export function Log({ view, texts, locale, onChoose }: LogProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const last = view.entries.at(-1);

  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && (isAtEnd.current || last?.from === "me")) {
      element.scrollTop = element.scrollHeight;
    }
  }, [last, view.entries.length, view.prompt, view.queue]);

  return (
    <div
      ref={box}
      class="log"
      role="log"
      aria-live="polite"
      aria-label={texts.conversation}
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < READING_PX;
      }}
    >
      {view.phase === "starting" && view.entries.length === 0 && (
        <div class="entry system">{texts.starting}</div>
      )}
      {view.entries.map((entry) => (
        <Line key={entry.key} entry={entry} texts={texts} locale={locale} />
      ))}
      {view.phase === "menu" && <Options view={view} texts={texts} onChoose={onChoose} />}
      {view.phase === "waiting" && view.queue !== null && (
        <div class="queue">
          <strong>{texts.place(view.queue.position, view.queue.estimatedSeconds)}</strong>
          <span>{texts.placeMore}</span>
        </div>
      )}
    </div>
  );
}

function Line(props: {
  readonly entry: Entry;
  readonly texts: Texts;
  readonly locale: string;
}): JSX.Element {
  const { entry, texts } = props;
  if (entry.from === "system") {
    return (
      <div class="entry system">{entry.text === "" ? texts.joined(entry.author) : entry.text}</div>
    );
  }
  const author = { me: texts.you, menu: texts.menuSays, them: entry.author };
  return (
    <div class={`entry ${entry.from} ${entry.state}`}>
      <span class="sr">{author[entry.from]}: </span>
      <div class="bubble">{entry.text}</div>
      <Small {...props} />
    </div>
  );
}

function Small({ entry, texts, locale }: Parameters<typeof Line>[0]): JSX.Element | null {
  if (entry.state === "sending") return <div class="small">{texts.sending}</div>;
  if (entry.state === "failed") return <div class="small failed">{texts.failed}</div>;
  if (entry.at === null) return null;
  const time = new Date(entry.at).toLocaleTimeString(locale, {
    hour: "2-digit",
    minute: "2-digit",
  });
  const isSigned = entry.from === "them" && entry.author !== "";
  return <div class="small">{isSigned ? `${entry.author} · ${time}` : time}</div>;
}

function Options({ view, texts, onChoose }: Omit<LogProps, "locale">): JSX.Element {
  const { prompt, isAnswering } = view;
  const canAnswer = !isAnswering && view.line === "on";
  // One step into the menu there is something to go back to.
  const hasBack = view.entries.some((entry) => entry.key.startsWith("choice:"));
  return (
    <div class="options" role="group" aria-label={texts.options}>
      {prompt?.options.map((option, index) => (
        <button
          key={option.key}
          type="button"
          class="option"
          disabled={!canAnswer}
          data-focus={index === 0 ? "" : undefined}
          onClick={() => {
            onChoose(option);
          }}
        >
          <span class="key" aria-hidden="true">
            {option.key}
          </span>
          {option.label}
        </button>
      ))}
      {hasBack && (
        <button
          type="button"
          class="quiet back"
          disabled={!canAnswer}
          onClick={() => {
            onChoose({ key: "*", label: texts.back });
          }}
        >
          <BackIcon />
          {texts.back}
        </button>
      )}
    </div>
  );
}
