/**
 * Redis while it works, SQL beneath. Whoever takes or hears does so on both at any time, because others
 * may have lost a Redis that this node still has, or the other way round.
 */
import type { Bus, Taking } from "./bus.js";
import type { RedisBus } from "./redis-bus.js";

/** Larger envelopes, mails with what is attached, would take Redis's memory and hold others up. */
const REDIS_BYTES_MAX = 256 * 1024;

/** Owns both. `state` is that of Redis. */
export function twofoldBus(redis: RedisBus, sql: Bus): Bus {
  const works = (): boolean => redis.state() === "connected";
  const both = (stops: readonly (() => void)[]) => (): void => {
    for (const stop of stops) stop();
  };
  return {
    send: async (envelope) => {
      const isLarge = Buffer.byteLength(envelope) > REDIS_BYTES_MAX;
      if (isLarge || !works()) return sql.send(envelope);
      // Perhaps it was sent after all; twice is no more than once.
      await redis.send(envelope).catch(() => sql.send(envelope));
    },
    tell: (news) => {
      if (!works()) sql.tell(news);
      else {
        redis.tryTell(news).catch(() => {
          sql.tell(news);
        });
      }
    },
    take: ({ hear }) => {
      const named = (bus: Bus, name: string): Taking =>
        bus.take({
          hear: (arrived) => {
            hear(arrived.map((one) => ({ ...one, key: name + one.key })));
          },
        });
      const takings = [
        { name: "redis ", taking: named(redis, "redis ") },
        { name: "sql ", taking: named(sql, "sql ") },
      ];
      return {
        settled: (keys) => {
          for (const { name, taking } of takings) {
            const own = keys.filter((key) => key.startsWith(name));
            if (own.length > 0) taking.settled(own.map((key) => key.slice(name.length)));
          }
        },
        stop: both(takings.map(({ taking }) => taking.stop)),
      };
    },
    hear: (listener) => both([redis.hear(listener), sql.hear(listener)]),
    onDoubt: (listener) =>
      both([
        redis.onDoubt(listener),
        sql.onDoubt(listener),
        // SQL works already; what Redis was about to say is not coming.
        redis.onLost(listener),
      ]),
    state: redis.state,
    lag: async () => {
      const [one, other] = await Promise.all([redis.lag(), sql.lag()]);
      return one === null || other === null ? null : one + other;
    },
    close: async () => {
      await Promise.all([redis.close(), sql.close()]);
    },
  };
}
