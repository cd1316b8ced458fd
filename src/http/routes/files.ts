/** Files on their way out with a mail, and files that came with a message. */
import { z } from "zod";
import { AttachmentId } from "../../../protocol/ids.js";
import { newId } from "../../ids.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SIGNED_IN, download, route, type Route } from "../route.js";

/** What mail servers commonly let through, less what base64 adds. */
const UPLOAD_BYTES_MAX = 10_000_000;

export function fileRoutes({ store, now }: HttpParts): Route[] {
  return [
    route({
      method: "post",
      path: "/uploads",
      summary: "Keep a file until a mail is sent with it; the body is the file, at most 10 MB.",
      roles: SIGNED_IN,
      query: z.object({
        name: z.string().transform(plainName).pipe(z.string().min(1).max(255)),
        type: z
          .string()
          .max(200)
          .regex(/^[\w.+-]+\/[\w.+-]+(;.*)?$/)
          .catch("application/octet-stream"),
      }),
      body: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0, "the file is empty"),
      bodyKind: "raw",
      bodyMax: UPLOAD_BYTES_MAX,
      answer: z.object({ id: AttachmentId, name: z.string(), type: z.string(), size: z.int() }),
      status: 201,
      handle: async ({ query, body }) => {
        const at = now();
        const id = AttachmentId.parse(newId("att", at));
        await store.saveUpload({ id, ...query, cid: null, bytes: body }, at);
        return { id, ...query, size: body.length };
      },
    }),
    download({
      method: "get",
      path: "/attachments/{id}",
      summary: "A file that came or went with a message. Always saved, never shown.",
      roles: SIGNED_IN,
      params: z.object({ id: AttachmentId }),
      handle: async ({ params }) => {
        const file = await store.attachment(params.id);
        if (file === null) throw new HttpRefusal("NOT_FOUND");
        return file;
      },
    }),
  ];
}

/** Only the last part of a path, without control characters. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  return last.replaceAll(/[\u0000-\u001f\u007f]/g, "").trim();
}
