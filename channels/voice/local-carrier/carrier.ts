/**
 * The local carrier: plays Twilio's part over real HTTP when there is no Twilio account. It sends
 * the same signed webhooks, runs the TwiML it gets, and answers the REST calls the voice channel
 * makes, so that demo, tests and production run the same code. Its telephones are browsers
 * (`attach`) and, in tests, objects (`plug`). Nothing is kept: a restart ends every call, as the
 * voice channel's reconciling then finds.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "socket.io";
import type { EngineerId } from "../../../protocol/ids.js";
import { clientIdentity } from "../addresses.js";
import { Exchange, type Alert } from "./exchange.js";
import type { Handset, Line } from "./handset.js";
import { readPhoneToken, signPhoneToken } from "./phone-token.js";
import { attachPhones } from "./phones.js";
import { carrierRest } from "./rest.js";
import type { Texts } from "./texts.js";

export interface LocalCarrierOptions {
  /** The account, as the voice channel knows it. */
  readonly sid: string;
  readonly authToken: string;
  /** Where an incoming call is announced, `…/twilio/voice`; reachable from this process. */
  readonly voiceUrl: () => string;
  /** The status callback of incoming calls, `…/twilio/voice/status`. */
  readonly statusUrl: () => string;
  /** Where a customer's text is announced, `…/twilio/sms`. */
  readonly smsUrl: () => string;
  /** How much faster than a telephone time goes by; 1 when not given. */
  readonly speed?: number | undefined;
  readonly log: { warn(details: object, message: string): void };
}

export interface LocalCarrier {
  /** The REST interface's address, for `TWILIO_API_BASE_URL`. Loopback only. */
  readonly apiBaseUrl: string;
  /** Lets browsers telephone, on the namespace `/phone`. */
  attach(io: Server): void;
  /** With which an engineer's browser registers; good for an hour. */
  phoneToken(engineerId: EngineerId): string;
  /** Connects a telephone that is no browser to an address such as `client:ada` or `+15550100`. */
  plug(address: string, handset: Handset): () => void;
  /** Calls one of our numbers. null: all lines are busy. */
  dial(numbers: { readonly from: string; readonly to: string }, handset: Handset): Line | null;
  /** Every text of late, and telephones that write. */
  readonly texts: Texts;
  /** What Twilio's debugger would list: documents that could not be read, addresses that failed. */
  readonly alerts: readonly Alert[];
  /** Ends every call, without telling anybody, and lets go of its port. */
  close(): Promise<void>;
}

export async function startLocalCarrier(options: LocalCarrierOptions): Promise<LocalCarrier> {
  const { sid, authToken } = options;
  const exchange = new Exchange({ ...options, speed: options.speed ?? 1 });
  const server = createServer(carrierRest(exchange, { sid, authToken }));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const detach: (() => void)[] = [];
  return {
    apiBaseUrl: `http://127.0.0.1:${String(port)}`,
    attach: (io) => {
      detach.push(
        attachPhones(io, {
          exchange,
          identityOf: (token) => readPhoneToken(authToken, token, Date.now()),
        }),
      );
    },
    phoneToken: (engineerId) => signPhoneToken(authToken, clientIdentity(engineerId), Date.now()),
    plug: (address, handset) => exchange.plug(address, handset),
    dial: (numbers, handset) => exchange.dialIn(numbers, handset),
    texts: exchange.texts,
    alerts: exchange.alerts,
    close: async () => {
      for (const stop of detach) stop();
      await exchange.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}
