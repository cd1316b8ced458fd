/** What the engineer is doing now, and on which channels they take work. */
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import type { Channel } from "../../../protocol/words.js";
import { ChannelIcon, allChannels } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { useAction } from "../keys/actions.js";
import { useTelephone } from "../live/telephone.js";
import { useConsole, useSession } from "../live/use-console.js";
import { Age } from "../common/time.js";

type Settable = "available" | "break" | "offline";

export function PresenceBar({ engineer }: { readonly engineer: EngineerOnFloor }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { state } = engineer;
  const set = usePresence();
  const telephone = useTelephone();
  const word =
    state.reason === null || state.status === "available"
      ? t(`presence.${state.status}`)
      : names.awayReason(state.reason);
  return (
    <div className="sw-presence">
      <PresenceMenu onSet={set}>
        <Button
          variant="default"
          size="xs"
          aria-label={`${t("presence.choose")}: ${word}`}
          leftSection={<span className="sw-dot" data-status={state.status} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {word}
        </Button>
      </PresenceMenu>
      <span className="sw-dim sw-presence-age">
        <Age since={state.statusAt} />
      </span>
      <ChannelSwitches engineer={engineer} onSet={set} />
      {telephone?.state.mode === "off" && (
        <p className="sw-missed" role="alert">
          {t("call.failed", { reason: telephone.state.problem ?? "" })}
        </p>
      )}
      {state.status === "not_responding" && (
        <div className="sw-missed" role="alert">
          <span>{t("presence.missed")}</span>
          <Button
            size="xs"
            onClick={() => {
              set({ status: "available" });
            }}
          >
            {t("presence.back")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface Wish {
  readonly status: Settable;
  readonly reason?: string;
  readonly channels?: Channel[];
}

function usePresence(): (wish: Wish) => void {
  const { t } = useTranslation();
  const session = useSession();
  const notify = useNotify();
  const set = useCallback(
    (wish: Wish) => {
      void session.ask("presence:set", wish).then(notify.unlessDone);
    },
    [session, notify],
  );
  const available = useCallback(() => {
    set({ status: "available" });
  }, [set]);
  const offline = useCallback(() => {
    set({ status: "offline" });
  }, [set]);
  const action = { group: t("palette.presence"), key: null };
  useAction({ ...action, id: "available", label: t("presence.available"), run: available });
  useAction({ ...action, id: "offline", label: t("presence.offline"), run: offline });
  return set;
}

function PresenceMenu({
  children,
  onSet,
}: {
  readonly children: ReactNode;
  readonly onSet: (wish: Wish) => void;
}): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const reasons = useConsole((s) => s.organisation?.settings.awayReasons);
  const item = (wish: Wish, label: string): ReactNode => (
    <Menu.Item
      key={label}
      leftSection={<span className="sw-dot" data-status={wish.status} />}
      onClick={() => {
        onSet(wish);
      }}
    >
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {item({ status: "available" }, t("presence.available"))}
        {item({ status: "break" }, t("presence.break"))}
        {reasons?.map(({ id }) =>
          item(
            { status: "break", reason: id },
            t("presence.breakBecause", { reason: names.awayReason(id) }),
          ),
        )}
        {item({ status: "offline" }, t("presence.offline"))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ChannelSwitches({
  engineer: { engineer, state },
  onSet,
}: {
  readonly engineer: EngineerOnFloor;
  readonly onSet: (wish: Wish) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { status } = state;
  return (
    <div className="sw-channel-switches">
      {allChannels
        .filter((channel) => engineer.capacity.max[channel] > 0)
        .map((channel) => {
          const on = state.channels.includes(channel);
          const name = t(`channels.${channel}`);
          const label = t(on ? "presence.channelOn" : "presence.channelOff", { channel: name });
          return (
            <Tooltip key={channel} label={label}>
              <ActionIcon
                variant={on ? "light" : "subtle"}
                color={on ? "blue" : "gray"}
                size={28}
                role="switch"
                aria-checked={on}
                aria-label={t("presence.channelToggle", { channel: name })}
                data-off={!on}
                className="sw-channel-switch"
                disabled={status === "not_responding"}
                onClick={() => {
                  if (status === "not_responding") return;
                  const others = state.channels.filter((c) => c !== channel);
                  onSet({
                    status,
                    channels: on ? others : [...others, channel],
                    ...(state.reason === null ? {} : { reason: state.reason }),
                  });
                }}
              >
                <ChannelIcon channel={channel} silent />
              </ActionIcon>
            </Tooltip>
          );
        })}
    </div>
  );
}
