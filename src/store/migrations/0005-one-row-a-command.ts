/**
 * What a turn writes gets less. Breaking for queries of one's own: `commands` is gone, and `journal`
 * has one row for each command, with its events inside.
 *
 * Measured on the embedded database, of a commit's time the two tables took half and the interactions a
 * quarter. The changes of an open interaction now find room beside it and touch no index: no index goes
 * by `state` or by the engineer of an open one, and pages are filled by half. Foreign keys that checked
 * each row of a turn one by one are replaced by one look at all of them (`src/store/turn.ts`).
 */
export const oneRowACommand = {
  id: 5,
  name: "one row a command",
  sql: /* sql */ `
alter table journal rename to journal_by_event;
alter index journal_interaction rename to journal_by_event_interaction;
create table journal (
  seq bigint generated always as identity primary key,
  id text collate "C" not null,
  at bigint not null,
  type text not null,
  interaction_id text collate "C",
  others text[],
  body text not null,
  counted text
);
insert into journal (id, at, type, interaction_id, others, body, counted)
select c.id, greatest(c.at, e.at), c.type, e.abouts[1], nullif(e.abouts[2:], '{}'),
       json_build_object(
         'command', c.body - 'id' - 'type',
         'outcome', c.outcome,
         'events', coalesce(e.events, '[]')),
       e.counted
  from commands c
  left join lateral (
    select max(j.at) as at, json_agg(j.body order by j.seq) as events,
           (select array_agg(a.about order by a.first) from (
              select about, min(seq) as first from journal_by_event
              cross join lateral (select interaction_id as about) named
              where command_seq = c.seq and about is not null group by about) a) as abouts,
           json_agg(json_build_object(
               'type', j.type, 'at', j.at, 'interactionId', j.interaction_id,
               'bucketId', j.bucket_id,
               'waitedSeconds', (j.body ->> 'waitedSeconds')::float8) order by j.seq)
             filter (where j.interaction_id is not null and j.bucket_id is not null
               and j.type in ('interaction.queued', 'interaction.accepted', 'interaction.ended')
               and (j.type <> 'interaction.ended' or j.body ->> 'outcome' = 'abandoned')) as counted
      from journal_by_event j
     where j.command_seq = c.seq) e on true
 order by c.seq;
drop table journal_by_event;
drop table commands;
alter table journal add constraint journal_id_key unique (id);
create index journal_interaction on journal (interaction_id) where interaction_id is not null;
create index journal_others on journal using gin (others) where others is not null;
create index journal_at on journal using brin (at);
create trigger journal_append_only before update or delete or truncate on journal
  execute function refuse_change();

drop index interactions_open;
create index interactions_open on interactions (id) where closed_at is null;
drop index interactions_engineer;
create index interactions_engineer on interactions (engineer_id, id)
  where engineer_id is not null and closed_at is not null;
alter table interactions set (fillfactor = 50);
alter table engineer_states set (fillfactor = 50);

drop index offers_pending;
delete from offers where state <> 'pending';
alter table offers drop constraint offers_interaction_id_fkey;
alter table interaction_contents drop constraint interaction_contents_interaction_id_fkey;
`,
} as const;
