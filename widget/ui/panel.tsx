/** The chat window: head, state of the line, and whatever the phase of the chat needs. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Chat, Visitor } from "../chat/chat.js";
import type { Keep } from "../chat/keep.js";
import type { Texts } from "../chat/texts.js";
import type { View } from "../chat/view.js";
import { Before } from "./before.js";
import { Composer } from "./composer.js";
import { useFocusInside } from "./focus.js";
import { CloseIcon } from "./icons.js";
import { Log } from "./log.js";

export interface PanelProps {
  readonly chat: Chat;
  readonly view: View;
  readonly texts: Texts;
  readonly locale: string;
  /** Who the visitor talks to, such as the shop's name. */
  readonly title: string;
  /** What the page knows of its visitor. */
  readonly visitor: Visitor;
  readonly keep: Keep;
  /** The panel was opened by hand just now, so it may take the focus. */
  readonly mayTakeFocus: boolean;
  readonly onClose: () => void;
}

export function Panel(props: PanelProps): JSX.Element {
  const { chat, view, texts, title, onClose } = props;
  const [isAsking, setAsking] = useState(false);
  const scene = `${view.phase} ${String(view.prompt?.seq ?? "")}`;
  const panel = useFocusInside({ scene, mayTakeFocus: props.mayTakeFocus, onEscape: onClose });
  const isOn = view.phase === "menu" || view.phase === "waiting" || view.phase === "talking";

  return (
    <div ref={panel} class="panel" role="dialog" aria-label={title} aria-modal="false">
      <header class="head">
        <div class="who">
          <h2>{title}</h2>
          {view.phase === "talking" && (
            <div class="sub">
              <span class="dot" />
              {texts.talkingTo(view.engineer ?? "")}
            </div>
          )}
        </div>
        {isOn && !isAsking && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              setAsking(true);
            }}
          >
            {texts.end}
          </button>
        )}
        <button type="button" class="icon" aria-label={texts.close} onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {isOn && isAsking && (
        <div class="sure" role="group" aria-label={texts.endSure}>
          <span>{texts.endSure}</span>
          <button
            type="button"
            class="danger"
            disabled={view.line !== "on"}
            onClick={() => {
              setAsking(false);
              chat.end();
            }}
          >
            {texts.end}
          </button>
          <button
            type="button"
            class="quiet"
            data-focus
            onClick={() => {
              setAsking(false);
            }}
          >
            {texts.stay}
          </button>
        </div>
      )}
      <div role="status">
        {view.line === "off" && <div class="bar">{texts.lineOff}</div>}
        {view.line === "refused" && <div class="bar">{texts.lineRefused}</div>}
      </div>
      <Body {...props} />
    </div>
  );
}

function Body(props: PanelProps): JSX.Element {
  const { chat, view, texts, visitor } = props;
  const notice = (
    <div role="alert">
      {view.notice !== null && <div class="notice">{texts.notices[view.notice]}</div>}
    </div>
  );
  if (view.phase === "before") {
    return (
      <Before
        texts={texts}
        visitor={visitor}
        notice={notice}
        onStart={(who) => {
          chat.start(who);
        }}
      />
    );
  }
  return (
    <>
      <Log
        view={view}
        texts={texts}
        locale={props.locale}
        onChoose={(choice) => {
          chat.choose(choice);
        }}
      />
      <div class="typing" aria-live="polite">
        {view.isTyping && texts.typing(view.engineer ?? "")}
      </div>
      {notice}
      {view.phase === "ended" ? (
        <div class="over">
          <div role="status">{texts.ended[view.endedBy ?? "system"]}</div>
          <button
            type="button"
            class="primary"
            data-focus
            onClick={() => {
              chat.forget();
            }}
          >
            {texts.again}
          </button>
        </div>
      ) : (
        <Composer chat={chat} view={view} texts={texts} keep={props.keep} />
      )}
    </>
  );
}
