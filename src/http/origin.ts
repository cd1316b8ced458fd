/**
 * Whether a request comes from one of our own pages. A browser sends the cookie along whoever asks,
 * so what changes something must also prove where it was asked (OWASP, cross-site request forgery).
 */

export interface Asking {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`; a browser sends it even where it leaves `Origin` out. */
  readonly fetchSite?: string | undefined;
}

/** Programs without a browser send neither header and pass; they have no cookies of somebody else. */
export function isOurOrigin(asking: Asking, publicUrl: string): boolean {
  const { origin, host, fetchSite } = asking;
  if (origin === undefined) return fetchSite === undefined || OWN_SITES.has(fetchSite);
  if (origin === new URL(publicUrl).origin) return true;
  return hostIn(origin) === (host?.toLowerCase() ?? "");
}

/** `none`: typed into the address bar. */
const OWN_SITES = new Set(["same-origin", "none"]);

/** null: not an address, such as the `null` of a sandboxed frame. */
function hostIn(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
