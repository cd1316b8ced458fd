/** Customers who chat: through the menu, some words while they wait, some more with the engineer. */
import { randomUUID } from "node:crypto";
import type { Chance } from "./chance.js";
import { contactOf } from "./calls.js";
import type { Contact, Story } from "./story.js";
import { answerOf, lapse, mayAskAgain, Wire } from "./wire.js";

const LEAVES = 0.06;
const WORDS_MAX = 2;
/** For all goodbyes at the end. */
const GOODBYE_MS_MAX = 5000;

export interface Chats {
  /** Somebody comes. */
  come(): void;
  /** Who is still there goes. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

interface Prompt {
  readonly options: readonly { readonly key: string }[];
  readonly seq: number | null;
}

export function openChats(parts: {
  readonly nodes: readonly { readonly url: string }[];
  readonly story: Story;
  readonly chance: Chance;
}): Chats {
  const { nodes, story, chance } = parts;
  const open = new Map<Contact, Wire>();

  function come(): void {
    const startId = randomUUID();
    const contact = contactOf("chat", startId);
    story.contacts.push(contact);
    let pass: string | null = null;
    const wire: Wire = new Wire({
      ...{ nodes, chance, namespace: "/chat", auth: {} },
      enter: async (socket) => {
        const payload = pass === null ? { locale: "en", name: "Crowd", startId } : { resume: pass };
        const answer = await answerOf(socket, "chat:start", payload);
        if (answer?.ok !== true) {
          if (answer !== null && !mayAskAgain(answer)) contact.heardError ??= said(answer);
          throw new Error("not entered");
        }
        if (answer.interactionId !== undefined) contact.named.add(answer.interactionId);
        pass = answer.resume ?? pass;
        if (contact.ackedAt !== null) return;
        contact.ackedAt = Date.now();
        story.decisions.push(contact.ackedAt);
      },
      hear: {
        "menu:prompt": ({ options, seq }: Prompt) => {
          if (seq === null || options.length === 0) return;
          const option = chance.one(options.filter(({ key }) => key === "1" || key === "2")).key;
          // A node that failed may have had it; the menu tells itself again after coming back.
          wire.ask("menu:choose", { option, seq }).catch(() => undefined);
        },
        queue: () => {
          if (chance.happens(0.3)) say(wire, contact);
        },
        "engineer:joined": () => {
          for (let words = chance.whole(1, WORDS_MAX); words > 0; words--) say(wire, contact);
        },
        "chat:ended": () => {
          contact.overAt ??= Date.now();
          open.delete(contact);
          void wire.close();
        },
      },
    });
    open.set(contact, wire);
    if (!chance.happens(LEAVES)) return;
    setTimeout(
      () => {
        if (open.has(contact)) void goodbye(wire, contact);
      },
      chance.whole(500, 4000),
    );
  }

  function say(wire: Wire, contact: Contact): void {
    const [interactionId] = contact.named;
    if (interactionId === undefined) return;
    const clientId = randomUUID();
    wire.ask("message:send", { clientId, text: "It does not start." }).then(
      ({ ok }) => {
        if (ok) story.messages.push({ interactionId, key: clientId });
      },
      () => undefined,
    );
  }

  async function goodbye(wire: Wire, contact: Contact): Promise<void> {
    contact.leftAt ??= Date.now();
    await wire.ask("chat:end", {}).catch(() => undefined);
    open.delete(contact);
    await wire.close();
  }

  return {
    come,
    leave: async () => {
      const all = [...open].map(([contact, wire]) => goodbye(wire, contact));
      await Promise.race([Promise.all(all), lapse(GOODBYE_MS_MAX)]);
    },
    close: async () => {
      await Promise.all([...open.values()].map((wire) => wire.close()));
    },
  };
}

function said(answer: {
  readonly error?: { readonly code: string; readonly message: string };
}): string {
  return `${answer.error?.code ?? ""} ${answer.error?.message ?? ""}`;
}
