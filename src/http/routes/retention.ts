/** How long old data is kept: what a policy would delete, what was deleted, and one customer's data. */
import { z } from "zod";
import { CustomerId } from "../../../protocol/ids.js";
import { PurgeCounts, Retention, RetentionRun } from "../../../protocol/retention.js";
import { forgetCustomer, purge } from "../../desk/retention.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { ADMINS, SUPERVISORS, listOf, onePage, route, type Route } from "../route.js";

const RUNS_SHOWN_MAX = 20;

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
      answer: PurgeCounts,
      handle: ({ body }) => purge({ store, retention: body, at: now(), run: null }),
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
