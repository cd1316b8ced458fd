/**
 * Drafts that are to be published at a time, at most one for each tree, and from which revision of the
 * draft a version was made. A schedule has a number of its own, so that a later one in its place is not
 * taken for it.
 */
export const menuSchedules = {
  id: 9,
  name: "menu schedules",
  sql: /* sql */ `
alter table menu_versions add column draft_revision integer;

create table menu_schedules (
  tree_id text collate "C" primary key references menu_trees (id),
  seq bigint generated always as identity,
  tree jsonb not null,
  draft_revision integer not null,
  note text not null,
  scheduled_by text not null,
  scheduled_at bigint not null,
  due_at bigint not null,
  failed_at bigint,
  findings jsonb
);
`,
} as const;
