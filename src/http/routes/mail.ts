/** Mail that could not be taken in, and how the mailboxes are doing. */
import { z } from "zod";
import { MailboxHealth } from "../../../protocol/cluster.js";
import { At } from "../../../protocol/words.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, download, listOf, onePage, route, type Route } from "../route.js";

/** More than anybody reads through; the oldest are shown when these are gone. */
const LETTERS_SHOWN_MAX = 200;

const ById = z.object({ id: z.string().min(1).max(200) });

export function mailRoutes({ store, mailboxes, retryDeadLetter }: HttpParts): Route[] {
  async function find(id: string): Promise<{ mailbox: string; raw: Uint8Array }> {
    const letter = await store.deadLetter(id);
    if (letter === null) throw new HttpRefusal("NOT_FOUND");
    return letter;
  }

  return [
    route({
      method: "get",
      path: "/mailboxes",
      summary: "How each mailbox is doing.",
      roles: SUPERVISORS,
      answer: listOf(MailboxHealth),
      handle: async () => onePage(await mailboxes()),
    }),
    route({
      method: "get",
      path: "/dead-letters",
      summary: "Mails that could not be taken in, with the reason.",
      roles: SUPERVISORS,
      answer: listOf(
        z.object({
          id: z.string(),
          mailbox: z.string(),
          because: z.string(),
          at: At,
          /** Bytes. */
          size: z.int(),
        }),
      ),
      handle: async () => onePage(await store.deadLetters(LETTERS_SHOWN_MAX)),
    }),
    download({
      method: "get",
      path: "/dead-letters/{id}/raw",
      summary: "The mail as it came.",
      roles: SUPERVISORS,
      params: ById,
      handle: async ({ params }) => {
        const { raw } = await find(params.id);
        return { name: `${params.id}.eml`, type: "message/rfc822", bytes: raw };
      },
    }),
    route({
      method: "post",
      path: "/dead-letters/{id}/retry",
      summary: "Try again to take it in; it is gone from the list when that works.",
      roles: SUPERVISORS,
      params: ById,
      handle: async ({ params }) => {
        await retryDeadLetter(await find(params.id));
        await store.dropDeadLetter(params.id);
      },
    }),
    route({
      method: "delete",
      path: "/dead-letters/{id}",
      summary: "Drop it for good.",
      roles: SUPERVISORS,
      params: ById,
      handle: async ({ params }) => {
        await find(params.id);
        await store.dropDeadLetter(params.id);
      },
    }),
  ];
}
