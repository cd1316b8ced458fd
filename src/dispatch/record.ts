/**
 * One committed turn as the nodes tell each other: what was asked, what was decided, and what the
 * senders brought along that consoles and customers are shown. Text, kept in SQL by the commit itself.
 */
import type { Message } from "../../protocol/interactions.js";
import type { Decided, Luggage } from "./turn.js";

/** Rises when an older program could no longer read it; such a node loads the rows instead. */
const FORMAT = 1;

export interface TurnRecord {
  /** 1, 2, 3 … in a partition, whoever leads it. */
  readonly number: number;
  readonly epoch: number;
  /** Epoch milliseconds of the leader, just before the commit. */
  readonly committedAt: number;
  readonly decided: readonly Decided[];
}

interface Written extends Omit<TurnRecord, "decided"> {
  readonly format: number;
  readonly decided: readonly (Pick<Decided, "command" | "decision"> & {
    readonly luggage: Omit<Luggage, "messages"> & { readonly messages?: readonly Message[] };
  })[];
}

export function encodeRecord({ decided, ...head }: TurnRecord): string {
  const written: Written = {
    format: FORMAT,
    ...head,
    decided: decided.map(({ command, decision, luggage: { messages, ...luggage } }) => ({
      command,
      decision,
      // What a mail weighs stays in SQL.
      luggage: {
        ...luggage,
        ...(messages && { messages: messages.map(({ message }) => message) }),
      },
    })),
  };
  return JSON.stringify(written);
}

/** null: a newer program wrote it, in a way that this one cannot read. */
export function decodeRecord(body: string): TurnRecord | null {
  const { format, decided, ...head } = JSON.parse(body) as Written;
  if (format !== FORMAT) return null;
  return {
    ...head,
    decided: decided.map(({ command, decision, luggage: { messages, ...luggage } }) => ({
      command,
      decision,
      luggage: {
        ...luggage,
        ...(messages && { messages: messages.map(shown) }),
        isFromElsewhere: true,
      },
      effects: [],
    })),
  };
}

/** As a write that was done already. */
function shown(message: Message): NonNullable<Luggage["messages"]>[number] {
  return { message, attachments: [], uploads: [], effects: [], mail: null };
}
