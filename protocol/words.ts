/**
 * The small vocabularies that everything else is made of. One word, one meaning; `docs/glossary.md`
 * explains each. Times named `at` or `…At` are epoch milliseconds.
 */
import { z } from "zod";

export const channels = ["voice", "chat", "email"] as const;
export const Channel = z.enum(channels);
export type Channel = z.infer<typeof Channel>;

export const Role = z.enum(["engineer", "supervisor", "admin"]);
export type Role = z.infer<typeof Role>;

/** The service a customer has bought; decides targets, never who is able. */
export const tiers = ["basic", "silver", "gold"] as const;
export const Tier = z.enum(tiers);
export type Tier = z.infer<typeof Tier>;

/** Epoch milliseconds. */
export const At = z.int().nonnegative();

/** 1 is the most urgent class, 9 the least; 5 is ordinary. */
export const Priority = z.int().min(1).max(9);
export const ORDINARY_PRIORITY = 5;

/** What an engineer can do, 1 (beginner) to 10 (the person others ask). */
export const SkillLevel = z.int().min(1).max(10);

/** A BCP 47 language tag such as `en` or `zh`. */
export const Language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

/** A telephone number in E.164: a plus and up to 15 digits. */
export const PhoneNumber = z.string().regex(/^\+[1-9]\d{1,14}$/);

/** Where an interaction stands. `menu` → `waiting` ⇄ `offered` → `active` → `wrapup` → `closed`. */
export const InteractionState = z.enum([
  "menu",
  "waiting",
  "offered",
  "active",
  "wrapup",
  "closed",
]);
export type InteractionState = z.infer<typeof InteractionState>;

/**
 * How an interaction ended.
 * - handled: an engineer had it;
 * - abandoned: the customer left while waiting or while it was offered;
 * - left_in_menu: the customer left before reaching a bucket;
 * - menu_ended: the menu itself said goodbye (closed hours, information given);
 * - dismissed: closed by a supervisor or by the system, nobody answered;
 * - overflowed: its bucket's overflow told the customer something and ended it;
 * - unreached: a callback that reached nobody, however often it was tried.
 */
export const InteractionOutcome = z.enum([
  "handled",
  "abandoned",
  "left_in_menu",
  "menu_ended",
  "dismissed",
  "overflowed",
  "unreached",
]);
export type InteractionOutcome = z.infer<typeof InteractionOutcome>;

/** What an engineer says about themself; `not_responding` is set by the router after an offer expired. */
export const PresenceStatus = z.enum(["available", "break", "offline", "not_responding"]);
export type PresenceStatus = z.infer<typeof PresenceStatus>;

/** Opening hours: several periods a day, in one time zone. Days are ISO: 1 is Monday. */
export const Hours = z.object({
  timeZone: z.string().min(1).max(60),
  periods: z
    .array(
      z.object({
        days: z.array(z.int().min(1).max(7)).min(1).max(7),
        /** `HH:MM`, inclusive. */
        from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
        /** `HH:MM`, exclusive; `24:00` is the end of the day. */
        to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
      }),
    )
    .max(50),
  /** Public holidays count as closed: a country (ISO 3166), with a state and a region where it has them. */
  holidays: z
    .object({
      country: z.string().regex(/^[A-Z]{2}$/),
      state: z.string().min(1).max(10).nullable().default(null),
      region: z.string().min(1).max(10).nullable().default(null),
    })
    .nullable()
    .default(null),
  /** Days on which it is closed, `YYYY-MM-DD` in the time zone above; the holidays are filled in here. */
  closedOn: z
    .array(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
    .max(500)
    .default([]),
});
export type Hours = z.infer<typeof Hours>;

/** A whole number of seconds for each channel. */
const SecondsByChannel = z.object({
  voice: z.int().min(0).max(2_592_000),
  chat: z.int().min(0).max(2_592_000),
  email: z.int().min(0).max(2_592_000),
});
export { SecondsByChannel };
