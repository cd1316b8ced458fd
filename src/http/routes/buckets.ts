/** Buckets are the router's, so a change travels through the turn and takes effect in it. */
import { z } from "zod";
import { BucketId } from "../../../protocol/ids.js";
import { Bucket } from "../../../protocol/organisation.js";
import { Board } from "../../../protocol/sockets.js";
import { ORDINARY_PRIORITY } from "../../../protocol/words.js";
import { staffedBuckets } from "../../../routing/staffed.js";
import { MENU_CHANNELS } from "../../menu-check.js";
import { newId } from "../../ids.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SIGNED_IN, SUPERVISORS, listOf, onePage, route, type Route } from "../route.js";
import {
  addressProblems,
  ageingProblems,
  bucketsNamed,
  messageProblems,
  skillsNamed,
} from "./bucket-checks.js";
import { sendOrRefuse } from "./commands.js";
import { given } from "./engineers.js";
import { filledHours } from "./hours.js";
import { refuseProblems, refuseStale, skillProblems, unknownAmong } from "./known.js";

/** What most desks promise: a call in twenty seconds, a chat in a minute, a mail in four hours. */
const TARGET_SECONDS = { voice: 20, chat: 60, email: 14_400 };
const OFFER_SECONDS = { voice: 20, chat: 30, email: 60 };
const WRAP_UP_SECONDS = { voice: 120, chat: 120, email: 120 };

const NewBucket = Bucket.omit({ id: true, archived: true }).extend({
  skills: Bucket.shape.skills.default([]),
  priority: Bucket.shape.priority.default(ORDINARY_PRIORITY),
  targetSeconds: Bucket.shape.targetSeconds.default(TARGET_SECONDS),
  offerSeconds: Bucket.shape.offerSeconds.default(OFFER_SECONDS),
  wrapUpSeconds: Bucket.shape.wrapUpSeconds.default(WRAP_UP_SECONDS),
  broadcast: Bucket.shape.broadcast.default(1),
  hours: Bucket.shape.hours.default(null),
  addresses: Bucket.shape.addresses.default([]),
});
/** Without defaults: they would come in where nothing was given. */
const ChangedBucket = Bucket.omit({ id: true })
  .extend({ policy: Bucket.shape.policy.unwrap(), closed: Bucket.shape.closed.unwrap() })
  .partial()
  .strict();

/** What the changed fields were. Refused when they are not that any more. */
const Change = ChangedBucket.extend({ was: ChangedBucket.optional() });

export function bucketRoutes({ store, roster, send, now, board, locks }: HttpParts): Route[] {
  async function put(bucket: Bucket, before: Bucket | null): Promise<Bucket> {
    const { buckets } = await roster();
    const written = {
      ...bucket,
      addresses: bucket.addresses.map((address) => address.toLowerCase()),
      hours: await filledHours({ hours: bucket.hours, before: before?.hours ?? null }, now()),
    };
    // It may overflow into itself as far as this goes; that is a circle, and the router's to refuse.
    const known = new Set<string>([...buckets.map(({ id }) => id), bucket.id]);
    refuseProblems([
      ...(await skillProblems(store, skillsNamed(written))),
      ...unknownAmong("bucket", { named: bucketsNamed(written), known }),
      ...ageingProblems(written),
      ...messageProblems(written),
      ...addressProblems(written, buckets),
    ]);
    await sendOrRefuse(send, { type: "bucket.put", bucket: written });
    return written;
  }

  return [
    route({
      method: "get",
      path: "/buckets",
      summary: "All buckets, archived ones included.",
      roles: SIGNED_IN,
      answer: listOf(Bucket),
      handle: async () => onePage((await roster()).buckets),
    }),
    route({
      method: "post",
      path: "/buckets",
      summary: "Add a bucket.",
      roles: SUPERVISORS,
      body: NewBucket,
      answer: Bucket,
      status: 201,
      handle: ({ body }) =>
        put({ ...body, id: BucketId.parse(newId("bkt", now())), archived: false }, null),
    }),
    route({
      method: "patch",
      path: "/buckets/{id}",
      summary:
        "Change a bucket; what is not given stays, and a policy is replaced whole. With `was`, only while these fields are still that.",
      roles: SUPERVISORS,
      params: z.object({ id: BucketId }),
      body: Change,
      answer: Bucket,
      handle: ({ params, body: { was = {}, ...body } }) =>
        locks(`bucket ${params.id}`, async () => {
          const { buckets } = await roster();
          const bucket = buckets.find((candidate) => candidate.id === params.id);
          if (bucket === undefined) throw new HttpRefusal("BUCKET_UNKNOWN");
          refuseStale(bucket, given(was));
          return put({ ...bucket, ...given(body) }, bucket);
        }),
    }),
    route({
      method: "get",
      path: "/staffed-buckets",
      summary: "The buckets from which some engineer could ever take a call or a chat.",
      roles: SUPERVISORS,
      answer: listOf(BucketId),
      handle: async () => onePage([...staffedBuckets(await roster(), MENU_CHANNELS)]),
    }),
    route({
      method: "get",
      path: "/board",
      summary: "The floor now: buckets, engineers, and everything that waits.",
      roles: SUPERVISORS,
      answer: Board,
      handle: () => board(),
    }),
  ];
}
