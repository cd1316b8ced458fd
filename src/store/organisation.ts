/** What a supervisor edits outside the turn, and the housekeeping of what nobody needs any more. */
import { randomBytes } from "node:crypto";
import { and, asc, eq, isNull, lt, lte, sql } from "drizzle-orm";
import type { Settings } from "../../protocol/organisation.js";
import { KEEP_FOR_EVER } from "../../protocol/retention.js";
import type { Engine } from "./engine.js";
import { attachments, credentials, outbox, secrets, settings, skills } from "./schema.js";
import { sweepCluster } from "./cluster.js";
import { sweepRecordings } from "./recordings.js";
import type { Store } from "./store.js";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Long enough to look up what became of an effect. */
const DONE_EFFECTS_KEPT_MS = 7 * DAY_MS;
/** Long enough to undo what took it out of a draft. */
const UNNAMED_RECORDINGS_KEPT_MS = 7 * DAY_MS;

/** An organisation that set nothing yet can still wrap its work up. */
const defaultSettings: Settings = {
  organisation: "Strowger",
  dispositions: [
    { id: "resolved", label: { en: "Resolved", zh: "已解决" } },
    { id: "follow-up", label: { en: "Needs follow-up", zh: "需要跟进" } },
  ],
  awayReasons: [],
  mailRules: [],
  mailBucketId: null,
  numbers: [],
  menuTreeId: null,
  chatMenuTreeId: null,
  retention: KEEP_FOR_EVER,
};

/** What settings that were written by an earlier release do not say. */
const unsaid: Partial<Settings> = { retention: KEEP_FOR_EVER };

export function organisationPart(
  engine: Engine,
): Pick<
  Store,
  "skills" | "putSkill" | "settings" | "putSettings" | "secret" | "isEmpty" | "ping" | "sweep"
> {
  return {
    ping: () =>
      engine.run(async (db) => {
        await db.execute(sql`select 1`);
      }),

    skills: () => engine.run((db) => db.select().from(skills).orderBy(asc(skills.id))),

    putSkill: (skill) =>
      engine.run(async (db) => {
        await db
          .insert(skills)
          .values(skill)
          .onConflictDoUpdate({ target: skills.id, set: { name: skill.name } });
      }),

    settings: () =>
      engine.run(async (db) => {
        const [row] = await db.select({ body: settings.body }).from(settings);
        return row === undefined ? defaultSettings : { ...unsaid, ...row.body };
      }),

    putSettings: (body) =>
      engine.run(async (db) => {
        await db
          .insert(settings)
          .values({ id: 1, body })
          .onConflictDoUpdate({ target: settings.id, set: { body } });
      }),

    secret: () =>
      engine.run(async (db) => {
        await db
          .insert(secrets)
          .values({ id: 1, value: randomBytes(32).toString("hex") })
          .onConflictDoNothing();
        const [row] = await db.select({ value: secrets.value }).from(secrets);
        if (row === undefined) throw new Error("the secret vanished");
        return row.value;
      }),

    isEmpty: () =>
      engine.run(async (db) => (await db.select({ id: settings.id }).from(settings)).length === 0),

    sweep: async (at) => {
      await engine.run(async (db) => {
        await db.delete(credentials).where(lte(credentials.expiresAt, at));
        await db
          .delete(attachments)
          .where(and(isNull(attachments.messageId), lt(attachments.createdAt, at - DAY_MS)));
        await db
          .delete(outbox)
          .where(and(eq(outbox.state, "done"), lt(outbox.finishedAt, at - DONE_EFFECTS_KEPT_MS)));
      });
      await sweepCluster(engine);
      await sweepRecordings(engine, at - UNNAMED_RECORDINGS_KEPT_MS);
    },
  };
}
