/**
 * What a backup looks like: lines of text, one JSON value each. The first is the head. Then, table by
 * table in an order that foreign keys allow, an array with the table's name and below it its rows as
 * objects. The last line is an array with nothing, the number of rows and the checksum of all
 * lines before. Rows are written by the database itself, so that nothing is lost on the way through
 * JavaScript's numbers. Any backup fits any engine.
 */
import { z } from "zod";

export const Head = z.object({
  strowger: z.literal("backup"),
  format: z.literal(1),
  /** The newest migration of the database it was made of. */
  schema: z.int().positive(),
  /** ISO 8601. */
  at: z.string(),
});
export type Head = z.infer<typeof Head>;

export const TableMark = z.tuple([z.string().regex(/^[a-z_]+$/)]);
export const EndMark = z.tuple([z.literal(""), z.int().nonnegative(), z.string()]);

/** How far it is, for whoever waits. */
export interface Progress {
  readonly table: string;
  readonly rows: number;
}

export interface Total {
  readonly tables: number;
  readonly rows: number;
}

/** A backup cannot be made or used; the message says why and what to do. */
export class BackupProblem extends Error {
  readonly code: "BACKUP_DAMAGED" | "BACKUP_TOO_NEW" | "BACKUP_EXISTS" | "DATABASE_NOT_EMPTY";

  constructor(code: BackupProblem["code"], message: string) {
    super(message);
    this.name = "BackupProblem";
    this.code = code;
  }
}
