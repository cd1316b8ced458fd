/** The router's own periods, in milliseconds. What an organisation may choose is in its buckets. */

/** A page reload takes two or three seconds; an offer survives it. */
export const OFFER_GRACE_MS = 5_000;

/** A chat waits this long for its engineer to come back before somebody else is asked. */
export const CHAT_GRACE_MS = 120_000;

export const MINUTE_MS = 60_000;
