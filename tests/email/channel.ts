/** Opens an email channel over the fake desk, with short waits; and small mails to feed it. */
import {
  createEmailChannel,
  type EmailChannel,
  type EmailChannelOptions,
} from "../../channels/email/email-channel.js";
import { createFakeDesk, type FakeDesk } from "../support/fake-desk.js";

export const SECRET = "a secret of the tests";
export const SUPPORT = "support@strowger.test";

export interface OpenChannel {
  readonly channel: EmailChannel;
  readonly desk: FakeDesk;
  readonly warnings: readonly string[];
}

export async function openChannel(
  options: Partial<EmailChannelOptions> = {},
  desk: FakeDesk = createFakeDesk(),
): Promise<OpenChannel> {
  const warnings: string[] = [];
  const channel = createEmailChannel({
    desk,
    imapUrl: null,
    smtpUrl: null,
    mailFrom: `Strowger Support <${SUPPORT}>`,
    listen: null,
    secret: SECRET,
    ownAddresses: () => [SUPPORT, "billing@strowger.test"],
    demo: null,
    log: {
      info: () => undefined,
      warn: (details, message) => {
        warnings.push(`${message} ${JSON.stringify(details)}`);
      },
    },
    now: Date.now,
    ...options,
    waits: { backOff: { firstMs: 5, maxMs: 50 }, catchUpMs: 60_000, ...options.waits },
  });
  desk.attach(channel);
  await channel.start();
  channel.readMailbox();
  return { channel, desk, warnings };
}

export const LOOPBACK = { host: "127.0.0.1", port: 0 };

export function smtpUrlOf(channel: EmailChannel): string {
  const at = channel.listening();
  if (at === null) throw new Error("the channel does not listen");
  return `smtp://${at.host}:${String(at.port)}`;
}

/** A mail as text; headers given replace the usual ones, an empty one leaves it out. */
export function mail(headers: Readonly<Record<string, string>> = {}, body = "Hello."): string {
  const all: Record<string, string> = {
    From: "Carla Customer <carla@customer.test>",
    To: SUPPORT,
    Subject: "It is broken",
    "Message-ID": "<1@customer.test>",
    Date: "Mon, 3 Mar 2025 10:00:00 +0000",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === "" ? [] : [`${name}: ${value}`],
  );
  return [...lines, "", body, ""].join("\r\n");
}
