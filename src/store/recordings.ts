/** Recorded prompts: kept by what they are, looked up when a telephone is about to play one. */
import { desc, eq, sql, type SQL } from "drizzle-orm";
import type { Engine } from "./engine.js";
import { menuSchedules, menuTrees, menuVersions, recordings } from "./schema.js";
import type { Store } from "./store.js";

export function recordingsPart(
  engine: Engine,
): Pick<Store, "saveRecording" | "recordings" | "recording"> {
  return {
    saveRecording: (recording) =>
      engine.run(async (db) => {
        const { uploadedBy, uploadedAt } = recording;
        await db
          .insert(recordings)
          .values(recording)
          .onConflictDoUpdate({ target: recordings.id, set: { uploadedBy, uploadedAt } });
      }),

    recordings: () =>
      engine.run((db) =>
        db
          .select({
            id: recordings.id,
            type: recordings.type,
            seconds: recordings.seconds,
            size: sql<number>`octet_length(${recordings.bytes})`,
            uploadedBy: recordings.uploadedBy,
            uploadedAt: recordings.uploadedAt,
          })
          .from(recordings)
          .orderBy(desc(recordings.uploadedAt), desc(recordings.id)),
      ),

    recording: (id) =>
      engine.run(async (db) => {
        const [found] = await db
          .select({ type: recordings.type, bytes: recordings.bytes })
          .from(recordings)
          .where(eq(recordings.id, id));
        return found ?? null;
      }),
  };
}

/** Those last uploaded before `before` that stand in no draft, no version and no plan of any menu. */
export function unnamedRecordings(before: number): SQL {
  return sql`${recordings.uploadedAt} < ${before} and ${recordings.id} not in (
    select coalesce(named #>> '{}', '')
      from (select draft as tree from ${menuTrees}
            union all select tree from ${menuVersions}
            union all select tree from ${menuSchedules}) t,
           lateral jsonb_path_query(t.tree, '$.nodes[*].*.*.id') named)`;
}
