/** What the page asks of the server: whom to call and write to, and the customer's mail. */

export interface Customer {
  readonly name: string;
  /** E.164. */
  readonly phone: string;
  readonly email: string;
}

export interface Info {
  readonly organisation: string;
  /** The number of the phone menu, E.164. */
  readonly number: string;
  readonly mailAddresses: readonly string[];
  readonly customers: readonly Customer[];
}

export interface Mail {
  readonly id: string;
  readonly direction: "received" | "sent";
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly replyTo: string;
  readonly subject: string;
  readonly at: number;
  readonly text: string;
  readonly html: string | null;
  /** Where the quoted history begins in `text`; null: nothing is quoted. */
  readonly quoteFrom: number | null;
  readonly messageId: string;
  readonly references: readonly string[];
  readonly attachments: readonly { readonly name: string; readonly size: number }[];
}

export interface NewMail {
  readonly from: string;
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
}

export function fetchInfo(): Promise<Info> {
  return json<Info>("/try/api/info");
}

/** The newest first. */
export async function fetchMails(address: string): Promise<readonly Mail[]> {
  const query = new URLSearchParams({ address });
  const { items } = await json<{ items: Mail[] }>(`/try/api/mails?${query.toString()}`);
  return items.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

export async function sendMail(mail: NewMail): Promise<void> {
  await json("/try/api/mails", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(mail),
  });
}

export function attachmentUrl(address: string, mail: Mail, number: number): string {
  const query = new URLSearchParams({ address, mail: mail.id, number: String(number) });
  return `/try/api/mails/attachment?${query.toString()}`;
}

/** Rejects with the server's own words when there are any. */
async function json<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const told = (body as { error?: { message?: string } } | null)?.error?.message;
  throw new Error(told ?? `${String(response.status)} ${response.statusText}`);
}
