/** The three channels, always with their word for those who do not see the shape. */
import { IconMail, IconMessageCircle, IconPhone } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "../../../protocol/words.js";

/** In the order they are always shown. */
export const allChannels = ["voice", "chat", "email"] as const satisfies readonly Channel[];

const shapes = { voice: IconPhone, chat: IconMessageCircle, email: IconMail } as const;

interface Props {
  readonly channel: Channel;
  readonly size?: number;
  /** The word stands beside it already. */
  readonly silent?: boolean;
}

export function ChannelIcon({ channel, size = 16, silent = false }: Props): ReactNode {
  const { t } = useTranslation();
  const Shape = shapes[channel];
  if (silent) return <Shape size={size} stroke={1.75} aria-hidden />;
  return <Shape size={size} stroke={1.75} role="img" aria-label={t(`channel.${channel}`)} />;
}
