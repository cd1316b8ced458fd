/**
 * What figures about menus are counted from: a step knows its tree, its version, when its walk began and
 * how long the caller took. Earlier rows are filled in as far as they tell. A walk's beginning becomes a
 * row of its own, so that those who answer nothing are counted too; beginnings from before are made up
 * from where the first step was taken.
 *
 * The foreign key of the steps goes: a step is only ever written beside its session, which has one, and
 * the check of each row took longer than the row.
 */
export const menuFigures = {
  id: 7,
  name: "menu figures",
  sql: /* sql */ `
alter table menu_sessions add column begun_at bigint not null default 0;
update menu_sessions s set begun_at = i.started_at
  from interactions i where i.id = s.interaction_id;

alter table menu_steps
  add column tree_id text collate "C",
  add column version integer,
  add column begun_at bigint,
  add column spent_ms integer;
update menu_steps t
   set tree_id = s.tree_id, version = s.version, begun_at = s.begun_at,
       spent_ms = least(2147483647, greatest(0, t.at - b.before))
  from menu_sessions s,
       (select p.interaction_id, p.seq,
               coalesce(lag(p.at) over (partition by p.interaction_id order by p.seq), i.started_at) as before
          from menu_steps p join interactions i on i.id = p.interaction_id) b
 where s.interaction_id = t.interaction_id
   and b.interaction_id = t.interaction_id and b.seq = t.seq;
insert into menu_steps (interaction_id, seq, at, from_node_id, to_node_id, input, result,
                        tree_id, version, begun_at, spent_ms)
select s.interaction_id, coalesce(t.seq - 1, s.seq), s.begun_at,
       coalesce(t.from_node_id, s.screen ->> 'nodeId'), coalesce(t.from_node_id, s.screen ->> 'nodeId'),
       'start', 'moved', s.tree_id, s.version, s.begun_at, 0
  from menu_sessions s
  left join lateral (select seq, from_node_id from menu_steps
                      where interaction_id = s.interaction_id order by seq limit 1) t on true;

alter table menu_steps drop constraint menu_steps_interaction_id_fkey;
create index menu_steps_tree on menu_steps (tree_id, begun_at);

create index journal_moves on journal (at)
  where type in ('interaction.transfer', 'interaction.change');
`,
} as const;
