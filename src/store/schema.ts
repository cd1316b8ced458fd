/**
 * The tables as the queries see them. `migrations/` makes them, `docs/reference/schema.sql` shows
 * them, and a test holds the three together. Rows have the names of the protocol's objects, so that
 * a row of `interactions` is a `RoutedInteraction`.
 */
import { bigint, boolean, doublePrecision, integer, pgTable, timestamp } from "drizzle-orm/pg-core";
import type { Command } from "../../protocol/commands.js";
import type {
  AttachmentId,
  BucketId,
  CommandId,
  CustomerId,
  EngineerId,
  InteractionId,
  MenuTreeId,
  MessageId,
  OfferId,
  RecordingId,
  SkillId,
  UserId,
} from "../../protocol/ids.js";
import type {
  Attachment,
  InteractionContent,
  MailHeaders,
  Message,
  Offer,
  RoutedInteraction,
} from "../../protocol/interactions.js";
import type { Finding, MenuTree } from "../../protocol/menu-tree.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import type {
  Bucket,
  Customer,
  CustomerAddress,
  Engineer,
  EngineerState,
  Settings,
  User,
} from "../../protocol/organisation.js";
import type { RetentionRun } from "../../protocol/retention.js";
import type { Channel } from "../../protocol/words.js";
import { bytea, jsonb, jsonText, text } from "./columns.js";
import type { CountedEvent, JournalBody } from "./journal.js";
import type { CredentialRow } from "./store.js";

const at = (name: string) => bigint(name, { mode: "number" });
/** By the database's clock, and only ever compared with it. */
const moment = (name: string) => timestamp(name, { withTimezone: true });
const seq = () => bigint("seq", { mode: "number" }).generatedAlwaysAsIdentity();

export const leases = pgTable("leases", {
  partition: integer("partition").notNull(),
  epoch: integer("epoch").notNull(),
  holder: text("holder").notNull(),
  /** null: it has no end, and no right to one either. See `LeaseRow`. */
  expiresAt: moment("expires_at"),
});

export const nodes = pgTable("nodes", {
  id: text("id").notNull(),
  startedAt: at("started_at").notNull(),
  version: text("version").notNull(),
  address: text("address").notNull(),
  schema: integer("schema").notNull(),
  facts: jsonb<unknown>("facts").notNull(),
  seenAt: moment("seen_at").notNull().defaultNow(),
});

/** Each turn as the nodes that follow are told it, for some minutes. */
export const turns = pgTable("turns", {
  partition: integer("partition").notNull(),
  number: bigint("number", { mode: "number" }).notNull(),
  body: text("body").notNull(),
  at: moment("at").notNull().defaultNow(),
});

/** What the leader is asked while there is no quicker way to it. */
export const inbox = pgTable("inbox", {
  partition: integer("partition").notNull(),
  seq: seq(),
  id: text("id").notNull(),
  body: text("body").notNull(),
  at: moment("at").notNull().defaultNow(),
});

/** A command with everything it led to. */
export const journal = pgTable("journal", {
  seq: seq(),
  /** The command's own. */
  id: text("id").$type<CommandId>().notNull(),
  at: at("at").notNull(),
  type: text("type").$type<Command["type"]>().notNull(),
  /** What its events are about; those of most commands are about one interaction. */
  interactionId: text("interaction_id").$type<InteractionId>(),
  /** Further interactions of its events, as when hands that were freed get something else. */
  others: text("others").$type<InteractionId>().array(),
  body: jsonText<JournalBody>("body").notNull(),
  /** Those of its events that the counts of the day are made of. */
  counted: jsonText<readonly CountedEvent[]>("counted"),
});

export const interactions = pgTable("interactions", {
  id: text("id").$type<InteractionId>().notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  state: text("state").$type<RoutedInteraction["state"]>().notNull(),
  outcome: text("outcome").$type<NonNullable<RoutedInteraction["outcome"]>>(),
  customerId: text("customer_id").$type<CustomerId>(),
  tier: text("tier").$type<RoutedInteraction["tier"]>().notNull(),
  bucketId: text("bucket_id").$type<BucketId>(),
  priority: integer("priority").notNull(),
  skills: jsonb<RoutedInteraction["skills"]>("skills").notNull(),
  directTo: text("direct_to").$type<EngineerId>(),
  directUntilAt: at("direct_until_at"),
  engineerId: text("engineer_id").$type<EngineerId>(),
  lastEngineerId: text("last_engineer_id").$type<EngineerId>(),
  startedAt: at("started_at").notNull(),
  queuedAt: at("queued_at"),
  dueAt: at("due_at"),
  headStartSeconds: integer("head_start_seconds").notNull(),
  enteredAt: at("entered_at"),
  notBeforeAt: at("not_before_at"),
  callback: jsonb<NonNullable<RoutedInteraction["callback"]>>("callback"),
  overflowedFrom: jsonb<RoutedInteraction["overflowedFrom"]>("overflowed_from").notNull(),
  answeredAt: at("answered_at"),
  endedAt: at("ended_at"),
  wrapUpEndsAt: at("wrap_up_ends_at"),
  closedAt: at("closed_at"),
  disposition: text("disposition"),
  offers: integer("offers").notNull(),
  cooldowns: jsonb<RoutedInteraction["cooldowns"]>("cooldowns").notNull(),
});

export const interactionContents = pgTable("interaction_contents", {
  interactionId: text("interaction_id").$type<InteractionId>().notNull(),
  key: text("key"),
  subject: text("subject"),
  address: text("address"),
  to: text("to_address"),
  language: text("language"),
  path: jsonb<InteractionContent["path"]>("path").notNull(),
  collected: jsonb<InteractionContent["collected"]>("collected").notNull(),
  unread: integer("unread").notNull(),
  lastMessage: jsonb<NonNullable<InteractionContent["lastMessage"]>>("last_message"),
  externalId: text("external_id"),
  threadId: text("thread_id").$type<InteractionId>(),
});

export const offers = pgTable("offers", {
  id: text("id").$type<OfferId>().notNull(),
  interactionId: text("interaction_id").$type<InteractionId>().notNull(),
  engineerId: text("engineer_id").$type<EngineerId>().notNull(),
  offeredAt: at("offered_at").notNull(),
  expiresAt: at("expires_at").notNull(),
  state: text("state").$type<Offer["state"]>().notNull(),
  because: text("because").notNull(),
});

export const engineers = pgTable("engineers", {
  id: text("id").$type<EngineerId>().notNull(),
  name: text("name").notNull(),
  email: text("email").notNull(),
  skills: jsonb<Engineer["skills"]>("skills").notNull(),
  capacity: jsonb<Engineer["capacity"]>("capacity").notNull(),
  phone: jsonb<Engineer["phone"]>("phone").notNull(),
  hours: jsonb<NonNullable<Engineer["hours"]>>("hours"),
  archived: boolean("archived").notNull(),
});

export const engineerStates = pgTable("engineer_states", {
  engineerId: text("engineer_id").$type<EngineerId>().notNull(),
  status: text("status").$type<EngineerState["status"]>().notNull(),
  reason: text("reason"),
  channels: jsonb<EngineerState["channels"]>("channels").notNull(),
  connected: boolean("connected").notNull(),
  nodes: jsonb<EngineerState["nodes"]>("nodes").notNull(),
  statusAt: at("status_at").notNull(),
  idleAt: at("idle_at").notNull(),
  disconnectedAt: at("disconnected_at"),
  askedAt: at("asked_at"),
  today: jsonb<NonNullable<EngineerState["today"]>>("today"),
});

export const skills = pgTable("skills", {
  id: text("id").$type<SkillId>().notNull(),
  name: text("name").notNull(),
});

export const buckets = pgTable("buckets", {
  id: text("id").$type<BucketId>().notNull(),
  name: text("name").notNull(),
  skills: jsonb<Bucket["skills"]>("skills").notNull(),
  priority: integer("priority").notNull(),
  targetSeconds: jsonb<Bucket["targetSeconds"]>("target_seconds").notNull(),
  offerSeconds: jsonb<Bucket["offerSeconds"]>("offer_seconds").notNull(),
  wrapUpSeconds: jsonb<Bucket["wrapUpSeconds"]>("wrap_up_seconds").notNull(),
  broadcast: integer("broadcast").notNull(),
  hours: jsonb<NonNullable<Bucket["hours"]>>("hours"),
  addresses: jsonb<Bucket["addresses"]>("addresses").notNull(),
  archived: boolean("archived").notNull(),
  policy: jsonb<Bucket["policy"]>("policy").notNull(),
  closed: jsonb<NonNullable<Bucket["closed"]>>("closed"),
});

export const customers = pgTable("customers", {
  id: text("id").$type<CustomerId>().notNull(),
  name: text("name").notNull(),
  company: text("company"),
  tier: text("tier").$type<Customer["tier"]>().notNull(),
  language: text("language"),
  createdAt: at("created_at").notNull(),
  updatedAt: at("updated_at").notNull(),
});

export const customerAddresses = pgTable("customer_addresses", {
  kind: text("kind").$type<CustomerAddress["kind"]>().notNull(),
  value: text("value").notNull(),
  customerId: text("customer_id").$type<CustomerId>().notNull(),
  /** Its place in the customer's list. */
  position: integer("position").notNull(),
});

export const messages = pgTable("messages", {
  id: text("id").$type<MessageId>().notNull(),
  interactionId: text("interaction_id").$type<InteractionId>().notNull(),
  kind: text("kind").$type<Message["kind"]>().notNull(),
  from: text("from").$type<Message["from"]>().notNull(),
  authorName: text("author_name").notNull(),
  engineerId: text("engineer_id").$type<EngineerId>(),
  text: text("text").notNull(),
  html: text("html"),
  quoteFrom: integer("quote_from"),
  mail: jsonb<MailHeaders>("mail"),
  attachments: jsonb<Attachment[]>("attachments").notNull(),
  at: at("at").notNull(),
  clientId: text("client_id"),
  delivery: jsonb<NonNullable<Message["delivery"]>>("delivery"),
});

export const attachments = pgTable("attachments", {
  id: text("id").$type<AttachmentId>().notNull(),
  /** null: uploaded, and not sent yet. */
  messageId: text("message_id").$type<MessageId>(),
  name: text("name").notNull(),
  type: text("type").notNull(),
  cid: text("cid"),
  bytes: bytea("bytes").notNull(),
  createdAt: at("created_at").notNull(),
});

export const mails = pgTable("mails", {
  mailbox: text("mailbox").notNull(),
  /** The mail's own Message-ID, with angle brackets. */
  mailId: text("mail_id").notNull(),
  messageId: text("message_id").$type<MessageId>().notNull(),
  raw: bytea("raw").notNull(),
});

export const mailCursors = pgTable("mail_cursors", {
  mailbox: text("mailbox").notNull(),
  folder: text("folder").notNull(),
  uidValidity: text("uid_validity").notNull(),
  lastUid: bigint("last_uid", { mode: "number" }).notNull(),
});

export const deadLetters = pgTable("dead_letters", {
  id: text("id").notNull(),
  mailbox: text("mailbox").notNull(),
  because: text("because").notNull(),
  at: at("at").notNull(),
  raw: bytea("raw").notNull(),
});

export const menuTrees = pgTable("menu_trees", {
  id: text("id").$type<MenuTreeId>().notNull(),
  name: text("name").notNull(),
  draft: jsonb<MenuTree>("draft").notNull(),
  draftRevision: integer("draft_revision").notNull(),
  publishedVersion: integer("published_version"),
  updatedAt: at("updated_at").notNull(),
});

export const menuVersions = pgTable("menu_versions", {
  treeId: text("tree_id").$type<MenuTreeId>().notNull(),
  version: integer("version").notNull(),
  tree: jsonb<MenuTree>("tree").notNull(),
  note: text("note").notNull(),
  publishedBy: text("published_by").notNull(),
  publishedAt: at("published_at").notNull(),
  /** The draft it was made of, when whoever published it said which they saw. */
  draftRevision: integer("draft_revision"),
});

export const menuSchedules = pgTable("menu_schedules", {
  treeId: text("tree_id").$type<MenuTreeId>().notNull(),
  seq: seq(),
  tree: jsonb<MenuTree>("tree").notNull(),
  draftRevision: integer("draft_revision").notNull(),
  note: text("note").notNull(),
  scheduledBy: text("scheduled_by").notNull(),
  scheduledAt: at("scheduled_at").notNull(),
  dueAt: at("due_at").notNull(),
  failedAt: at("failed_at"),
  findings: jsonb<readonly Finding[]>("findings"),
});

export const menuSessions = pgTable("menu_sessions", {
  interactionId: text("interaction_id").$type<InteractionId>().notNull(),
  treeId: text("tree_id").$type<MenuTreeId>().notNull(),
  version: integer("version").notNull(),
  seq: integer("seq").notNull(),
  snapshot: jsonb<unknown>("snapshot").notNull(),
  screen: jsonb<MenuScreen>("screen").notNull(),
  at: at("at").notNull(),
  begunAt: at("begun_at").notNull(),
});

export const menuSteps = pgTable("menu_steps", {
  interactionId: text("interaction_id").$type<InteractionId>().notNull(),
  seq: integer("seq").notNull(),
  at: at("at").notNull(),
  fromNodeId: text("from_node_id").notNull(),
  toNodeId: text("to_node_id").notNull(),
  input: text("input").notNull(),
  result: text("result").notNull(),
  treeId: text("tree_id").$type<MenuTreeId>(),
  version: integer("version"),
  begunAt: at("begun_at"),
  /** Since the screen before. The beginning of a walk is a row as well, with the input `start`. */
  spentMs: integer("spent_ms"),
});

export const recordings = pgTable("recordings", {
  id: text("id").$type<RecordingId>().notNull(),
  type: text("type").notNull(),
  bytes: bytea("bytes").notNull(),
  seconds: doublePrecision("seconds").notNull(),
  uploadedBy: text("uploaded_by").notNull(),
  uploadedAt: at("uploaded_at").notNull(),
});

export const outbox = pgTable("outbox", {
  seq: seq(),
  id: text("id").notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  kind: text("kind").notNull(),
  interactionId: text("interaction_id").$type<InteractionId>().notNull(),
  payload: jsonb<Record<string, unknown>>("payload").notNull(),
  createdAt: at("created_at").notNull(),
  state: text("state").$type<"waiting" | "done" | "refused">().notNull(),
  attempts: integer("attempts").notNull(),
  nextAt: at("next_at").notNull(),
  /** Why the last attempt failed, or why it was refused. */
  error: text("error"),
  finishedAt: at("finished_at"),
});

export const users = pgTable("users", {
  id: text("id").$type<UserId>().notNull(),
  email: text("email").notNull(),
  name: text("name").notNull(),
  role: text("role").$type<User["role"]>().notNull(),
  engineerId: text("engineer_id").$type<EngineerId>(),
  passwordHash: text("password_hash"),
  archived: boolean("archived").notNull(),
});

export const credentials = pgTable("credentials", {
  hash: text("hash").notNull(),
  kind: text("kind").$type<CredentialRow["kind"]>().notNull(),
  userId: text("user_id").$type<UserId>().notNull(),
  name: text("name"),
  createdAt: at("created_at").notNull(),
  expiresAt: at("expires_at").notNull(),
});

/** One row. */
export const secrets = pgTable("secrets", {
  id: integer("id").primaryKey(),
  value: text("value").notNull(),
});

export const settings = pgTable("settings", {
  id: integer("id").notNull(),
  body: jsonb<Settings>("body").notNull(),
});

/** What each purge deleted. */
export const retentionRuns = pgTable("retention_runs", {
  seq: seq().notNull(),
  by: text("by").$type<RetentionRun["by"]>().notNull(),
  startedAt: at("started_at").notNull(),
  endedAt: at("ended_at"),
  counts: jsonb<RetentionRun["counts"]>("counts").notNull(),
});
