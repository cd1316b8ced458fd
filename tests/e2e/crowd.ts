/**
 * Customers and engineers who never tire, and the ledger of what they were told is done. Each keeps
 * trying while the program is away, with the same ids, as real clients do.
 */
import { randomUUID } from "node:crypto";
import { createTransport } from "nodemailer";
import { io, type Socket } from "socket.io-client";
import twilio from "twilio";
import type { Store } from "../../src/store/store.js";
import type { InteractionId } from "../../protocol/ids.js";
import type { Program } from "../support/program.js";

export interface Member {
  stop(): void;
  readonly done: Promise<void>;
}

export interface Ledger {
  contact(kind: "chats" | "calls" | "mails", key: string): void;
  message(interactionId: string, clientId: string): void;
  finished(interactionId: string): void;
  size(): number;
  counts(): Record<"chats" | "calls" | "mails" | "messages" | "finished", number>;
  /** What is missing or there twice; empty when all is well. */
  check(store: Store): Promise<string[]>;
}

export function createLedger(): Ledger {
  const contacts = { chats: new Set<string>(), calls: new Set<string>(), mails: new Set<string>() };
  const messages = new Map<string, Set<string>>();
  const finished = new Set<string>();
  const count = (): number => [...messages.values()].reduce((sum, ids) => sum + ids.size, 0);
  return {
    contact: (kind, key) => contacts[kind].add(key),
    message: (id, clientId) => messages.set(id, (messages.get(id) ?? new Set()).add(clientId)),
    finished: (id) => finished.add(id),
    size: () =>
      contacts.chats.size + contacts.calls.size + contacts.mails.size + count() + finished.size,
    counts: () => ({
      chats: contacts.chats.size,
      calls: contacts.calls.size,
      mails: contacts.mails.size,
      messages: count(),
      finished: finished.size,
    }),
    check: async (store) => {
      const problems: string[] = [];
      const all = await everyInteraction(store);
      const byExternalId = new Map<string, number>();
      for (const { externalId } of all) {
        if (externalId !== null)
          byExternalId.set(externalId, (byExternalId.get(externalId) ?? 0) + 1);
      }
      const ids = new Map(all.map((interaction) => [interaction.id as string, interaction]));
      for (const id of contacts.chats) if (!ids.has(id)) problems.push(`chat ${id} is lost`);
      for (const key of [...contacts.calls, ...contacts.mails]) {
        const times = byExternalId.get(key) ?? 0;
        if (times !== 1) problems.push(`${key} is there ${String(times)} times`);
      }
      for (const [id, clientIds] of messages) {
        const stored = await store.messages(id as InteractionId);
        for (const clientId of clientIds) {
          const times = stored.filter((message) => message.clientId === clientId).length;
          if (times !== 1)
            problems.push(`message ${clientId} of ${id} is there ${String(times)} times`);
        }
      }
      for (const id of finished) {
        if (ids.get(id)?.state !== "closed")
          problems.push(`${id} was finished and is ${String(ids.get(id)?.state)}`);
      }
      return problems;
    },
  };
}

async function everyInteraction(
  store: Store,
): Promise<Awaited<ReturnType<Store["listInteractions"]>>> {
  const all: Awaited<ReturnType<Store["listInteractions"]>> = [];
  for (;;) {
    const page = await store.listInteractions({
      states: null,
      bucketId: null,
      channel: null,
      customerId: null,
      engineerId: null,
      cursor: all.at(-1)?.id ?? null,
      limit: 200,
    });
    all.push(...page);
    if (page.length < 200) return all;
  }
}

/** Runs `live` again and again until stopped; what it throws is the weather of a killed server. */
function member(live: (isOver: () => boolean) => Promise<void>): Member {
  let over = false;
  const run = async (): Promise<void> => {
    while (!over) {
      await live(() => over).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    stop: () => {
      over = true;
    },
    done: run(),
  };
}

interface Answer {
  readonly ok: boolean;
  readonly interactionId?: string;
  readonly resume?: string;
  readonly board?: unknown;
}

/** Engineers ask once. On a busy machine an answer takes seconds, and must be heard to be counted. */
const ENGINEER_WAITS_MS = 20_000;

/** Customers ask again when they hear nothing; a client id makes asking twice harmless. */
async function ask(socket: Socket, event: string, payload: object): Promise<Answer> {
  return (await socket.timeout(2000).emitWithAck(event, payload)) as Answer;
}

export function startChatters(url: string, ledger: Ledger, many: number): Member[] {
  return Array.from({ length: many }, () =>
    member(async (isOver) => {
      const socket = io(`${url}/chat`, { transports: ["websocket"], reconnectionDelayMax: 200 });
      let options: { key: string }[] = [];
      let interactionId = "";
      socket.on(
        "menu:prompt",
        (prompt: { options: { key: string }[] }) => (options = prompt.options),
      );
      try {
        let resume: string | undefined;
        while (!isOver() && interactionId === "") {
          const started = await ask(socket, "chat:start", {
            locale: "en",
            name: "Crowd",
            ...(resume === undefined ? {} : { resume }),
          }).catch(() => null);
          if (started?.ok !== true || started.interactionId === undefined) continue;
          interactionId = started.interactionId;
          resume = started.resume;
          ledger.contact("chats", interactionId);
        }
        // After a reconnect the server wants to know which chat this is.
        socket.io.on("reconnect", () => {
          void ask(socket, "chat:start", { resume }).catch(() => undefined);
        });
        for (let step = 0; step < 12 && options.length > 0 && !isOver(); step++) {
          const key = options[0]?.key ?? "1";
          options = [];
          await ask(socket, "menu:choose", { option: key }).catch(() => null);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        for (let word = 0; word < 4 && !isOver(); word++) {
          const clientId = randomUUID();
          for (let tries = 0; tries < 10 && !isOver(); tries++) {
            const said = await ask(socket, "message:send", {
              clientId,
              text: `word ${String(word)}`,
            }).catch(() => null);
            if (said === null) continue;
            if (said.ok) ledger.message(interactionId, clientId);
            break;
          }
        }
      } finally {
        socket.close();
      }
    }),
  );
}

export function startCallers(
  url: string,
  token: string,
  crowd: { readonly ledger: Ledger; readonly many: number },
): Member[] {
  const post = async (path: string, parameters: Record<string, string>): Promise<string> => {
    const address = new URL(path, url).toString();
    const response = await fetch(address, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": twilio.getExpectedTwilioSignature(token, address, parameters),
      },
      body: new URLSearchParams(parameters),
      signal: AbortSignal.timeout(3000),
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  };
  return Array.from({ length: crowd.many }, () =>
    member(async (isOver) => {
      const CallSid = `CA${randomUUID().replaceAll("-", "")}`;
      const call = { CallSid, AccountSid: "AC1", From: "+862161234567", To: "+12025550100" };
      let twiml = await post("/twilio/voice", { ...call, CallStatus: "ringing" });
      crowd.ledger.contact("calls", CallSid);
      for (let step = 0; step < 8 && !isOver(); step++) {
        const action = /<Gather[^>]*\saction="([^"]+)"/.exec(twiml)?.[1]?.replaceAll("&amp;", "&");
        if (action === undefined) break;
        twiml = await post(action, { ...call, CallStatus: "in-progress", Digits: "1" });
      }
      await post("/twilio/voice/status", { ...call, CallStatus: "completed" });
    }),
  );
}

export function startWriters(port: number, ledger: Ledger, many: number): Member[] {
  return Array.from({ length: many }, () =>
    member(async () => {
      const transport = createTransport({ host: "127.0.0.1", port, ignoreTLS: true });
      const messageId = `<${randomUUID()}@crowd.example>`;
      try {
        await transport.sendMail({
          from: "crowd@crowd.example",
          to: "support@strowger.example",
          subject: "The disk is full",
          text: "Please help.",
          messageId,
        });
        ledger.contact("mails", messageId);
      } finally {
        transport.close();
      }
    }),
  );
}

/** Engineers sign in by the links of the first start and finish whatever they are offered. */
export async function startEngineers(program: Program, ledger: Ledger): Promise<Member[]> {
  const members: Member[] = [];
  for (const link of await program.links("Engineer")) {
    const token = new URL(link).pathname.split("/").at(-1) ?? "";
    const response = await fetch(`${program.url}/api/v1/session/link`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: program.url },
      body: JSON.stringify({ token }),
    });
    if (!response.ok) throw new Error(`no sign-in: ${await response.text()}`);
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    members.push(engineer(program.url, cookie, ledger));
  }
  return members;
}

function engineer(url: string, cookie: string, ledger: Ledger): Member {
  const socket = io(`${url}/console`, {
    transports: ["websocket"],
    reconnectionDelayMax: 200,
    extraHeaders: { cookie, origin: url },
  });
  const tell = async (event: string, payload: object): Promise<Answer> =>
    (await socket.timeout(ENGINEER_WAITS_MS).emitWithAck(event, payload)) as Answer;
  const attempt = (event: string, payload: object): void => {
    tell(event, payload).catch(() => undefined);
  };
  socket.on(
    "hello",
    (hello: { offers: { id: string }[]; interactions: { id: string; state: string }[] }) => {
      attempt("presence:set", { status: "available" });
      for (const offer of hello.offers) attempt("offer:accept", { offerId: offer.id });
      for (const held of hello.interactions) work(held);
    },
  );
  socket.on("presence:changed", (me: { state: { status: string } }) => {
    if (me.state.status === "not_responding") attempt("presence:set", { status: "available" });
  });
  socket.on("offer:new", (offer: { id: string }) => {
    attempt("offer:accept", { offerId: offer.id });
  });
  socket.on("interaction:updated", (interaction: { id: string; state: string }) => {
    work(interaction);
  });
  function work({ id, state }: { id: string; state: string }): void {
    if (state === "active") attempt("interaction:end", { interactionId: id });
    if (state !== "wrapup") return;
    tell("wrapup:complete", { interactionId: id, disposition: "resolved" }).then(
      ({ ok }) => {
        if (ok) ledger.finished(id);
      },
      () => undefined,
    );
  }
  let over = (): void => undefined;
  const done = new Promise<void>((resolve) => (over = resolve));
  return {
    stop: () => {
      socket.close();
      over();
    },
    done,
  };
}
