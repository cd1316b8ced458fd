/**
 * More room for the changes of an open interaction beside it. It begins as a third of what it grows to,
 * so of pages filled by half every third change still went to another page and touched every index.
 * Closed interactions take up to twice the room; the journal of one takes ten times as much.
 */
export const roomBesideInteractions = {
  id: 6,
  name: "room beside interactions",
  sql: /* sql */ `
alter table interactions set (fillfactor = 30);
`,
} as const;
