/** The voice channel: what a telephone carrier says becomes desk calls, what is committed becomes calls to it. */
import type { Router } from "express";
import type { ChannelPort, Desk } from "../channel.js";
import type { EngineerId } from "../../protocol/ids.js";
import { clientIdentity, voiceAddresses } from "./addresses.js";
import { browserToken, carrierClient, type VoiceAccount } from "./carrier-client.js";
import { performVoice, voiceEffectsOf } from "./effects.js";
import { holdMusic } from "./hold-music.js";
import { reconcileCalls } from "./reconcile.js";
import { createRecordings } from "./recordings.js";
import { voiceWebhooks } from "./webhooks.js";

export interface VoiceChannel extends ChannelPort {
  /** Mounted at `/twilio`, before any other body parser. */
  readonly router: Router;
  /** Ends calls the carrier no longer knows. Call after a start and every minute. */
  reconcile(): Promise<void>;
  /** With which an engineer's browser registers at Twilio; null: the account has no API key. */
  browserToken(engineerId: EngineerId): string | null;
}

export interface VoiceChannelOptions {
  readonly desk: Desk;
  /** Under which the carrier reaches us, without a slash at the end; part of every signature. */
  readonly publicUrl: () => string;
  readonly account: VoiceAccount;
  /** The organisation's own: seals the links under which the carrier finds recorded prompts. */
  readonly secret: string;
  /** Set when nobody outside knows the account's token, as with the local carrier. */
  readonly trustsThisMachine?: boolean | undefined;
  /** Where REST calls go instead of Twilio, such as the local carrier. */
  readonly apiBaseUrl?: string | undefined;
  /** A recorded prompt could not be had, and its text is said. */
  readonly onMissingRecording?: (() => void) | undefined;
  readonly log: { warn(details: object, message: string): void };
}

export function createVoiceChannel(options: VoiceChannelOptions): VoiceChannel {
  const { desk, account, publicUrl, log } = options;
  const addresses = voiceAddresses(publicUrl);
  const recordings = createRecordings({
    desk,
    secret: options.secret,
    address: addresses.recording,
    onMissing: options.onMissingRecording ?? (() => undefined),
    log,
  });
  const client = carrierClient(account, options.apiBaseUrl ?? null);
  const suspects = new Set<string>();
  let stopping = false;
  let reconciling: Promise<void> | null = null;

  return {
    channel: "voice",
    capabilities: { menu: true, messages: false, live: true },
    router: voiceWebhooks({
      desk,
      client,
      addresses,
      publicUrl,
      authToken: account.authToken,
      trustsThisMachine: options.trustsThisMachine ?? false,
      holdMusic: holdMusic(),
      recordings,
      stopping: () => stopping,
      log,
    }),
    effectsOf: voiceEffectsOf,
    perform: (effect) => performVoice(effect, { desk, client, addresses, recordings }),
    reconcile: () => {
      reconciling ??= reconcileCalls({ desk, client, log }, suspects).finally(() => {
        reconciling = null;
      });
      return stopping ? Promise.resolve() : reconciling;
    },
    browserToken: (engineerId) => browserToken(account, clientIdentity(engineerId)),
    close: async () => {
      stopping = true;
      // A round under way may still tell the desk something; its failure was logged there.
      await reconciling?.catch(() => undefined);
    },
  };
}
