-- The schema after all migrations. Generated: node scripts/dump-schema.js
-- A test compares this page with both databases.

create table attachments (
  id text collate "C" not null,
  message_id text collate "C",
  name text not null,
  type text not null,
  cid text,
  bytes bytea not null,
  created_at bigint not null,
  constraint attachments_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint attachments_pkey PRIMARY KEY (id)
);
CREATE INDEX attachments_message ON attachments USING btree (message_id) WHERE (message_id IS NOT NULL);

create table buckets (
  id text collate "C" not null,
  name text not null,
  skills jsonb not null,
  priority integer not null,
  target_seconds jsonb not null,
  offer_seconds jsonb not null,
  wrap_up_seconds jsonb not null,
  broadcast integer not null,
  hours jsonb,
  addresses jsonb not null,
  archived boolean not null,
  policy jsonb not null default '{"pick": ["last", "preferred", "level", "scarce", "idle"], "anyOf": [], "relax": [], "tiers": {"gold": {"priority": null, "targetSeconds": null, "headStartSeconds": 0}, "basic": {"priority": null, "targetSeconds": null, "headStartSeconds": 0}, "silver": {"priority": null, "targetSeconds": null, "headStartSeconds": 0}}, "ageing": null, "callback": {"attempts": 3, "retrySeconds": 600}, "overflow": [], "directSeconds": null, "abandonSeconds": [5, 20, 60], "reentrySeconds": 0, "cooldownSeconds": 60, "lastEngineerSeconds": 0}'::jsonb,
  closed jsonb,
  constraint buckets_pkey PRIMARY KEY (id)
);

create table credentials (
  hash text collate "C" not null,
  kind text not null,
  user_id text collate "C" not null,
  name text,
  created_at bigint not null,
  expires_at bigint not null,
  constraint credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint credentials_pkey PRIMARY KEY (hash)
);
CREATE INDEX credentials_user ON credentials USING btree (user_id);

create table customer_addresses (
  kind text not null,
  value text collate "C" not null,
  customer_id text collate "C" not null,
  "position" integer not null,
  constraint customer_addresses_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint customer_addresses_pkey PRIMARY KEY (kind, value)
);
CREATE INDEX customer_addresses_customer ON customer_addresses USING btree (customer_id);

create table customers (
  id text collate "C" not null,
  name text not null,
  company text,
  tier text not null,
  language text,
  created_at bigint not null,
  updated_at bigint not null,
  constraint customers_pkey PRIMARY KEY (id)
);

create table dead_letters (
  id text collate "C" not null,
  mailbox text not null,
  because text not null,
  at bigint not null,
  raw bytea not null,
  constraint dead_letters_pkey PRIMARY KEY (id)
);

create table engineer_states (
  engineer_id text collate "C" not null,
  status text not null,
  reason text,
  channels jsonb not null,
  connected boolean not null,
  status_at bigint not null,
  idle_at bigint not null,
  disconnected_at bigint,
  asked_at bigint,
  today jsonb,
  nodes jsonb not null default '[]'::jsonb,
  constraint engineer_states_pkey PRIMARY KEY (engineer_id)
);

create table engineers (
  id text collate "C" not null,
  name text not null,
  email text not null,
  skills jsonb not null,
  capacity jsonb not null,
  phone jsonb not null,
  hours jsonb,
  archived boolean not null,
  constraint engineers_pkey PRIMARY KEY (id)
);

create table inbox (
  partition integer not null,
  seq bigint generated always as identity not null,
  id text collate "C" not null,
  body text not null,
  at timestamp with time zone not null default clock_timestamp(),
  constraint inbox_pkey PRIMARY KEY (partition, id)
);
CREATE INDEX inbox_seq ON inbox USING btree (partition, seq);

create table interaction_contents (
  interaction_id text collate "C" not null,
  key text collate "C",
  subject text,
  address text,
  to_address text,
  language text,
  path jsonb not null,
  collected jsonb not null,
  unread integer not null,
  last_message jsonb,
  external_id text collate "C",
  thread_id text collate "C",
  constraint interaction_contents_pkey PRIMARY KEY (interaction_id),
  constraint interaction_contents_key_key UNIQUE (key)
);
CREATE INDEX interaction_contents_external ON interaction_contents USING btree (external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX interaction_contents_thread ON interaction_contents USING btree (thread_id) WHERE (thread_id IS NOT NULL);

create table interactions (
  id text collate "C" not null,
  channel text not null,
  state text not null,
  outcome text,
  customer_id text collate "C",
  bucket_id text collate "C",
  priority integer not null,
  skills jsonb not null,
  direct_to text collate "C",
  engineer_id text collate "C",
  last_engineer_id text collate "C",
  started_at bigint not null,
  queued_at bigint,
  due_at bigint,
  answered_at bigint,
  ended_at bigint,
  wrap_up_ends_at bigint,
  closed_at bigint,
  disposition text,
  offers integer not null,
  cooldowns jsonb not null,
  tier text not null default 'basic'::text,
  direct_until_at bigint,
  head_start_seconds integer not null default 0,
  entered_at bigint,
  not_before_at bigint,
  callback jsonb,
  overflowed_from jsonb not null default '[]'::jsonb,
  constraint interactions_pkey PRIMARY KEY (id)
);
CREATE INDEX interactions_customer ON interactions USING btree (customer_id, id) WHERE (customer_id IS NOT NULL);
CREATE INDEX interactions_engineer ON interactions USING btree (engineer_id, id) WHERE ((engineer_id IS NOT NULL) AND (closed_at IS NOT NULL));
CREATE INDEX interactions_open ON interactions USING btree (id) WHERE (closed_at IS NULL);

create table journal (
  seq bigint generated always as identity not null,
  id text collate "C" not null,
  at bigint not null,
  type text not null,
  interaction_id text collate "C",
  others text[],
  body text not null,
  counted text,
  constraint journal_pkey1 PRIMARY KEY (seq),
  constraint journal_id_key UNIQUE (id)
);
CREATE INDEX journal_at ON journal USING brin (at);
CREATE INDEX journal_interaction ON journal USING btree (interaction_id) WHERE (interaction_id IS NOT NULL);
CREATE INDEX journal_moves ON journal USING btree (at) WHERE (type = ANY (ARRAY['interaction.transfer'::text, 'interaction.change'::text]));
CREATE INDEX journal_notes ON journal USING btree (seq) WHERE ((type = ANY (ARRAY['interaction.transfer'::text, 'wrapup.complete'::text])) AND (body ~ '"note" ?: ?"'::text));
CREATE INDEX journal_others ON journal USING gin (others) WHERE (others IS NOT NULL);
CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_purge();

create table leases (
  partition integer not null,
  epoch integer not null,
  holder text not null,
  expires_at timestamp with time zone,
  constraint leases_pkey PRIMARY KEY (partition)
);

create table mail_cursors (
  mailbox text collate "C" not null,
  folder text collate "C" not null,
  uid_validity text not null,
  last_uid bigint not null,
  constraint mail_cursors_pkey PRIMARY KEY (mailbox, folder)
);

create table mails (
  mailbox text collate "C" not null,
  mail_id text collate "C" not null,
  message_id text collate "C" not null,
  raw bytea not null,
  constraint mails_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint mails_pkey PRIMARY KEY (mailbox, mail_id)
);
CREATE INDEX mails_message ON mails USING btree (message_id);

create table menu_schedules (
  tree_id text collate "C" not null,
  seq bigint generated always as identity not null,
  tree jsonb not null,
  draft_revision integer not null,
  note text not null,
  scheduled_by text not null,
  scheduled_at bigint not null,
  due_at bigint not null,
  failed_at bigint,
  findings jsonb,
  constraint menu_schedules_tree_id_fkey FOREIGN KEY (tree_id) REFERENCES menu_trees(id),
  constraint menu_schedules_pkey PRIMARY KEY (tree_id)
);

create table menu_sessions (
  interaction_id text collate "C" not null,
  tree_id text collate "C" not null,
  version integer not null,
  seq integer not null,
  snapshot jsonb not null,
  screen jsonb not null,
  at bigint not null,
  begun_at bigint not null default 0,
  constraint menu_sessions_interaction_id_fkey FOREIGN KEY (interaction_id) REFERENCES interactions(id),
  constraint menu_sessions_pkey PRIMARY KEY (interaction_id)
);

create table menu_steps (
  interaction_id text collate "C" not null,
  seq integer not null,
  at bigint not null,
  from_node_id text not null,
  to_node_id text not null,
  input text not null,
  result text not null,
  tree_id text collate "C",
  version integer,
  begun_at bigint,
  spent_ms integer,
  constraint menu_steps_pkey PRIMARY KEY (interaction_id, seq)
);
CREATE INDEX menu_steps_tree ON menu_steps USING btree (tree_id, begun_at);

create table menu_trees (
  id text collate "C" not null,
  name text not null,
  draft jsonb not null,
  draft_revision integer not null,
  published_version integer,
  updated_at bigint not null,
  constraint menu_trees_pkey PRIMARY KEY (id)
);

create table menu_versions (
  tree_id text collate "C" not null,
  version integer not null,
  tree jsonb not null,
  note text not null,
  published_by text not null,
  published_at bigint not null,
  draft_revision integer,
  constraint menu_versions_tree_id_fkey FOREIGN KEY (tree_id) REFERENCES menu_trees(id),
  constraint menu_versions_pkey PRIMARY KEY (tree_id, version)
);
CREATE TRIGGER menu_versions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON menu_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table messages (
  id text collate "C" not null,
  interaction_id text collate "C" not null,
  kind text not null,
  "from" text not null,
  author_name text not null,
  engineer_id text collate "C",
  text text not null,
  html text,
  quote_from integer,
  mail jsonb,
  attachments jsonb not null,
  at bigint not null,
  client_id text collate "C",
  delivery jsonb,
  constraint messages_interaction_id_fkey FOREIGN KEY (interaction_id) REFERENCES interactions(id),
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_client_key UNIQUE (interaction_id, client_id)
);
CREATE INDEX messages_interaction ON messages USING btree (interaction_id, at, id);
CREATE INDEX messages_mail_id ON messages USING btree (((mail ->> 'messageId'::text))) WHERE (mail IS NOT NULL);

create table nodes (
  id text collate "C" not null,
  started_at bigint not null,
  version text not null,
  address text not null,
  schema integer not null,
  facts jsonb not null,
  seen_at timestamp with time zone not null default clock_timestamp(),
  constraint nodes_pkey PRIMARY KEY (id)
);

create table offers (
  id text collate "C" not null,
  interaction_id text collate "C" not null,
  engineer_id text collate "C" not null,
  offered_at bigint not null,
  expires_at bigint not null,
  state text not null,
  because text not null,
  constraint offers_pkey PRIMARY KEY (id)
);

create table outbox (
  seq bigint generated always as identity not null,
  id text collate "C" not null,
  channel text not null,
  kind text not null,
  interaction_id text collate "C" not null,
  payload jsonb not null,
  created_at bigint not null,
  state text not null,
  attempts integer not null,
  next_at bigint not null,
  error text,
  finished_at bigint,
  constraint outbox_pkey PRIMARY KEY (seq),
  constraint outbox_id_key UNIQUE (id)
);
CREATE INDEX outbox_refused ON outbox USING btree (seq) WHERE (state = 'refused'::text);
CREATE INDEX outbox_turns ON outbox USING btree (interaction_id, seq) WHERE (state = 'waiting'::text);
CREATE INDEX outbox_waiting ON outbox USING btree (seq) WHERE (state = 'waiting'::text);

create table recordings (
  id text collate "C" not null,
  type text not null,
  bytes bytea not null,
  seconds double precision not null,
  uploaded_by text not null,
  uploaded_at bigint not null,
  constraint recordings_pkey PRIMARY KEY (id)
);

create table retention_runs (
  seq bigint generated always as identity not null,
  by text not null,
  started_at bigint not null,
  ended_at bigint,
  counts jsonb not null,
  constraint retention_runs_pkey PRIMARY KEY (seq)
);

create table schema_migrations (
  id integer not null,
  name text not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (id)
);

create table secrets (
  id integer not null,
  value text not null,
  constraint secrets_id_check CHECK ((id = 1)),
  constraint secrets_pkey PRIMARY KEY (id)
);

create table settings (
  id integer not null,
  body jsonb not null,
  constraint settings_id_check CHECK ((id = 1)),
  constraint settings_pkey PRIMARY KEY (id)
);

create table skills (
  id text collate "C" not null,
  name text not null,
  constraint skills_pkey PRIMARY KEY (id)
);

create table turns (
  partition integer not null,
  number bigint not null,
  body text not null,
  at timestamp with time zone not null default clock_timestamp(),
  constraint turns_pkey PRIMARY KEY (partition, number)
);

create table users (
  id text collate "C" not null,
  email text collate "C" not null,
  name text not null,
  role text not null,
  engineer_id text collate "C",
  password_hash text,
  archived boolean not null,
  constraint users_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX users_email_key ON users USING btree (lower(email));
