/** To find out quickly whether an effect is the first of its interaction that waits. */
export const outboxOrder = {
  id: 4,
  name: "outbox order",
  sql: /* sql */ `
create index outbox_turns on outbox (interaction_id, seq) where state = 'waiting';
`,
} as const;
