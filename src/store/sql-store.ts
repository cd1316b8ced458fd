/** The store's one implementation: its parts over one engine, the schema brought up to date first. */
import { clusterPart } from "./cluster.js";
import { customersPart } from "./customers.js";
import type { Engine } from "./engine.js";
import { interactionsPart } from "./interactions.js";
import { mailPart } from "./mail.js";
import { menuFiguresPart } from "./menu-figures.js";
import { menuSchedulesPart } from "./menu-schedules.js";
import { menusPart } from "./menus.js";
import { messagesPart } from "./messages.js";
import { migrate } from "./migrate.js";
import { organisationPart } from "./organisation.js";
import { outboxPart } from "./outbox.js";
import { recordingsPart } from "./recordings.js";
import { retentionPart } from "./retention.js";
import type { Store } from "./store.js";
import { turnPart, type TurnWriter } from "./turn.js";
import { usersPart } from "./users.js";

/** Closes the engine when the schema cannot be brought up to date. */
export async function openSqlStore(engine: Engine): Promise<Store & TurnWriter> {
  try {
    await migrate(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    engine: engine.name,
    close: () => engine.close(),
    ...turnPart(engine),
    ...clusterPart(engine),
    ...messagesPart(engine),
    ...outboxPart(engine),
    ...interactionsPart(engine),
    ...mailPart(engine),
    ...organisationPart(engine),
    ...customersPart(engine),
    ...menusPart(engine),
    ...menuSchedulesPart(engine),
    ...menuFiguresPart(engine),
    ...recordingsPart(engine),
    ...usersPart(engine),
    ...retentionPart(engine),
  };
}
