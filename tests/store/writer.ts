/**
 * Writes turn after turn into the folder it is given, several at once, and says the command of each
 * that was committed, until it is killed.
 */
import { CommandId, InteractionId } from "../../protocol/ids.js";
import { openStore } from "../../src/store/open.js";
import { decided, queued, routed, turn } from "../contracts/store-samples.js";
import { leaseOf } from "../support/lease.js";

const store = await openStore({ dataDir: process.argv[2] ?? null, databaseUrl: null });
const epoch = await leaseOf(store);

async function write(lane: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const name = `${String(epoch)}_${String(lane)}_${String(count)}`;
    const id = InteractionId.parse(`int_${name}`);
    const { command, outcome } = decided(id);
    const given = { command: { ...command, id: CommandId.parse(`cmd_${name}`) }, outcome };
    await store.commitTurn(
      turn({
        epoch,
        commands: [given],
        events: [{ commandId: given.command.id, event: queued(id) }],
        interactions: [routed(id)],
      }),
    );
    process.stdout.write(`${given.command.id}\n`);
  }
}

await Promise.all([1, 2, 3].map(write));
