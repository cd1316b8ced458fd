/** Menu trees as a list shows them: what is in use, what is in hand, and what is to come. */
import { z } from "zod";
import { MenuTreeId, UserId } from "./ids.js";
import { Finding } from "./menu-tree.js";
import { At } from "./words.js";

/** A draft as it was, to be published at a time. */
export const ScheduledMenu = z.object({
  dueAt: At,
  draftRevision: z.int(),
  note: z.string(),
  scheduledBy: z.string(),
  scheduledAt: At,
  /** It had red findings when it was due, and the version before stayed. null: it is still to come. */
  failed: z.object({ at: At, findings: z.array(Finding) }).nullable(),
});
export type ScheduledMenu = z.infer<typeof ScheduledMenu>;

/** A menu tree without its nodes. */
export const MenuLine = z.object({
  id: MenuTreeId,
  name: z.string(),
  /** Only entered from other trees. */
  isPart: z.boolean(),
  draftRevision: z.int(),
  /** null: it was never published. */
  publishedVersion: z.int().nullable(),
  updatedAt: At,
  scheduled: ScheduledMenu.nullable(),
});
export type MenuLine = z.infer<typeof MenuLine>;

/** Somebody who has a menu tree open in the editor. */
export const MenuPerson = z.object({
  userId: UserId,
  name: z.string(),
  /** In one of their windows something was changed a moment ago. */
  isEditing: z.boolean(),
  /** In how many windows. */
  windows: z.int().positive(),
});
export type MenuPerson = z.infer<typeof MenuPerson>;
