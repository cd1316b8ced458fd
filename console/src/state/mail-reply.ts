/** What a reply to a mail starts from. */
import type { Interaction, Message } from "../../../protocol/interactions.js";
import type { MailDraft } from "./drafts.js";

/**
 * A reply to the customer's last mail: to its sender, with everybody else who was addressed in cc,
 * except ourselves. Quoting is on when there is something to quote.
 */
export function replyTo(interaction: Interaction, messages: readonly Message[]): MailDraft {
  const last = messages.findLast((m) => m.from === "customer" && m.mail !== null)?.mail ?? null;
  const customer = last?.from.address ?? interaction.address;
  const ours = new Set([interaction.to, customer].filter((a) => a !== null));
  const others = [...(last?.to ?? []), ...(last?.cc ?? [])]
    .map((a) => a.address)
    .filter((address) => !ours.has(address) && !isReplyAddress(address, interaction.to));
  return {
    html: "",
    subject: replySubject(last?.subject ?? interaction.subject ?? ""),
    to: customer === null ? [] : [customer],
    cc: [...new Set(others)],
    quote: last !== null,
    attachments: [],
  };
}

/** `support+x@site` is our own address with a thread in it. */
function isReplyAddress(address: string, ours: string | null): boolean {
  if (ours === null) return false;
  const [local, domain] = [ours.slice(0, ours.lastIndexOf("@")), ours.slice(ours.lastIndexOf("@"))];
  return address.startsWith(`${local}+`) && address.endsWith(domain);
}

/** One `Re:` however often it went to and fro, and whatever language the other side's program speaks. */
export function replySubject(subject: string): string {
  const bare = subject.replace(/^(\s*(re|aw|sv|antw|回复|答复|回覆)\s*[:：]\s*)+/i, "").trim();
  return `Re: ${bare}`.trim();
}
