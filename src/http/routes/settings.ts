/** What there is one of in an organisation. */
import { Settings } from "../../../protocol/organisation.js";
import type { HttpParts } from "../parts.js";
import { SIGNED_IN, SUPERVISORS, route, type Route } from "../route.js";
import { refuseUnknown, requireBuckets } from "./known.js";

export function settingsRoutes({ store, roster, organisationChanged }: HttpParts): Route[] {
  return [
    route({
      method: "get",
      path: "/settings",
      summary: "The organisation's settings.",
      roles: SIGNED_IN,
      answer: Settings,
      handle: () => store.settings(),
    }),
    route({
      method: "put",
      path: "/settings",
      summary: "Replace the organisation's settings.",
      roles: SUPERVISORS,
      body: Settings,
      answer: Settings,
      handle: async ({ body }) => {
        const { mailRules, mailBucketId } = body;
        const buckets = mailRules.map((rule) => rule.bucketId);
        await requireBuckets(roster, mailBucketId === null ? buckets : [...buckets, mailBucketId]);
        const trees = [
          body.menuTreeId,
          body.chatMenuTreeId,
          ...body.numbers.map((n) => n.menuTreeId),
        ];
        const known = new Set((await store.menus()).map((menu) => menu.id));
        refuseUnknown(
          "menu",
          trees.filter((id) => id !== null).filter((id) => !known.has(id)),
        );
        await store.putSettings(body);
        await organisationChanged();
        return body;
      },
    }),
  ];
}
