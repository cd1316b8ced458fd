/**
 * The REST side of a Twilio account, for calls and for texts. What the carrier refuses for good is
 * an answer; an outage (5xx, 429, no network) throws, so that the outbox tries again.
 */
import twilio from "twilio";

/** Two tries a second are enough for the outbox; a webhook's answer must not wait longer. */
const REQUEST_MS_MAX = 10_000;

export interface TwilioAccount {
  readonly sid: string;
  readonly authToken: string;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  /** The number that engineers are called from. */
  readonly number: string;
}

export type RestException = InstanceType<typeof twilio.RestException>;

/** `apiBaseUrl`: where requests go instead of Twilio, such as the local carrier. */
export function twilioClient(
  account: TwilioAccount,
  apiBaseUrl: string | null,
): ReturnType<typeof twilio> {
  const httpClient = new twilio.RequestClient({ timeout: REQUEST_MS_MAX, keepAlive: true });
  if (apiBaseUrl !== null) {
    const send = httpClient.request.bind(httpClient);
    httpClient.request = (request) => {
      const { pathname, search } = new URL(request.uri);
      return send({ ...request, uri: apiBaseUrl.replace(/\/$/, "") + pathname + search });
    };
  }
  return twilio(account.apiKey ?? account.sid, account.apiSecret ?? account.authToken, {
    accountSid: account.sid,
    httpClient,
  });
}

/** 4xx is the carrier's last word, except that it wants us slower (429) or to sign in (401, 403). */
export async function unlessRefused<T>(
  work: () => Promise<T>,
): Promise<{ done: T } | { refused: RestException }> {
  try {
    return { done: await work() };
  } catch (error) {
    if (!(error instanceof twilio.RestException)) throw error;
    const { status } = error;
    if (status === 401 || status === 403 || status === 429 || status < 400 || status >= 500) {
      throw error;
    }
    return { refused: error };
  }
}
