/** The organisation's own secret: signs reply addresses, chat passes and telephone tokens. */
export const secret = {
  id: 2,
  name: "secret",
  sql: `
create table secrets (
  id integer primary key check (id = 1),
  value text not null
);
`,
} as const;
