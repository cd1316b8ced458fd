/** Keeps one caller from taking everything. */
import type { RequestHandler } from "express";
import { memoryLimiters, type Limiter } from "../realtime/limiters.js";
import { TooOften } from "./errors.js";
import type { HttpParts, Limits } from "./parts.js";

const LIMITS: Limits = {
  // Enough for somebody who mistypes, hopeless for somebody who guesses.
  signIn: 10,
  // An office behind one address signs in at nine o'clock.
  signInByAddress: 120,
  // A busy console asks a few times a second; many of them may share an address.
  api: 6000,
  // Twilio calls back some ten times for a call; a thousand a second is a flood.
  webhooks: 60_000,
};

export interface RateLimits {
  /** @throws TooOften */
  signIn(ip: string, name: string): Promise<void>;
  readonly api: RequestHandler;
  readonly webhooks: RequestHandler;
}

export function createLimits(parts: Pick<HttpParts, "limiters" | "limits">): RateLimits {
  const limits = { ...LIMITS, ...parts.limits };
  const { perMinute } = parts.limiters ?? memoryLimiters();
  const byName = perMinute("sign-in", limits.signIn);
  const byAddress = perMinute("sign-in-address", limits.signInByAddress);
  const limited = (limiter: Limiter): RequestHandler => {
    return async (request, _response, next) => {
      await take(limiter, request.ip ?? "");
      next();
    };
  };
  return {
    signIn: async (ip, name) => {
      await take(byAddress, ip);
      await take(byName, `${ip} ${name.toLowerCase()}`);
    },
    api: limited(perMinute("api", limits.api)),
    webhooks: limited(perMinute("webhooks", limits.webhooks)),
  };
}

async function take(limiter: Limiter, key: string): Promise<void> {
  const retrySeconds = await limiter.take(key);
  if (retrySeconds !== null) throw new TooOften(retrySeconds);
}
