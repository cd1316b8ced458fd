/**
 * Several nodes on one database: leases that run out, the nodes that are alive, the turns as the leader
 * told them, and what was asked of the leader while there was no other way.
 */
export const nodes = {
  id: 11,
  name: "nodes",
  sql: /* sql */ `
alter table leases add column expires_at timestamptz;

create table nodes (
  id text collate "C" primary key,
  started_at bigint not null,
  version text not null,
  address text not null,
  schema integer not null,
  facts jsonb not null,
  seen_at timestamptz not null default clock_timestamp()
);

create table turns (
  partition integer not null,
  number bigint not null,
  body text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (partition, number)
);

create table inbox (
  partition integer not null,
  seq bigint generated always as identity,
  id text collate "C" not null,
  body text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (partition, id)
);
create index inbox_seq on inbox (partition, seq);
`,
} as const;
