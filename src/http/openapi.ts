/** The API's own description, generated from the schemas that check it. */
import type { z } from "zod";
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from "zod-openapi";
import { bodyOf } from "./errors.js";
import type { Route } from "./route.js";

const BYTES: ZodOpenApiContentObject = {
  "application/octet-stream": { schema: { type: "string", format: "binary" } },
};

export function describeRoutes(routes: readonly Route[], publicUrl: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api/v1${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Strowger",
      version: "1",
      description:
        "Sign in with POST /session (a cookie) or send `Authorization: Bearer TOKEN`. " +
        "Lists answer `{items, nextCursor}`; errors `{error: {code, message, details?}}`.",
    },
    servers: [{ url: publicUrl }],
    security: [{ session: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "strowger_session" },
        token: { type: "http", scheme: "bearer" },
      },
    },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const operation: ZodOpenApiOperationObject = {
    summary: route.summary,
    ...(route.roles === null
      ? { security: [] }
      : { description: `For: ${route.roles.join(", ")}.` }),
    requestParams: {
      path: route.params as z.ZodObject,
      query: route.query as z.ZodObject,
    },
    responses: {
      [route.answer === null ? "204" : String(route.status)]: answerOf(route),
      default: {
        description: "Refused; the code says why.",
        content: { "application/json": { example: bodyOf("BAD_REQUEST") } },
      },
    },
  };
  if (route.body === null) return operation;
  const content: ZodOpenApiContentObject =
    route.bodyKind === "raw" ? BYTES : { "application/json": { schema: route.body } };
  return { ...operation, requestBody: { required: true, content } };
}

function answerOf(route: Route): ZodOpenApiResponseObject {
  if (route.answer === null) return { description: "Done." };
  if (route.answer === "download") {
    return { description: "The file.", content: BYTES };
  }
  return {
    description: "Done.",
    content: {
      "application/json": { schema: route.answer },
      ...(route.sheet ? { "text/csv": { schema: { type: "string" } } } : {}),
    },
  };
}
