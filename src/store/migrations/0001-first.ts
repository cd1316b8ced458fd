/**
 * The first schema. Applied migrations never change; a later one alters what this one made.
 *
 * Ids compare byte by byte (`collate "C"`) in every database, whatever its locale: pages and orders
 * go by id. Times are epoch milliseconds in `bigint`. `journal` and `menu_versions` refuse changes.
 * `journal` has no foreign key to `commands`: both are written by one function in one transaction, and
 * the check of each row would be a fifth of the turn's time.
 */
export const first = {
  id: 1,
  name: "first",
  sql: /* sql */ `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

create table leases (
  partition integer primary key,
  epoch integer not null,
  holder text not null
);

create table commands (
  seq bigint generated always as identity primary key,
  id text collate "C" not null,
  at bigint not null,
  type text not null,
  body jsonb not null,
  outcome jsonb not null,
  constraint commands_id_key unique (id)
);

create table journal (
  seq bigint generated always as identity primary key,
  command_seq bigint not null,
  at bigint not null,
  type text not null,
  interaction_id text collate "C",
  engineer_id text collate "C",
  bucket_id text collate "C",
  body jsonb not null
);
create index journal_interaction on journal (interaction_id) where interaction_id is not null;
create index journal_command on journal (command_seq);
create index journal_counts on journal (at)
  where type in ('interaction.queued', 'interaction.accepted', 'interaction.ended');
create trigger journal_append_only before update or delete or truncate on journal
  execute function refuse_change();

create table interactions (
  id text collate "C" primary key,
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
  cooldowns jsonb not null
);
create index interactions_open on interactions (id) where state <> 'closed';
create index interactions_customer on interactions (customer_id, id) where customer_id is not null;
create index interactions_engineer on interactions (engineer_id, id) where engineer_id is not null;

create table interaction_contents (
  interaction_id text collate "C" primary key references interactions (id),
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
  constraint interaction_contents_key_key unique (key)
);
create index interaction_contents_external on interaction_contents (external_id)
  where external_id is not null;

create table offers (
  id text collate "C" primary key,
  interaction_id text collate "C" not null references interactions (id),
  engineer_id text collate "C" not null,
  offered_at bigint not null,
  expires_at bigint not null,
  state text not null,
  because text not null
);
create index offers_pending on offers (id) where state = 'pending';

create table engineers (
  id text collate "C" primary key,
  name text not null,
  email text not null,
  skills jsonb not null,
  capacity jsonb not null,
  phone jsonb not null,
  hours jsonb,
  archived boolean not null
);

create table engineer_states (
  engineer_id text collate "C" primary key,
  status text not null,
  reason text,
  channels jsonb not null,
  connected boolean not null,
  status_at bigint not null,
  idle_at bigint not null,
  disconnected_at bigint
);

create table skills (
  id text collate "C" primary key,
  name text not null
);

create table buckets (
  id text collate "C" primary key,
  name text not null,
  skills jsonb not null,
  priority integer not null,
  target_seconds jsonb not null,
  offer_seconds jsonb not null,
  wrap_up_seconds jsonb not null,
  broadcast integer not null,
  hours jsonb,
  addresses jsonb not null,
  archived boolean not null
);

create table customers (
  id text collate "C" primary key,
  name text not null,
  company text,
  tier text not null,
  language text,
  created_at bigint not null,
  updated_at bigint not null
);

create table customer_addresses (
  kind text not null,
  value text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  position integer not null,
  constraint customer_addresses_pkey primary key (kind, value)
);
create index customer_addresses_customer on customer_addresses (customer_id);

create table messages (
  id text collate "C" primary key,
  interaction_id text collate "C" not null references interactions (id),
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
  constraint messages_client_key unique (interaction_id, client_id)
);
create index messages_interaction on messages (interaction_id, at, id);
create index messages_mail_id on messages ((mail ->> 'messageId')) where mail is not null;

create table attachments (
  id text collate "C" primary key,
  message_id text collate "C" references messages (id),
  name text not null,
  type text not null,
  cid text,
  bytes bytea not null,
  created_at bigint not null
);

create table mails (
  mailbox text collate "C" not null,
  mail_id text collate "C" not null,
  message_id text collate "C" not null references messages (id),
  raw bytea not null,
  constraint mails_pkey primary key (mailbox, mail_id)
);
create index mails_message on mails (message_id);

create table mail_cursors (
  mailbox text collate "C" not null,
  folder text collate "C" not null,
  uid_validity text not null,
  last_uid bigint not null,
  primary key (mailbox, folder)
);

create table dead_letters (
  id text collate "C" primary key,
  mailbox text not null,
  because text not null,
  at bigint not null,
  raw bytea not null
);

create table menu_trees (
  id text collate "C" primary key,
  name text not null,
  draft jsonb not null,
  draft_revision integer not null,
  published_version integer,
  updated_at bigint not null
);

create table menu_versions (
  tree_id text collate "C" not null references menu_trees (id),
  version integer not null,
  tree jsonb not null,
  note text not null,
  published_by text not null,
  published_at bigint not null,
  primary key (tree_id, version)
);
create trigger menu_versions_append_only before update or delete or truncate on menu_versions
  execute function refuse_change();

create table menu_sessions (
  interaction_id text collate "C" primary key references interactions (id),
  tree_id text collate "C" not null,
  version integer not null,
  seq integer not null,
  snapshot jsonb not null,
  screen jsonb not null,
  at bigint not null
);

create table menu_steps (
  interaction_id text collate "C" not null references interactions (id),
  seq integer not null,
  at bigint not null,
  from_node_id text not null,
  to_node_id text not null,
  input text not null,
  result text not null,
  primary key (interaction_id, seq)
);

create table outbox (
  seq bigint generated always as identity primary key,
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
  constraint outbox_id_key unique (id)
);
create index outbox_waiting on outbox (seq) where state = 'waiting';

create table users (
  id text collate "C" primary key,
  email text collate "C" not null,
  name text not null,
  role text not null,
  engineer_id text collate "C",
  password_hash text,
  archived boolean not null
);
create unique index users_email_key on users (lower(email));

create table credentials (
  hash text collate "C" primary key,
  kind text not null,
  user_id text collate "C" not null references users (id),
  name text,
  created_at bigint not null,
  expires_at bigint not null
);
create index credentials_user on credentials (user_id);

create table settings (
  id integer primary key check (id = 1),
  body jsonb not null
);
`,
} as const;
