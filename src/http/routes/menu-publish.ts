/** Publishing a menu tree, at once or at a time. */
import { z } from "zod";
import { MenuTreeId } from "../../../protocol/ids.js";
import { ScheduledMenu } from "../../../protocol/menu-list.js";
import { At } from "../../../protocol/words.js";
import { checkMenu } from "../../menu-check.js";
import { scheduledMenu } from "../../menu-lines.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, caller, route, type Route } from "../route.js";
import { refuseProblems } from "./known.js";
import { menuTrees } from "./menu-trees.js";

/** Whoever plans further ahead has mistaken the year. */
const AHEAD_MS_MAX = 366 * 86_400_000;

const ById = z.object({ id: MenuTreeId });

export const MenuVersion = z.object({
  version: z.int(),
  note: z.string(),
  publishedBy: z.string(),
  publishedAt: At,
});

export function menuPublishRoutes(parts: HttpParts): Route[] {
  const { store, now, menuChanged } = parts;
  const { find } = menuTrees(parts);

  function refuseTime(at: number): void {
    const problem =
      at <= now()
        ? "is not in the future"
        : at > now() + AHEAD_MS_MAX
          ? "is more than a year away"
          : null;
    refuseProblems(problem === null ? [] : [{ field: "body.at", problem }]);
  }

  return [
    route({
      method: "post",
      path: "/menus/{id}/publish",
      summary: "Make the draft the version that new contacts enter, at once or at a time.",
      roles: SUPERVISORS,
      params: ById,
      body: z.object({
        note: z.string().trim().min(1).max(2000),
        at: At.optional().meta({
          description: "When to publish the draft as it is now. Now, unless told.",
        }),
        revision: z.int32().nonnegative().optional().meta({
          description:
            "The draft that was seen; another one is a conflict, and it is published once.",
        }),
      }),
      answer: z.union([MenuVersion, z.object({ scheduled: ScheduledMenu })]),
      status: 201,
      handle: async (call) => {
        const { note, at, revision } = call.body;
        const { draft, draftRevision, id: treeId } = await find(call.params.id);
        if (revision !== undefined && revision !== draftRevision) throw new HttpRefusal("CONFLICT");
        if (at !== undefined) refuseTime(at);
        const { findings, publishable, tree } = await checkMenu(parts, draft);
        if (!publishable) throw new HttpRefusal("MENU_INVALID", findings);
        const by = caller(call);
        if (at !== undefined) {
          const scheduled = {
            treeId,
            draftRevision,
            note,
            scheduledBy: by.name,
            scheduledAt: now(),
            dueAt: at,
          };
          // Its parts are filled in when it is published, as they are then.
          await store.saveMenuSchedule({ ...scheduled, tree: draft });
          menuChanged(treeId, by);
          return {
            scheduled: scheduledMenu({ ...scheduled, seq: 0, failedAt: null, findings: null }),
          };
        }
        const publishedBy = by.name;
        const publishedAt = now();
        const made = { treeId, tree, note, publishedBy, publishedAt };
        const version =
          revision === undefined
            ? await store.publish(made)
            : await store.publishOnce({ ...made, draftRevision: revision });
        if (version === null) throw new HttpRefusal("CONFLICT");
        menuChanged(treeId, by);
        return { version, note, publishedBy, publishedAt };
      },
    }),
    route({
      method: "delete",
      path: "/menus/{id}/scheduled",
      summary: "Call off what was to be published at a time.",
      roles: SUPERVISORS,
      params: ById,
      handle: async (call) => {
        const wasThere = await store.dropMenuSchedule(call.params.id);
        if (!wasThere) throw new HttpRefusal("NOT_FOUND");
        menuChanged(call.params.id, caller(call));
      },
    }),
  ];
}
