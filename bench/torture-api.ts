/** The public HTTP interface as somebody outside uses it: any node will do, and a failure is tried again. */
import type { Kept } from "./torture-story.js";
import { pause } from "./torture-wire.js";

const ANSWER_MS_MAX = 5000;
const AGAIN_MS = 100;
/** Reads side by side; more would only wait for each other. */
const READERS = 8;

export interface Api {
  call<T>(method: "GET" | "POST" | "PUT" | "PATCH", path: string, body?: object): Promise<T>;
}

/** `headers` say who asks. */
export function apiOf(
  nodes: readonly { readonly url: string }[],
  headers: Readonly<Record<string, string>>,
): Api {
  let turn = 0;
  return {
    call: async (method, path, body) => {
      // Writing is not tried again: the second of two is another one.
      const tries = method === "GET" ? 3 * nodes.length : 1;
      for (let tried = 1; ; tried++) {
        const node = nodes[turn++ % nodes.length];
        try {
          const response = await fetch(`${node?.url ?? ""}/api/v1${path}`, {
            method,
            headers: { "content-type": "application/json", ...headers },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            signal: AbortSignal.timeout(ANSWER_MS_MAX),
          });
          if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
          return (await response.json()) as never;
        } catch (error) {
          if (tried >= tries) throw error;
          await pause(AGAIN_MS);
        }
      }
    },
  };
}

/** A token made for the bearer of a one-time link, or of a cookie. */
export async function tokenFor(
  node: { readonly url: string },
  sign: { readonly path: "/session" | "/session/link"; readonly body: object },
): Promise<string> {
  const post = (path: string, body: object, cookie: string): Promise<Response> =>
    fetch(`${node.url}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: node.url, cookie },
      body: JSON.stringify(body),
    });
  const signedIn = await post(sign.path, sign.body, "");
  if (!signedIn.ok) throw new Error(`no sign-in: ${await signedIn.text()}`);
  await signedIn.arrayBuffer();
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const made = await post("/tokens", { name: "bench" }, cookie);
  if (!made.ok) throw new Error(`no token: ${await made.text()}`);
  return ((await made.json()) as { token: string }).token;
}

interface Page {
  readonly items: readonly { readonly id: string; readonly state: string }[];
  readonly nextCursor: string | null;
}

const OPEN = "menu,waiting,offered,active,wrapup";

/** How many interactions are not over. */
export async function countOpen(api: Api): Promise<number> {
  return (await api.call<Page>("GET", `/interactions?state=${OPEN}&limit=200`)).items.length;
}

interface Whole {
  readonly interaction: Omit<Kept, "messages" | "events">;
  readonly messages: readonly {
    readonly clientId: string | null;
    readonly mail: { readonly messageId: string } | null;
  }[];
  readonly timeline: readonly (
    { readonly type: "menu" } | ({ readonly type: "event" } & Kept["events"][number])
  )[];
}

/** Every interaction with its messages and its history. */
export async function readWorld(api: Api): Promise<Kept[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await api.call<Page>("GET", `/interactions?limit=200${after}`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  const world: Kept[] = [];
  const readers = Array.from({ length: READERS }, async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      world.push(keptOf(await api.call<Whole>("GET", `/interactions/${encodeURIComponent(id)}`)));
    }
  });
  await Promise.all(readers);
  return world;
}

function keptOf({ interaction, messages, timeline }: Whole): Kept {
  const { id, channel, externalId, state, bucketId, engineerId } = interaction;
  return {
    ...{ id, channel, externalId, state, bucketId, engineerId },
    messages: messages.map(({ clientId, mail }) => ({
      clientId,
      messageId: mail?.messageId ?? null,
    })),
    events: timeline.flatMap((record) =>
      record.type === "event" ? [{ seq: record.seq, event: record.event }] : [],
    ),
  };
}
