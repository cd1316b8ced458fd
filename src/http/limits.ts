/** Keeps one caller from taking everything. Counted in this process; a restart forgets. */
import type { RequestHandler } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { HttpRefusal } from "./errors.js";
import type { Limits } from "./parts.js";

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
  /** @throws HttpRefusal RATE_LIMITED */
  signIn(ip: string, name: string): Promise<void>;
  readonly api: RequestHandler;
  readonly webhooks: RequestHandler;
}

export function createLimits(given: Partial<Limits> = {}): RateLimits {
  const limits = { ...LIMITS, ...given };
  const perMinute = (points: number): RateLimiterMemory =>
    new RateLimiterMemory({ points, duration: 60 });
  const byName = perMinute(limits.signIn);
  const byAddress = perMinute(limits.signInByAddress);
  const limited = (limiter: RateLimiterMemory): RequestHandler => {
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
    api: limited(perMinute(limits.api)),
    webhooks: limited(perMinute(limits.webhooks)),
  };
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new HttpRefusal("RATE_LIMITED", { retrySeconds: Math.ceil(error.msBeforeNext / 1000) });
  }
}
