/** Backups as files: compressed, written beside their place and moved there whole. */
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { codeOf } from "../engine.js";
import type { Sink } from "./dump.js";
import { BackupProblem } from "./format.js";

/** Readable by its owner alone: it holds customers' words and password hashes. */
const OWNER_ONLY = 0o600;

/** `write` says the lines. A write that fails leaves no file. @throws BackupProblem when it is there */
export async function writeBackup<T>(file: string, write: (sink: Sink) => Promise<T>): Promise<T> {
  if (existsSync(file)) {
    throw new BackupProblem("BACKUP_EXISTS", `${file} is there already. Choose another name.`);
  }
  const unfinished = `${file}.unfinished`;
  const packed = createGzip();
  const writing = pipeline(packed, createWriteStream(unfinished, { mode: OWNER_ONLY }));
  try {
    const [result] = await Promise.all([
      write(sinkInto(packed)).then((done) => {
        packed.end();
        return done;
      }),
      writing,
    ]);
    await reachDisk(unfinished);
    renameSync(unfinished, file);
    return result;
  } catch (error) {
    packed.destroy();
    await writing.catch(() => undefined);
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** The lines of a backup. @throws BackupProblem when it cannot be unpacked */
export async function* readBackup(file: string): AsyncGenerator<string> {
  const packed = createReadStream(file);
  const unpacked = createGunzip();
  const reading = pipeline(packed, unpacked);
  // Told through the stream as well, where it is waited for.
  reading.catch(() => undefined);
  try {
    yield* linesOf(unpacked);
  } catch (error) {
    if (!(codeOf(error) ?? "").startsWith("Z_")) throw error;
    throw new BackupProblem(
      "BACKUP_DAMAGED",
      `${file} is not a whole backup: it cannot be unpacked.`,
    );
  }
}

/** From one database into another, without a file between. */
export async function piped<T>(
  write: (sink: Sink) => Promise<unknown>,
  read: (lines: AsyncIterable<string>) => Promise<T>,
): Promise<T> {
  const pipe = new PassThrough();
  const writing = write(sinkInto(pipe)).then(
    () => pipe.end(),
    (error: unknown) => {
      pipe.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    },
  );
  try {
    const [result] = await Promise.all([read(linesOf(pipe)), writing]);
    return result;
  } finally {
    pipe.destroy();
    await writing.catch(() => undefined);
  }
}

function sinkInto(stream: Writable): Sink {
  return async (line) => {
    if (!stream.destroyed && !stream.write(`${line}\n`)) await drained(stream);
    if (stream.destroyed) throw new Error("whoever takes the backup is gone");
  };
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off("drain", go).off("close", go);
      resolve();
    };
    stream.on("drain", go).on("close", go);
  });
}

/** Only the line feed ends a line: in a row every other one is just a character. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding("utf8");
  let begun: string[] = [];
  for await (const chunk of stream as AsyncIterable<string>) {
    const [first = "", ...others] = chunk.split("\n");
    begun.push(first);
    for (const next of others) {
      yield begun.join("");
      begun = [next];
    }
  }
}

async function reachDisk(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
