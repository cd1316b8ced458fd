/**
 * PGlite as a pool of one connection. Always in one of two modes: free, or lent to one borrower while
 * the others wait in their order; PGlite itself would mix their transactions.
 *
 * A statement is one call into the database: its parameters, its run and its end go together. PGlite's
 * adapter for `pg` makes five calls of it, each of which costs a tenth of a millisecond.
 */
import type { PGlite, protocol } from "@electric-sql/pglite";
import { parserOf, type SqlConnection, type SqlPool, type SqlStatement } from "./pool-engine.js";
import {
  bindMessage,
  describeMessage,
  executeMessage,
  parseMessage,
  queryMessage,
  syncMessage,
} from "./wire.js";

type Message = Awaited<ReturnType<PGlite["execProtocol"]>>["messages"][number];
type DataRow = InstanceType<typeof protocol.messages.DataRowMessage>;
type RowDescription = InstanceType<typeof protocol.messages.RowDescriptionMessage>;

/** A column of an answer and how its text is read. */
interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

export function createPglitePool(instance: PGlite): SqlPool {
  const prepared = new Map<string, readonly Column[]>();
  const waiting: (() => void)[] = [];
  let isLent = false;
  let isEnded = false;

  const send = async (...messages: readonly Buffer[]): Promise<readonly Message[]> =>
    (await instance.execProtocol(Buffer.concat(messages), { throwOnError: true })).messages;

  async function prepare(name: string, text: string): Promise<readonly Column[]> {
    const known = prepared.get(name);
    if (known !== undefined && name !== "") return known;
    const said = await send(parseMessage(name, text), describeMessage(name), syncMessage);
    const columns = said.flatMap((message) =>
      isRowDescription(message)
        ? message.fields.map((field) => ({ name: field.name, parse: parserOf(field.dataTypeID) }))
        : [],
    );
    prepared.set(name, columns);
    return columns;
  }

  async function run({ text, name = "", values, rowMode }: SqlStatement): Promise<unknown[]> {
    const columns = await prepare(name, text);
    const said = await send(bindMessage(name, values), executeMessage, syncMessage);
    const rows: unknown[] = [];
    for (const message of said) {
      if (!isDataRow(message)) continue;
      const cells = columns.map(({ parse }, index) => {
        const cell = message.fields[index] ?? null;
        return cell === null ? null : parse(cell);
      });
      rows.push(
        rowMode === "array"
          ? cells
          : Object.fromEntries(columns.map(({ name: key }, index) => [key, cells[index]])),
      );
    }
    return rows;
  }

  /** One statement after the other, also when they are sent at once, as PostgreSQL's driver does it. */
  let last: Promise<unknown> = Promise.resolve();
  const connection: SqlConnection = {
    query: async (statement) => {
      const mine = last.then(() => run(statement));
      last = mine.catch(() => undefined);
      return { rows: await mine };
    },
    script: async (statements) => {
      await send(queryMessage(statements));
    },
    release: () => {
      const next = waiting.shift();
      if (next === undefined) isLent = false;
      else next();
    },
  };

  const connect = async (): Promise<SqlConnection> => {
    if (isLent) await new Promise<void>((resolve) => waiting.push(resolve));
    if (isEnded) {
      waiting.shift()?.();
      throw new Error("the database is closed");
    }
    isLent = true;
    return connection;
  };
  return {
    connect,
    end: async () => {
      const last = await connect();
      isEnded = true;
      last.release(false);
      await instance.close();
    },
  };
}

function isDataRow(message: Message): message is DataRow {
  return message.name === "dataRow";
}

function isRowDescription(message: Message): message is RowDescription {
  return message.name === "rowDescription";
}
