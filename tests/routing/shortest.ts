/** Makes a script that shows a fault as short and as ordinary as it gets. */
import type { Command } from "../../protocol/commands.js";
import { DEFAULT_CAPACITY } from "../../protocol/organisation.js";
import { DEFAULT_POLICY } from "../../protocol/policy.js";

/** A list of commands that still fails, of which nothing can be left out. */
export function shortest(
  commands: readonly Command[],
  fails: (commands: readonly Command[]) => boolean,
): readonly Command[] {
  let script = commands;
  for (let size = script.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = script.length - size; from >= 0; from -= size) {
      const without = [...script.slice(0, from), ...script.slice(from + size)];
      if (fails(without)) script = without;
    }
  }
  for (let at = 0; at < script.length; at += 1) {
    for (const plain of plainer) {
      const command = script[at];
      if (command === undefined) continue;
      const changed = [...script.slice(0, at), plain(command), ...script.slice(at + 1)];
      if (fails(changed)) script = changed;
    }
  }
  return script;
}

/** Each makes one part of what is put ordinary. */
const plainer: readonly ((command: Command) => Command)[] = [
  ...Object.entries(DEFAULT_POLICY).map(([name, value]) => (command: Command): Command => {
    if (command.type !== "bucket.put") return command;
    const policy = { ...command.bucket.policy, [name]: value };
    return { ...command, bucket: { ...command.bucket, policy } };
  }),
  ...[{ skills: [] }, { broadcast: 1 }, { hours: null }, { closed: null }].map(
    (ordinary) =>
      (command: Command): Command =>
        command.type === "bucket.put"
          ? { ...command, bucket: { ...command.bucket, ...ordinary } }
          : command,
  ),
  ...[{ capacity: DEFAULT_CAPACITY }, { hours: null }, { skills: {} }].map(
    (ordinary) =>
      (command: Command): Command =>
        command.type === "engineer.put"
          ? { ...command, engineer: { ...command.engineer, ...ordinary } }
          : command,
  ),
];
