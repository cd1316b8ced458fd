/** At which server nodes an engineer's consoles are. Rows from before name none; the router reads them as one. */
export const engineerNodes = {
  id: 10,
  name: "engineer nodes",
  sql: /* sql */ `
alter table engineer_states add column nodes jsonb not null default '[]';
`,
} as const;
