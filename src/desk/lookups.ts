/** Performs what a menu wants to be looked up, between two of its steps. */
import { addressFrom } from "../../flows/lookup.js";
import type { Interaction } from "../../protocol/interactions.js";
import type { MenuInput, MenuScreen } from "../../protocol/menu-session.js";
import type { LookupSource } from "../../protocol/menu-tree.js";
import { PhoneNumber } from "../../protocol/words.js";
import { writable } from "../store/columns.js";
import type { Store } from "../store/store.js";
import type { AskAddress } from "./ask-address.js";

export type LookedUp = Extract<MenuInput, { type: "looked_up" }>;

/** As much as the engineer is shown of one field, in characters. */
const FIELD_CHARACTERS_MAX = 200;

/** A contact of somebody new makes their record a moment before it is itself begun. */
const BEGINS_WITHIN_MS = 60_000;

const FAILED: LookedUp = { type: "looked_up", result: "failed", fields: {}, tier: null };
const MISSING: LookedUp = { ...FAILED, result: "missing" };

/** Answers within `msLeft`, and never throws: whatever goes wrong is the lookup's failure. */
export type LookUp = (asked: {
  readonly interaction: Interaction;
  readonly source: LookupSource;
  readonly collected: MenuScreen["collected"];
  readonly msLeft: number;
}) => Promise<LookedUp>;

export function createLookUp(parts: {
  readonly store: Pick<Store, "knownCustomer">;
  readonly ask: AskAddress;
}): LookUp {
  const { store, ask } = parts;

  async function customer(
    { digits }: LookupSource & { kind: "customer" },
    { interaction, collected }: Parameters<LookUp>[0],
  ): Promise<LookedUp> {
    const before = interaction.startedAt - BEGINS_WITHIN_MS;
    const phone = PhoneNumber.safeParse(`+${(digits === null ? "" : collected[digits]) ?? ""}`);
    const { customerId } = interaction;
    const who =
      digits === null
        ? customerId !== null && { id: customerId }
        : phone.success && { phone: phone.data };
    const found = who === false ? null : await store.knownCustomer(who, before);
    if (found === null) return MISSING;
    return { ...FAILED, result: "found", fields: { customer: cut(found.name) }, tier: found.tier };
  }

  async function address(
    { url, timeoutSeconds, fields }: LookupSource & { kind: "address" },
    { interaction, collected, msLeft }: Parameters<LookUp>[0],
  ): Promise<LookedUp> {
    const number = PhoneNumber.safeParse(interaction.address).data ?? null;
    const whole = addressFrom(url, { number, collected });
    if (whole === null) return MISSING;
    const answer = await ask(whole, Math.min(timeoutSeconds * 1000, msLeft));
    if (answer === null) return MISSING;
    const kept = fields.flatMap(({ field, name }) => {
      const value = Object.hasOwn(answer, field) ? answer[field] : undefined;
      const isShown = ["string", "number", "boolean"].includes(typeof value);
      return isShown ? [[name, cut(String(value))] as const] : [];
    });
    return { ...FAILED, result: "found", fields: Object.fromEntries(kept) };
  }

  return async (asked) => {
    if (asked.msLeft <= 0) return FAILED;
    try {
      const { source } = asked;
      return await (source.kind === "customer" ? customer(source, asked) : address(source, asked));
    } catch {
      // Counted as the step's fallback; whoever drew the tree said what happens then.
      return FAILED;
    }
  };
}

function cut(text: string): string {
  return Array.from(writable(text))
    .slice(0, FIELD_CHARACTERS_MAX / 2)
    .join("");
}
