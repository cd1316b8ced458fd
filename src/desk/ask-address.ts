/**
 * Asks an address of somebody else's for JSON, while a caller waits: not longer than it was told to,
 * not more than it can hold, and nobody inside our own network.
 */
import { lookup, type LookupAddress } from "node:dns";
import { request } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Enough for a customer's record; a whole list is not read to a caller. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** Callers who wait for somebody else's server at the same moment; for more it is too slow anyway. */
const ASKED_AT_ONCE_MAX = 200;

/** null: there is no such thing (404). Throws when nobody answered in time, or not with an object. */
export type AskAddress = (
  url: string,
  timeoutMs: number,
) => Promise<Readonly<Record<string, unknown>> | null>;

export interface AskOptions {
  /** Other than those of the public internet; only a test looks at its own machine. */
  readonly isRefused?: (address: string) => boolean;
  /** A certificate to trust besides the usual ones, in PEM. */
  readonly ca?: string;
}

export function createAskAddress({ isRefused = isInside, ca }: AskOptions = {}): AskAddress {
  let asked = 0;
  return async (url, timeoutMs) => {
    if (asked >= ASKED_AT_ONCE_MAX) throw new Error("too many lookups at once");
    asked += 1;
    try {
      const { status, body } = await get(new URL(url), { timeoutMs, isRefused, ca });
      if (status === 404) return null;
      if (status < 200 || status > 299) throw new Error(`the address answered ${String(status)}`);
      const answer: unknown = JSON.parse(body);
      if (!isObject(answer)) throw new Error("the address did not answer with an object");
      return answer;
    } finally {
      asked -= 1;
    }
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Redirects are not followed: they are answers that do not fit. */
function get(
  url: URL,
  how: {
    readonly timeoutMs: number;
    readonly isRefused: (address: string) => boolean;
    readonly ca: string | undefined;
  },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (url.protocol !== "https:") throw new Error("only https is asked");
    // A name is looked at when it is resolved; an address never is.
    if (isIP(host) !== 0 && how.isRefused(host)) throw new Error(`${host} is not asked`);
    const asking = request(url, {
      agent: false,
      signal: AbortSignal.timeout(how.timeoutMs),
      lookup: guarded(how.isRefused),
      headers: { accept: "application/json", "accept-encoding": "identity" },
      ...(how.ca !== undefined && { ca: how.ca }),
    });
    asking.on("error", reject);
    asking.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > ANSWER_BYTES_MAX) asking.destroy(new Error("the answer is too long"));
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") });
      });
    });
    asking.end();
  });
}

/** Resolves a name once, and refuses it when one of its addresses is inside. */
function guarded(isRefused: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const none: LookupAddress[] = [];
      if (error !== null) {
        callback(error, none);
        return;
      }
      const inside = addresses.find(({ address }) => isRefused(address));
      const [first] = addresses;
      if (inside !== undefined || first === undefined) {
        callback(new Error(`${hostname} is not asked: ${inside?.address ?? "no address"}`), none);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** This machine, this network, and whatever else is not the public internet (RFC 6890, RFC 4291). */
// Two lists, because one would take every IPv4 address for the IPv6 address that stands for it.
const inside4 = new BlockList();
const inside6 = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  inside4.addSubnet(net, bits, "ipv4");
}
/** All but the global unicast addresses, 2000::/3, and of those what leads elsewhere or nowhere. */
for (const [net, bits] of [
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  inside6.addSubnet(net, bits, "ipv6");
}

export function isInside(address: string): boolean {
  // A link's own addresses name the link after a per cent sign.
  const [plain = ""] = address.split("%");
  const family = isIP(plain);
  if (family === 4) return inside4.check(plain, "ipv4");
  return family !== 6 || inside6.check(plain, "ipv6");
}
