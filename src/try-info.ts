/** What the `/try` page of a demo needs to know: whom to call, whom to write to, as whom. */
import type { RequestHandler } from "express";
import { sampleOrganisation } from "./first-start/sample.js";
import type { Organisation } from "./desk/organisation.js";

export function tryInfo(parts: {
  readonly number: string;
  readonly ownAddresses: () => readonly string[];
  readonly organisation: Organisation;
}): RequestHandler {
  const addressOf = (
    kind: string,
    customer: ReturnType<typeof sampleOrganisation>["customers"][number],
  ): string => customer.addresses.find((address) => address.kind === kind)?.value ?? "";
  const customers = sampleOrganisation().customers.map((customer) => ({
    name: customer.name,
    phone: addressOf("phone", customer),
    email: addressOf("email", customer),
  }));
  return (_request, response) => {
    response.json({
      organisation: parts.organisation.settings.organisation,
      number: parts.number,
      mailAddresses: parts.ownAddresses(),
      customers,
    });
  };
}
