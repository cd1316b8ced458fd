/** The public HTTP interface as somebody outside uses it: any node will do, and a failure is tried again. */
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";
import type { Kept } from "./story.js";
import { mayAskAgain, pause } from "./wire.js";

const ANSWER_MS_MAX = 5000;
const AGAIN_MS = 200;
const TRIES_MAX = 20;
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
      for (let tried = 1; ; tried++) {
        const node = nodes[turn++ % nodes.length];
        const outcome = await ask({
          url: `${node?.url ?? ""}/api/v1${path}`,
          method,
          headers,
          body,
        });
        if (outcome.answer !== undefined) return outcome.answer as never;
        if (!outcome.again || tried >= TRIES_MAX) {
          throw new Error(`${method} ${path}: ${outcome.because}`);
        }
        await pause(AGAIN_MS);
      }
    },
  };
}

interface Outcome {
  readonly answer?: unknown;
  /** Reading may always be tried again; writing only when the node says that nothing was changed. */
  readonly again: boolean;
  readonly because: string;
}

async function ask(wanted: Sent): Promise<Outcome> {
  const isReading = wanted.method === "GET";
  try {
    const { status, answer } = await send(wanted);
    if (status < 300) return { answer, again: false, because: "" };
    const { error } = answer as { error: { code: string; message: string } };
    return { again: isReading || mayAskAgain({ ok: false, error }), because: error.message };
  } catch (error) {
    return { again: isReading, because: String(error) };
  }
}

interface Sent {
  readonly url: string;
  readonly method: string;
  /** `host` is sent as given: it names an organisation. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
}

const agent = new Agent({ keepAlive: true });

/** Not `fetch`, which sends no other host than the address's. */
function send({ url, method, headers, body }: Sent): Promise<{
  readonly status: number;
  readonly cookies: readonly string[];
  readonly answer: unknown;
}> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        ...{ method, agent, timeout: ANSWER_MS_MAX },
        headers: { "content-type": "application/json", ...headers },
      },
      (response) => {
        const { statusCode = 500 } = response;
        json(response).then((answer) => {
          resolve({ status: statusCode, cookies: response.headers["set-cookie"] ?? [], answer });
        }, reject);
      },
    );
    sent.on("error", reject);
    sent.on("timeout", () => sent.destroy(new Error(`${url} does not answer`)));
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A token made for the bearer of a one-time link, or of an address and a password. */
export async function tokenFor(
  at: { readonly url: string; readonly headers?: Readonly<Record<string, string>> },
  sign: { readonly path: "/session" | "/session/link"; readonly body: object },
): Promise<string> {
  const host = at.headers?.["host"];
  const origin = host === undefined ? at.url : `http://${host}`;
  const post = async (path: string, body: object, cookie: string): ReturnType<typeof send> => {
    const headers = { origin, cookie, ...at.headers };
    const sent = await send({ url: `${at.url}/api/v1${path}`, method: "POST", headers, body });
    if (sent.status < 300) return sent;
    throw new Error(`no ${path.slice(1)}: ${JSON.stringify(sent.answer)}`);
  };
  const { cookies } = await post(sign.path, sign.body, "");
  const cookie = cookies.map((line) => line.split(";")[0]).join("; ");
  const { answer } = await post("/tokens", { name: "bench" }, cookie);
  return (answer as { token: string }).token;
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** Interactions that are not over. */
export const OPEN = "state=menu,waiting,offered,active,wrapup";
export const MAILS = "channel=email";

/** The ids of all that match, newest first. */
export async function listIds(api: Api, filter: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await api.call<Page>("GET", `/interactions?limit=200&${filter}${after}`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
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
  const ids = await listIds(api, "");
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
