/**
 * A recorded simulation: one JSON object a line. The first is the state the router started from, each
 * other a command with what the router decided.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Observer } from "../../routing/simulation/observer.js";
import { UsageError, reasonOf } from "./simulate-answer.js";

/** So much is written at a time. */
const CHUNK_CHARACTERS = 1_000_000;

export interface Journal {
  /** Writes the first replication down. */
  readonly observer: Observer;
  close(): void;
}

/** @throws UsageError when the file cannot be written */
export function openJournal(file: string): Journal {
  let handle: number;
  try {
    handle = openSync(file, "w");
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}`);
  }
  let lines: string[] = [];
  let length = 0;
  let isRecording = false;
  const flush = (): void => {
    const bytes = Buffer.from(lines.join(""));
    for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
    lines = [];
    length = 0;
  };
  const add = (line: object): void => {
    const text = `${JSON.stringify(line)}\n`;
    lines.push(text);
    length += text.length;
    if (length > CHUNK_CHARACTERS) flush();
  };
  return {
    observer: {
      began(replication, state) {
        isRecording = replication === 1;
        if (isRecording) add({ state });
      },
      decided(command, { outcome, events }) {
        if (isRecording) add({ command, outcome, events });
      },
    },
    close() {
      flush();
      closeSync(handle);
    },
  };
}
