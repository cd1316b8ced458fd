/** Customers and the addresses they are known by; an address is one customer's. */
import { and, desc, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { CustomerId, EngineerId } from "../../protocol/ids.js";
import type { Customer, CustomerAddress } from "../../protocol/organisation.js";
import { isUniqueViolation, type Db, type Engine } from "./engine.js";
import { lostContacts, nameOfBack } from "./lost-contacts.js";
import { insertRows, isAnyOf } from "./rows.js";
import { customerAddresses, customers, interactionContents, interactions } from "./schema.js";
import { StoreKeyTaken, type Store, type Visitor, type Welcome } from "./store.js";

/** How often a customer is looked for again because somebody else made them at the same moment. */
const CLASHES_MAX = 3;

/** The addresses of the row of `customers` that a query is at. */
export const addressesOfCustomer = sql<CustomerAddress[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'value', a.value) order by a.position), '[]')
    from ${customerAddresses} a where a.customer_id = ${customers.id})`;

export function customerFrom(
  { createdAt: _, updatedAt: _updatedAt, ...row }: typeof customers.$inferSelect,
  addresses: CustomerAddress[],
): Customer {
  return { ...row, addresses };
}

export function customersPart(
  engine: Engine,
): Pick<Store, "welcome" | "customer" | "knownCustomer" | "putCustomer" | "lastEngineerOf"> {
  return {
    welcome: async (visitors) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await engine.transaction((db) => welcomeAll(db, visitors));
        } catch (error) {
          if (!isUniqueViolation(error) || attempt === CLASHES_MAX) throw error;
        }
      }
    },

    customer: (id) =>
      engine.run(async (db) => {
        const [found] = await db
          .select({ customer: customers, addresses: addressesOfCustomer })
          .from(customers)
          .where(eq(customers.id, id));
        return found === undefined ? null : customerFrom(found.customer, found.addresses);
      }),

    knownCustomer: (who, before) =>
      engine.run(async (db) => {
        const isThey =
          "id" in who
            ? eq(customers.id, who.id)
            : inArray(
                customers.id,
                db
                  .select({ id: customerAddresses.customerId })
                  .from(customerAddresses)
                  .where(
                    and(
                      eq(customerAddresses.kind, "phone"),
                      eq(customerAddresses.value, who.phone),
                    ),
                  ),
              );
        const [found] = await db
          .select({ customer: customers, addresses: addressesOfCustomer })
          .from(customers)
          .where(and(isThey, lt(customers.createdAt, before)));
        return found === undefined ? null : customerFrom(found.customer, found.addresses);
      }),

    putCustomer: (customer, at) =>
      engine.transaction(async (db) => {
        const { addresses, ...row } = customer;
        await db
          .insert(customers)
          .values({ ...row, createdAt: at, updatedAt: at })
          .onConflictDoUpdate({ target: customers.id, set: { ...row, updatedAt: at } });
        await db.delete(customerAddresses).where(eq(customerAddresses.customerId, customer.id));
        if (addresses.length === 0) return;
        const written = await db
          .insert(customerAddresses)
          .values(
            addresses.map((address, position) => ({
              ...address,
              customerId: customer.id,
              position,
            })),
          )
          .onConflictDoNothing()
          .returning({ kind: customerAddresses.kind, value: customerAddresses.value });
        const taken = addresses.find(
          ({ kind, value }) => !written.some((row) => row.kind === kind && row.value === value),
        );
        if (taken !== undefined) throw new StoreKeyTaken(taken.value);
      }),

    lastEngineerOf: (customerId) =>
      engine.run(async (db) => (await lastEngineers(db, [customerId])).get(customerId) ?? null),
  };
}

async function welcomeAll(db: Db, visitors: readonly Visitor[]): Promise<Welcome[]> {
  const keys = visitors.flatMap(({ key }) => key ?? []);
  const interactionOf = new Map(
    keys.length === 0
      ? []
      : (
          await db
            .select({ key: interactionContents.key, id: interactionContents.interactionId })
            .from(interactionContents)
            .where(isAnyOf(interactionContents.key, keys))
        ).map((row) => [row.key, row.id]),
  );
  const strangers = visitors.filter(({ key }) => key === null || !interactionOf.has(key));
  const customerOf = await customersByAddress(db, strangers);
  const lastOf = await lastEngineers(
    db,
    [...customerOf.values()].filter(({ isNew }) => !isNew).map(({ customer }) => customer.id),
  );
  const lostOf = await lostContacts(
    db,
    strangers.flatMap(({ address, fresh }) => {
      const found = address === null ? undefined : customerOf.get(nameOf(address));
      if (address === null || found === undefined || found.isNew) return [];
      const channel = liveChannels[address.kind];
      return channel === null ? [] : [{ customerId: found.customer.id, channel, at: fresh.at }];
    }),
  );
  return visitors.map(({ key, address }) => {
    const interactionId = key === null ? null : (interactionOf.get(key) ?? null);
    const found = address === null ? undefined : customerOf.get(nameOf(address));
    if (interactionId !== null || address === null || found === undefined) {
      return { interactionId, customer: null, lastEngineerId: null, lost: null };
    }
    const { customer } = found;
    const channel = liveChannels[address.kind];
    return {
      interactionId,
      customer,
      lastEngineerId: lastOf.get(customer.id) ?? null,
      lost:
        channel === null
          ? null
          : (lostOf.get(nameOfBack({ customerId: customer.id, channel })) ?? null),
    };
  });
}

/** On which channel somebody with such an address can be cut off. A mail is not given up. */
const liveChannels = { phone: "voice", chat: "chat", email: null } as const;

interface Found {
  readonly customer: Customer;
  readonly isNew: boolean;
}

function nameOf({ kind, value }: CustomerAddress): string {
  return `${kind} ${value}`;
}

/** By `nameOf` of the address; customers are made for addresses that nobody has. */
async function customersByAddress(
  db: Db,
  visitors: readonly Visitor[],
): Promise<Map<string, Found>> {
  const asked = new Map<string, { address: CustomerAddress; fresh: Visitor["fresh"] }>();
  for (const { address, fresh } of visitors) {
    // The first of several with one new address makes its customer.
    if (address !== null && !asked.has(nameOf(address)))
      asked.set(nameOf(address), { address, fresh });
  }
  if (asked.size === 0) return new Map();
  const addresses = [...asked.values()].map(({ address }) => address);
  const known = await db
    .select({
      kind: customerAddresses.kind,
      value: customerAddresses.value,
      customer: customers,
      addresses: addressesOfCustomer,
    })
    .from(customerAddresses)
    .innerJoin(customers, eq(customers.id, customerAddresses.customerId))
    .where(
      and(
        inArray(customerAddresses.kind, [...new Set(addresses.map(({ kind }) => kind))]),
        isAnyOf(
          customerAddresses.value,
          addresses.map(({ value }) => value),
        ),
      ),
    );
  const found = new Map<string, Found>(
    known.map((row) => [
      nameOf(row),
      { customer: customerFrom(row.customer, row.addresses), isNew: false },
    ]),
  );
  const missing = [...asked.entries()].filter(([name]) => !found.has(name));
  if (missing.length === 0) return found;
  await db.execute(
    insertRows(
      customers,
      missing.map(([, { fresh }]) => ({
        id: fresh.id,
        name: fresh.name,
        company: null,
        tier: "basic" as const,
        language: null,
        createdAt: fresh.at,
        updatedAt: fresh.at,
      })),
    ),
  );
  await db.execute(
    insertRows(
      customerAddresses,
      missing.map(([, { address, fresh }]) => ({ ...address, customerId: fresh.id, position: 0 })),
    ),
  );
  for (const [name, { address, fresh }] of missing) {
    const { id, name: called } = fresh;
    const customer: Customer = {
      id,
      name: called,
      company: null,
      tier: "basic",
      language: null,
      addresses: [address],
    };
    found.set(name, { customer, isNew: true });
  }
  return found;
}

async function lastEngineers(
  db: Db,
  ids: readonly CustomerId[],
): Promise<Map<CustomerId, EngineerId>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([interactions.customerId], {
      customerId: interactions.customerId,
      engineerId: interactions.engineerId,
    })
    .from(interactions)
    .where(
      and(
        isAnyOf(interactions.customerId, ids),
        isNotNull(interactions.engineerId),
        isNotNull(interactions.answeredAt),
      ),
    )
    .orderBy(interactions.customerId, desc(interactions.answeredAt), desc(interactions.id));
  return new Map(
    rows.flatMap(({ customerId, engineerId }) =>
      customerId === null || engineerId === null ? [] : [[customerId, engineerId] as const],
    ),
  );
}
