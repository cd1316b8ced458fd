/** With which an engineer's browser registers at the local carrier: signed, good for an hour. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const GOOD_MS = 3_600_000;

const Claims = z.object({ identity: z.string().min(1).max(500), expiresAt: z.int() });

export function signPhoneToken(key: string, identity: string, now: number): string {
  const claims = JSON.stringify({ identity, expiresAt: now + GOOD_MS });
  const body = Buffer.from(claims).toString("base64url");
  return `${body}.${signature(key, body)}`;
}

/** The identity; null: not ours, changed, or too old. */
export function readPhoneToken(key: string, token: string, now: number): string | null {
  const [body = "", signed = ""] = token.split(".");
  const wanted = Buffer.from(signature(key, body));
  const given = Buffer.from(signed);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const claims = Claims.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  return claims.expiresAt > now ? claims.identity : null;
}

function signature(key: string, body: string): string {
  return createHmac("sha256", `phone:${key}`).update(body).digest("base64url");
}
