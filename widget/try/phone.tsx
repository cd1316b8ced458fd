/** A telephone that looks like one. What is said is also written, because not everybody listens. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PhoneText } from "../../protocol/phone.js";
import type { Customer } from "./api.js";
import { HandsetIcon, MicIcon, MicOffIcon, SoundIcon, SoundOffIcon } from "./icons.js";
import { Messages, withText } from "./messages.js";
import { connectPhone, type Phone as Line } from "./phone-client.js";
import { afterPhoneEvent, IDLE_CALL, type Call } from "./phone-state.js";
import type { Texts } from "./texts.js";

interface PhoneProps {
  readonly number: string;
  readonly customer: Customer;
  readonly texts: Texts;
}

const KEYS: readonly (readonly [string, string])[] = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "+"],
  ["#", ""],
];

export function Phone({ number, customer, texts }: PhoneProps): JSX.Element {
  const [call, setCall] = useState<Call>(IDLE_CALL);
  const [isMuted, setMuted] = useState(false);
  const [isLoud, setLoud] = useState(true);
  const [pressed, setPressed] = useState("");
  const [view, setView] = useState<"calls" | "messages">("calls");
  const [messages, setMessages] = useState<readonly PhoneText[]>([]);
  const [seen, setSeen] = useState(0);
  const line = useRef<Line | null>(null);
  const words = texts.phone;

  useEffect(() => {
    const opened = connectPhone({
      url: "",
      onEvent: (event) => {
        if (event.type === "texts") {
          setMessages(event.texts);
          setSeen(event.texts.length);
        } else if (event.type === "text") setMessages((before) => withText(before, event.text));
        else setCall((before) => afterPhoneEvent(before, event, Date.now()));
        // A telephone that rings shows who calls.
        if (event.type === "call" && event.state === "incoming") setView("calls");
      },
    });
    line.current = opened;
    return () => {
      opened.close();
    };
  }, []);

  useEffect(() => {
    setMessages([]);
    line.current?.listen(customer.phone);
  }, [customer.phone]);

  useEffect(() => {
    if (view === "messages") setSeen(messages.length);
  }, [view, messages]);

  const isIncoming = call.state === "incoming";
  const isBusy = call.state !== "idle" && call.state !== "ended" && !isIncoming;
  const press = (key: string): void => {
    if (!isBusy) return;
    line.current?.key(key);
    setPressed((before) => (before + key).slice(-16));
  };
  const dial = (): void => {
    setPressed("");
    setMuted(false);
    line.current?.mute(false);
    line.current?.dial({ from: customer.phone, to: number }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : "";
      setCall((before) => ({ ...before, state: "ended", why }));
    });
  };

  const unread = view === "messages" ? 0 : Math.max(0, messages.length - seen);

  return (
    <div
      class="handset"
      onKeyDown={(event) => {
        if (
          view !== "calls" ||
          !/^[0-9*#]$/.test(event.key) ||
          event.ctrlKey ||
          event.metaKey ||
          event.altKey
        )
          return;
        event.preventDefault();
        press(event.key);
      }}
    >
      <div class="views">
        {(["calls", "messages"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === view}
            onClick={() => {
              setView(one);
            }}
          >
            {words[one]}
            {one === "messages" && unread > 0 && <span class="count">{unread}</span>}
          </button>
        ))}
      </div>
      {view === "messages" ? (
        <Messages
          number={number}
          own={customer.phone}
          messages={messages}
          isReady={call.line === "ready"}
          texts={texts}
          onSend={(body) =>
            line.current?.text({ from: customer.phone, to: number, body }) ?? Promise.resolve()
          }
        />
      ) : (
        <>
          <Screen call={call} number={number} customer={customer} texts={texts} pressed={pressed} />
          <div class="keys" role="group" aria-label={words.keys}>
            {KEYS.map(([key, letters]) => (
              <button
                key={key}
                type="button"
                disabled={!isBusy}
                onClick={() => {
                  press(key);
                }}
              >
                {key}
                <small>{letters}</small>
              </button>
            ))}
          </div>
          <div class="controls">
            <button
              type="button"
              class="round"
              aria-pressed={isMuted}
              aria-label={isMuted ? words.unmute : words.mute}
              title={isMuted ? words.unmute : words.mute}
              disabled={!isBusy}
              onClick={() => {
                line.current?.mute(!isMuted);
                setMuted(!isMuted);
              }}
            >
              {isMuted ? <MicOffIcon /> : <MicIcon />}
            </button>
            {isIncoming && (
              <button
                type="button"
                class="round call"
                aria-label={words.answer}
                title={words.answer}
                onClick={() => line.current?.answer()}
              >
                <HandsetIcon />
              </button>
            )}
            {isBusy || isIncoming ? (
              <button
                type="button"
                class="round hangup"
                aria-label={words.hangUp}
                onClick={() => line.current?.hangup()}
              >
                <HandsetIcon />
              </button>
            ) : (
              <button
                type="button"
                class="round call"
                aria-label={words.call}
                disabled={call.line !== "ready"}
                onClick={dial}
              >
                <HandsetIcon />
              </button>
            )}
            <button
              type="button"
              class="round"
              aria-pressed={!isLoud}
              aria-label={isLoud ? words.soundOff : words.soundOn}
              title={isLoud ? words.soundOff : words.soundOn}
              onClick={() => {
                line.current?.sound(!isLoud);
                setLoud(!isLoud);
              }}
            >
              {isLoud ? <SoundIcon /> : <SoundOffIcon />}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

interface ScreenProps extends PhoneProps {
  readonly call: Call;
  readonly pressed: string;
}

function Screen({ call, number, customer, texts, pressed }: ScreenProps): JSX.Element {
  const words = texts.phone;
  return (
    <div class="screen">
      <div class="from">{words.from(customer.phone)}</div>
      <div class="number">{number}</div>
      <div class="state" role="status">
        {stateText(call, texts)} <Timer since={call.talkingSince} />
      </div>
      <div class="said" aria-live="polite" lang={call.language === "" ? undefined : call.language}>
        {saidText(call, texts)}
      </div>
      <div class="pressed">
        {pressed !== "" && call.state !== "idle" && `${words.pressed} ${pressed}`}
      </div>
    </div>
  );
}

function stateText(call: Call, texts: Texts): string {
  const words = texts.phone;
  switch (call.state) {
    case "idle":
      return "";
    case "dialing":
      return words.calling;
    case "ringing":
      return words.ringing;
    case "incoming":
      return words.incoming;
    case "talking":
      return words.talking;
    case "ended":
      return words.ended;
    default:
      throw new Error(`unhandled state ${String(call.state satisfies never)}`);
  }
}

function saidText(call: Call, texts: Texts): string {
  const words = texts.phone;
  if (call.line === "connecting" && call.state === "idle") return words.connecting;
  if (call.line === "off") return words.off;
  if (call.state === "idle") return words.hint;
  if (call.state === "ended") {
    const known: Readonly<Record<string, string>> = words.because;
    return call.why === "" ? (known[call.because] ?? "") : call.why;
  }
  if (call.state === "incoming") return words.incomingHint;
  if (call.isPerson) return call.hasMicrophone ? words.person : words.listenOnly;
  return call.plays === "nothing" ? call.said : words[call.plays];
}

/** Minutes and seconds since the call was answered. */
function Timer({ since }: { readonly since: number | null }): JSX.Element | null {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (since === null) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, [since]);
  if (since === null) return null;
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const pad = (value: number): string => String(value).padStart(2, "0");
  return <span class="timer">{`${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`}</span>;
}
