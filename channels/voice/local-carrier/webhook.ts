/**
 * Calls the program's addresses as Twilio does: a form, signed with the account's token, answered
 * within 15 seconds, tried once more when no connection could be made.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
import { createHmac } from "node:crypto";

/** Twilio's limits for a webhook. */
const ANSWER_MS_MAX = 15_000;
const ANSWER_BYTES_MAX = 10 * 1024 * 1024;

export type Fields = Readonly<Record<string, string>>;

export interface WebhookAnswer {
  readonly status: number;
  readonly type: string;
  /** It says how long it may be kept. */
  readonly cacheable: boolean;
  readonly body: Buffer;
}

export interface WebhookCall {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly fields: Fields;
}

export interface Webhooks {
  /** Rejects when nothing answered in time. */
  call(request: WebhookCall, signal: AbortSignal): Promise<WebhookAnswer>;
}

export function createWebhooks(authToken: string): Webhooks {
  return {
    call: async ({ url, method, fields }, signal) => {
      const target = new URL(url);
      if (method === "GET") {
        for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, value);
      }
      const request = {
        method,
        headers: {
          "User-Agent": "StrowgerLocalCarrier/1.0",
          "X-Twilio-Signature": signatureOf(authToken, target.href, method === "GET" ? {} : fields),
          ...(method === "POST" ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
        },
        ...(method === "POST" ? { body: new URLSearchParams(fields).toString() } : {}),
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      } as const;
      const response = await fetch(target, request).catch((error: unknown) => {
        if (request.signal.aborted) throw error;
        return fetch(target, request);
      });
      return {
        status: response.status,
        type: response.headers.get("content-type") ?? "",
        cacheable: /max-age=[1-9]/.test(response.headers.get("cache-control") ?? ""),
        body: await bodyOf(response),
      };
    },
  };
}

/** The address and then each field's name and value in the order of the names, HMAC-SHA1, base64. */
export function signatureOf(authToken: string, url: string, fields: Fields): string {
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + (fields[name] ?? ""), url);
  return createHmac("sha1", authToken).update(signed, "utf8").digest("base64");
}

async function bodyOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > ANSWER_BYTES_MAX) throw new Error("the answer is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
