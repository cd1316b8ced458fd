/** Customers and the addresses they are known by; an address is one customer's. */
import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { Customer, CustomerAddress } from "../../protocol/organisation.js";
import { isUniqueViolation, type Db, type Engine } from "./engine.js";
import { customerAddresses, customers, interactions } from "./schema.js";
import { StoreKeyTaken, type Store } from "./store.js";

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
): Pick<Store, "customerOf" | "customer" | "putCustomer" | "lastEngineerOf"> {
  return {
    customerOf: async (address, fresh) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await engine.transaction(async (db) => {
            const known = await byAddress(db, address);
            if (known !== null) return known;
            const { at, ...named } = fresh;
            const made: Customer = {
              ...named,
              company: null,
              tier: "basic",
              language: null,
              addresses: [address],
            };
            await db.insert(customers).values({ ...made, createdAt: at, updatedAt: at });
            await db
              .insert(customerAddresses)
              .values({ ...address, customerId: made.id, position: 0 });
            return made;
          });
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
      engine.run(async (db) => {
        const [last] = await db
          .select({ engineerId: interactions.engineerId })
          .from(interactions)
          .where(
            and(
              eq(interactions.customerId, customerId),
              isNotNull(interactions.engineerId),
              isNotNull(interactions.answeredAt),
            ),
          )
          .orderBy(desc(interactions.answeredAt), desc(interactions.id))
          .limit(1);
        return last?.engineerId ?? null;
      }),
  };
}

async function byAddress(db: Db, { kind, value }: CustomerAddress): Promise<Customer | null> {
  const [found] = await db
    .select({ customer: customers, addresses: addressesOfCustomer })
    .from(customerAddresses)
    .innerJoin(customers, eq(customers.id, customerAddresses.customerId))
    .where(and(eq(customerAddresses.kind, kind), eq(customerAddresses.value, value)));
  return found === undefined ? null : customerFrom(found.customer, found.addresses);
}
