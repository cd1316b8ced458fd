/** What supervisors recorded, to be played in place of a prompt. A row never changes but for its age. */
export const recordings = {
  id: 8,
  name: "recordings",
  sql: /* sql */ `
create table recordings (
  id text collate "C" primary key,
  type text not null,
  bytes bytea not null,
  seconds double precision not null,
  uploaded_by text not null,
  uploaded_at bigint not null
);
-- Sound is compressed already.
alter table recordings alter column bytes set storage external;
`,
} as const;
