/**
 * What routing learnt to consider: policies of buckets, tiers, relaxation, callbacks, overflow. Rows
 * from before behave as they did: no policy, nothing interruptible, nobody blocked.
 */
export const routingPolicy = {
  id: 3,
  name: "routing policy",
  sql: /* sql */ `
alter table interactions
  add column tier text not null default 'basic',
  add column direct_until_at bigint,
  add column head_start_seconds integer not null default 0,
  add column entered_at bigint,
  add column not_before_at bigint,
  add column callback jsonb,
  add column overflowed_from jsonb not null default '[]';
update interactions set entered_at = queued_at;

alter table engineer_states
  add column asked_at bigint,
  add column today jsonb;

alter table buckets
  add column policy jsonb not null default '{
    "anyOf": [],
    "relax": [],
    "pick": ["last", "preferred", "level", "scarce", "idle"],
    "lastEngineerSeconds": 0,
    "tiers": {
      "basic": {"targetSeconds": null, "headStartSeconds": 0, "priority": null},
      "silver": {"targetSeconds": null, "headStartSeconds": 0, "priority": null},
      "gold": {"targetSeconds": null, "headStartSeconds": 0, "priority": null}
    },
    "ageing": null,
    "cooldownSeconds": 60,
    "directSeconds": null,
    "reentrySeconds": 0,
    "callback": {"attempts": 3, "retrySeconds": 600},
    "abandonSeconds": [5, 20, 60],
    "overflow": []
  }',
  add column closed jsonb;
update buckets set hours = hours || '{"holidays": null, "closedOn": []}' where hours is not null;

update engineers set
  capacity = capacity || '{"interruptible": [], "blocks": {"voice": [], "chat": [], "email": []}}',
  hours = hours || '{"holidays": null, "closedOn": []}';
`,
} as const;
