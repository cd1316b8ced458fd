/** How long old data is kept: what a policy would delete, what was deleted, and one customer's data. */
import { z } from "zod";
import { CustomerId } from "../../../protocol/ids.js";
import { PurgeCounts, Retention, RetentionRun } from "../../../protocol/retention.js";
import { forgetCustomer, purge } from "../../desk/retention.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { ADMINS, SUPERVISORS, listOf, onePage, route, type Route } from "../route.js";

const RUNS_SHOWN_MAX = 20;
/** Half of what a console waits for an answer. Half a million rows are counted in that time. */
const COUNTING_MS_MAX = 10_000;

/** `whole` false: there was no time to count all of it, and it is more. */
const Preview = z.object({ counts: PurgeCounts, whole: z.boolean() });

export function retentionRoutes({ store, now, log }: HttpParts): Route[] {
  return [
    route({
      method: "get",
      path: "/retention/runs",
      summary: "What was purged, the newest first. The policy itself is among the settings.",
      roles: SUPERVISORS,
      answer: listOf(RetentionRun),
      handle: async () => onePage(await store.retentionRuns(RUNS_SHOWN_MAX)),
    }),
    route({
      method: "post",
      path: "/retention/preview",
      summary: "How much would be deleted for ever, if this were the policy now. Deletes nothing.",
      roles: SUPERVISORS,
      body: Retention,
      answer: Preview,
      handle: async ({ body }) => {
        const endsAt = performance.now() + COUNTING_MS_MAX;
        let whole = true;
        const rest = (): Promise<boolean> => {
          whole = performance.now() < endsAt;
          return Promise.resolve(whole);
        };
        const counts = await purge({ store, retention: body, at: now(), run: null, rest });
        return { counts, whole };
      },
    }),
    route({
      method: "post",
      path: "/customers/{id}/forget",
      summary:
        "Delete a customer for ever, with all their closed contacts and what was said in them. Refused while one is open.",
      roles: ADMINS,
      params: z.object({ id: CustomerId }),
      answer: PurgeCounts,
      handle: async ({ params }) => {
        const forgotten = await forgetCustomer({ store, customerId: params.id, now });
        if (forgotten === "unknown") throw new HttpRefusal("NOT_FOUND");
        if (forgotten === "open") throw new HttpRefusal("CUSTOMER_BUSY");
        log.info({ customerId: params.id, counts: forgotten }, "a customer was forgotten");
        return forgotten;
      },
    }),
  ];
}
