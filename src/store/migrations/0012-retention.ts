/**
 * Old data may go. The journal still refuses change and deletion, but for transactions that say that
 * they purge; what each purge deleted is told in a table of its own. The deletion of a message looks for
 * its files by the index of attachments, and who goes on with a contact is found by its thread; the
 * other two indexes find the little that is left to purge among much that is not.
 */
export const retention = {
  id: 12,
  name: "retention",
  sql: /* sql */ `
create function refuse_change_but_purge() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' or current_setting('strowger.purge', true) is distinct from 'on' then
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
drop trigger journal_append_only on journal;
create trigger journal_append_only before update or delete or truncate on journal
  execute function refuse_change_but_purge();

create index attachments_message on attachments (message_id) where message_id is not null;
create index interaction_contents_thread on interaction_contents (thread_id)
  where thread_id is not null;
create index journal_notes on journal (seq)
  where type in ('interaction.transfer', 'wrapup.complete') and body ~ '"note" ?: ?"';
create index outbox_refused on outbox (seq) where state = 'refused';

create table retention_runs (
  seq bigint generated always as identity primary key,
  by text not null,
  started_at bigint not null,
  ended_at bigint,
  counts jsonb not null
);
`,
} as const;
