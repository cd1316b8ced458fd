/** Where the call is, and the controls of this console's telephone. */
import { Button, Kbd } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconPhoneOutgoing } from "@tabler/icons-react";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useAction } from "../keys/actions.js";
import { type Telephone, useTelephone } from "../live/telephone.js";
import { useConsole } from "../live/use-console.js";

export function CallBar({ interaction }: { readonly interaction: Interaction }): ReactNode {
  return (
    <>
      {interaction.callback !== null && <CallingBack callback={interaction.callback} />}
      <Line />
    </>
  );
}

/** The engineer's telephone rings first, then the customer's. */
function CallingBack({
  callback,
}: {
  readonly callback: NonNullable<Interaction["callback"]>;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <p className="sw-call-back" role="status">
      <IconPhoneOutgoing size={16} aria-hidden /> {t("callback.calling")}
      {callback.attempts > 0 && (
        <span className="sw-dim"> · {t("callback.tries", { count: callback.attempts })}</span>
      )}
    </p>
  );
}

function Line(): ReactNode {
  const { t } = useTranslation();
  const phone = useConsole((s) => s.engineer?.engineer.phone);
  const telephone = useTelephone();
  if (telephone !== null) return <OwnTelephone telephone={telephone} />;
  if (phone === undefined || phone.kind === "client") return null;
  const number = phone.kind === "phone" ? phone.number : phone.uri;
  return (
    <div className="sw-call-bar">
      <span className="sw-dim">{t("call.elsewhere", { phone: number })}</span>
    </div>
  );
}

function OwnTelephone({ telephone }: { readonly telephone: Telephone }): ReactNode {
  const { t } = useTranslation();
  const { state, mute } = telephone;
  const { muted } = state;
  const word = t(muted ? "conversation.unmute" : "conversation.mute");
  const toggle = useCallback(() => {
    mute(!muted);
  }, [mute, muted]);
  useAction({
    id: "mute",
    label: word,
    group: t("palette.interaction"),
    key: "call.mute",
    run: toggle,
  });
  return (
    <div className="sw-call-bar" role="status">
      <span className="sw-dot" data-status={state.mode === "in-call" ? "available" : "break"} />
      <span className="sw-fill">{useStateWords(state)}</span>
      <Button
        variant="default"
        aria-pressed={muted}
        leftSection={muted ? <IconMicrophoneOff size={16} /> : <IconMicrophone size={16} />}
        rightSection={<Kbd size="xs">M</Kbd>}
        onClick={toggle}
      >
        {word}
      </Button>
    </div>
  );
}

function useStateWords({ mode, muted, audio, microphone, problem }: Telephone["state"]): string {
  const { t } = useTranslation();
  if (mode === "off" || problem !== null) return t("call.failed", { reason: problem ?? "" });
  if (mode !== "in-call" || audio !== "live") return t("call.connecting");
  if (!microphone) return t("call.noMicrophone");
  return muted ? t("call.muted") : t("call.connected");
}
