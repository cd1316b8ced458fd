/** `npm start`: reads the environment, runs the server, tells the person at the terminal what to open. */
import { UserId } from "../protocol/ids.js";
import {
  ConfigError,
  readConfig,
  readEnvironment,
  readPartitionConfig,
  type Config,
  type Environment,
} from "./config/config.js";
import { sampleOrganisation } from "./first-start/sample.js";
import { startServer, type RunningServer } from "./server.js";

/** A stop that takes longer than this is not a stop; whatever hangs is left behind. */
const STOP_MS_MAX = 15_000;

async function main(): Promise<void> {
  const env = readEnvironment();
  const config = configOrExit(env);
  const starting = startServer(config, env).then(async (server) => {
    for (const partition of server.partitions) await printWelcome(partition);
    return server;
  });
  // Asked to stop while it starts, it first gets up, so that it can lie down in order.
  const stop = (): void => {
    const late = setTimeout(() => {
      process.stderr.write("The stop took too long; what hangs is left behind.\n");
      process.exit(1);
    }, STOP_MS_MAX);
    late.unref();
    void starting.then((server) => server.close()).then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  await starting;
}

function configOrExit(env: Environment): Config {
  try {
    for (const { name } of readConfig(env).partitions) readPartitionConfig(env, name);
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    say(error.message);
    process.exit(2);
  }
}

/** Links work once, so a demo prints new ones at every start: nobody there has a password. */
async function printWelcome({
  url,
  auth,
  first,
}: RunningServer["partitions"][number]): Promise<void> {
  say("");
  say(`Strowger runs at    ${url}`);
  if (first.isDemo) {
    const sample = sampleOrganisation();
    const supervisor = sample.users.find((user) => user.role === "supervisor");
    const engineers = sample.users.filter((user) => user.role === "engineer").slice(0, 2);
    say("One-time sign-in links, each for a browser window of its own:");
    if (supervisor !== undefined)
      say(`  Supervisor  ${await auth.makeLink(supervisor.id)}   ${supervisor.name}`);
    for (const engineer of engineers) {
      say(`  Engineer    ${await auth.makeLink(UserId.parse(engineer.id))}   ${engineer.name}`);
    }
    say(`The customer's side ${url}/try`);
  }
  say("");
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `Strowger could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
