/** Menu trees: drawn as drafts, checked, published as versions that never change. */
import { z } from "zod";
import { compileTree } from "../../../flows/compile.js";
import { wholeTree } from "../../../flows/parts.js";
import { validateTree } from "../../../flows/validate.js";
import { MenuTreeId } from "../../../protocol/ids.js";
import { MenuLine } from "../../../protocol/menu-list.js";
import { MenuScreen } from "../../../protocol/menu-session.js";
import { Finding, MenuTree } from "../../../protocol/menu-tree.js";
import { At } from "../../../protocol/words.js";
import { checkMenu } from "../../menu-check.js";
import { menuLine } from "../../menu-lines.js";
import { loadParts } from "../../menu-parts.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, caller, listOf, onePage, route, type Route } from "../route.js";
import { MenuVersion } from "./menu-publish.js";
import { menuTrees } from "./menu-trees.js";
import { walkKeys } from "./try-menu.js";

/** A tree of the largest size, with its prompts in several languages. */
const TREE_BYTES_MAX = 8_000_000;

const Menu = z.object({ ...MenuLine.shape, draft: MenuTree });
const Checked = z.object({ findings: z.array(Finding), publishable: z.boolean() });
const ById = z.object({ id: MenuTreeId });
/** As large as the column that holds it. */
const Count = z.int32().nonnegative();
const ByVersion = z.object({ id: MenuTreeId, n: z.coerce.number().pipe(Count) });

export function menuRoutes(parts: HttpParts): Route[] {
  const { store, now, menuChanged } = parts;
  const { find, findVersion, known } = menuTrees(parts);

  /** Anything may be checked, also what is not a tree at all. */
  async function check(tree: unknown): Promise<z.infer<typeof Checked>> {
    const read = MenuTree.safeParse(tree);
    if (!read.success) {
      return {
        findings: [...validateTree(tree, await known(undefined)).findings],
        publishable: false,
      };
    }
    const { findings, publishable } = await checkMenu(parts, read.data);
    return { findings: [...findings], publishable };
  }

  async function shown(id: MenuTreeId): Promise<z.infer<typeof Menu>> {
    const [row, scheduled] = await Promise.all([find(id), store.menuSchedule(id)]);
    return { ...menuLine(row, scheduled), draft: row.draft };
  }

  return [
    route({
      method: "get",
      path: "/menus",
      summary: "All menu trees, without their nodes.",
      roles: SUPERVISORS,
      answer: listOf(MenuLine),
      handle: async () => {
        const [rows, schedules] = await Promise.all([store.menus(), store.menuSchedules()]);
        const scheduled = new Map(schedules.map((schedule) => [schedule.treeId, schedule]));
        return onePage(rows.map((row) => menuLine(row, scheduled.get(row.id) ?? null)));
      },
    }),
    route({
      method: "post",
      path: "/menus",
      summary: "Make a menu tree, as a draft.",
      roles: SUPERVISORS,
      body: z.object({ tree: MenuTree }),
      bodyMax: TREE_BYTES_MAX,
      answer: Menu,
      status: 201,
      handle: async (call) => {
        const { tree } = call.body;
        const isNew = await store.saveDraft({ tree, revision: null, at: now() });
        if (!isNew) throw new HttpRefusal("CONFLICT");
        menuChanged(tree.id, caller(call));
        return shown(tree.id);
      },
    }),
    route({
      method: "get",
      path: "/menus/{id}",
      summary: "One menu tree with its draft.",
      roles: SUPERVISORS,
      params: ById,
      answer: Menu,
      handle: ({ params }) => shown(params.id),
    }),
    route({
      method: "put",
      path: "/menus/{id}/draft",
      summary: "Save the draft. `revision` is the one that was edited; another one is a conflict.",
      roles: SUPERVISORS,
      params: ById,
      body: z.object({ tree: MenuTree, revision: Count }),
      bodyMax: TREE_BYTES_MAX,
      answer: z.object({ draftRevision: z.int(), ...Checked.shape }),
      handle: async (call) => {
        const { params } = call;
        const { tree, revision } = call.body;
        await find(params.id);
        if (tree.id !== params.id) {
          const problem = "is not the id of the address";
          throw new HttpRefusal("BAD_REQUEST", [{ field: "body.tree.id", problem }]);
        }
        const isSaved = await store.saveDraft({ tree, revision, at: now() });
        if (!isSaved) throw new HttpRefusal("CONFLICT");
        menuChanged(tree.id, caller(call));
        const { draftRevision } = await find(params.id);
        return { draftRevision, ...(await check(tree)) };
      },
    }),
    route({
      method: "post",
      path: "/menus/{id}/validate",
      summary: "Check a tree against the rules: the one in the body, else the draft.",
      roles: SUPERVISORS,
      params: ById,
      body: z.object({ tree: z.unknown() }).partial().default({}),
      bodyMax: TREE_BYTES_MAX,
      answer: Checked,
      handle: async ({ params, body }) => {
        const menu = await find(params.id);
        return check(body.tree ?? menu.draft);
      },
    }),
    route({
      method: "get",
      path: "/menus/{id}/versions",
      summary: "Everything that was published, newest first.",
      roles: SUPERVISORS,
      params: ById,
      answer: listOf(MenuVersion),
      handle: async ({ params }) => {
        await find(params.id);
        const rows = await store.menuVersions(params.id);
        const items = rows.map(({ version, note, publishedBy, publishedAt }) => ({
          version,
          note,
          publishedBy,
          publishedAt,
        }));
        return onePage(items.sort((a, b) => b.version - a.version));
      },
    }),
    route({
      method: "get",
      path: "/menus/{id}/versions/{n}",
      summary: "One version with its tree.",
      roles: SUPERVISORS,
      params: ByVersion,
      answer: z.object({ ...MenuVersion.shape, tree: MenuTree }),
      handle: async ({ params }) => {
        const { treeId: _treeId, ...row } = await findVersion(params.id, params.n);
        return row;
      },
    }),
    route({
      method: "post",
      path: "/menus/{id}/versions/{n}/restore",
      summary: "Copy an earlier version into the draft. Publishing it is a step of its own.",
      roles: SUPERVISORS,
      params: ByVersion,
      answer: Menu,
      handle: async (call) => {
        const { params } = call;
        const [menu, { tree }] = await Promise.all([
          find(params.id),
          findVersion(params.id, params.n),
        ]);
        const revision = menu.draftRevision;
        const isSaved = await store.saveDraft({ tree, revision, at: now() });
        if (!isSaved) throw new HttpRefusal("CONFLICT");
        menuChanged(params.id, caller(call));
        return shown(params.id);
      },
    }),
    route({
      method: "post",
      path: "/menus/{id}/try",
      summary: "Walk the draft with these keys and see every screen. Nothing is kept.",
      roles: SUPERVISORS,
      params: ById,
      body: z.object({
        /** `"1213"`, or one entry for each answer: a key, digits, or `""` for silence. */
        keys: z
          .union([
            z
              .string()
              .regex(/^[0-9*#]{0,100}$/)
              .transform((keys) => Array.from(keys)),
            z.array(z.string().regex(/^[0-9*#]{0,64}$/)).max(100),
          ])
          .meta({ description: "`1213`, or one entry for each answer; an empty one is silence." }),
        /** Which time it is in the walk, for opening hours; now unless told. */
        at: At.optional(),
      }),
      answer: z.object({ screens: z.array(MenuScreen) }),
      handle: async ({ params, body }) => {
        const { draft } = await find(params.id);
        const { findings, publishable } = await check(draft);
        // A broken tree can run in circles or off its edge.
        if (!publishable) throw new HttpRefusal("MENU_INVALID", findings);
        const { tree } = wholeTree(draft, (await loadParts(store, draft)).parts);
        return { screens: walkKeys(compileTree(tree), body.keys, body.at ?? now()) };
      },
    }),
  ];
}
