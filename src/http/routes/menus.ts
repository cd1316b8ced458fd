/** Menu trees: drawn as drafts, checked, published as versions that never change. */
import { z } from "zod";
import { compileTree } from "../../../flows/compile.js";
import { pinned, wholeTree, type Parts } from "../../../flows/parts.js";
import { validating } from "../../../flows/validate.js";
import { MenuTreeId } from "../../../protocol/ids.js";
import { MenuScreen } from "../../../protocol/menu-session.js";
import { Finding, MenuTree } from "../../../protocol/menu-tree.js";
import { At } from "../../../protocol/words.js";
import { loadParts } from "../../menu-parts.js";
import { unhurried } from "../../unhurried.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, caller, listOf, onePage, route, type Route } from "../route.js";
import { menuTrees } from "./menu-trees.js";
import { walkKeys } from "./try-menu.js";

/** A tree of the largest size, with its prompts in several languages. */
const TREE_BYTES_MAX = 8_000_000;

const Menu = z.object({
  id: MenuTreeId,
  name: z.string(),
  draft: MenuTree,
  draftRevision: z.int(),
  publishedVersion: z.int().nullable(),
  updatedAt: At,
});
const Version = z.object({
  version: z.int(),
  note: z.string(),
  publishedBy: z.string(),
  publishedAt: At,
});
const Checked = z.object({ findings: z.array(Finding), publishable: z.boolean() });
const ById = z.object({ id: MenuTreeId });
/** As large as the column that holds it. */
const Count = z.int32().nonnegative();
const ByVersion = z.object({ id: MenuTreeId, n: z.coerce.number().pipe(Count) });

export function menuRoutes(parts: HttpParts): Route[] {
  const { store, now } = parts;
  const { find, findVersion, known } = menuTrees(parts);

  /** Anything may be checked, also what is not a tree at all. */
  async function check(tree: unknown): Promise<z.infer<typeof Checked>> {
    const read = MenuTree.safeParse(tree);
    const loaded = read.success ? await loadParts(store, read.data) : null;
    return checkWith(tree, loaded?.parts);
  }

  async function checkWith(
    tree: unknown,
    parts: Parts | undefined,
  ): Promise<z.infer<typeof Checked>> {
    const { findings } = await unhurried(validating(tree, await known(parts)));
    return { findings, publishable: findings.every((finding) => finding.severity !== "red") };
  }

  return [
    route({
      method: "get",
      path: "/menus",
      summary: "All menu trees, without their nodes.",
      roles: SUPERVISORS,
      answer: listOf(Menu.omit({ draft: true })),
      handle: async () => onePage((await store.menus()).map(({ draft: _draft, ...row }) => row)),
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
      handle: async ({ body: { tree } }) => {
        const isNew = await store.saveDraft({ tree, revision: null, at: now() });
        if (!isNew) throw new HttpRefusal("CONFLICT");
        return find(tree.id);
      },
    }),
    route({
      method: "get",
      path: "/menus/{id}",
      summary: "One menu tree with its draft.",
      roles: SUPERVISORS,
      params: ById,
      answer: Menu,
      handle: ({ params }) => find(params.id),
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
      handle: async ({ params, body: { tree, revision } }) => {
        await find(params.id);
        if (tree.id !== params.id) {
          const problem = "is not the id of the address";
          throw new HttpRefusal("BAD_REQUEST", [{ field: "body.tree.id", problem }]);
        }
        const isSaved = await store.saveDraft({ tree, revision, at: now() });
        if (!isSaved) throw new HttpRefusal("CONFLICT");
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
      method: "post",
      path: "/menus/{id}/publish",
      summary: "Make the draft the version that new contacts enter.",
      roles: SUPERVISORS,
      params: ById,
      body: z.object({ note: z.string().trim().min(1).max(2000) }),
      answer: Version,
      status: 201,
      handle: async (call) => {
        const { draft, id: treeId } = await find(call.params.id);
        const { parts, published } = await loadParts(store, draft);
        const { findings, publishable } = await checkWith(draft, parts);
        if (!publishable) throw new HttpRefusal("MENU_INVALID", findings);
        const { note } = call.body;
        const publishedBy = caller(call).name;
        const publishedAt = now();
        const tree = pinned(draft, published);
        const version = await store.publish({ treeId, tree, note, publishedBy, publishedAt });
        return { version, note, publishedBy, publishedAt };
      },
    }),
    route({
      method: "get",
      path: "/menus/{id}/versions",
      summary: "Everything that was published, newest first.",
      roles: SUPERVISORS,
      params: ById,
      answer: listOf(Version),
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
      answer: z.object({ ...Version.shape, tree: MenuTree }),
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
      handle: async ({ params }) => {
        const [menu, { tree }] = await Promise.all([
          find(params.id),
          findVersion(params.id, params.n),
        ]);
        const revision = menu.draftRevision;
        const isSaved = await store.saveDraft({ tree, revision, at: now() });
        if (!isSaved) throw new HttpRefusal("CONFLICT");
        return find(params.id);
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
