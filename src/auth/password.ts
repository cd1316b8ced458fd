/** Passwords, hashed with argon2id. */
import { hash, verify } from "@node-rs/argon2";

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane; some 20 ms off the event loop. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Long enough for any passphrase, short enough that hashing it is no attack. */
export const PASSWORD_LENGTH_MAX = 200;
export const PASSWORD_LENGTH_MIN = 10;

/** Answers with a PHC string that names its own parameters. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

let nobodysHash: Promise<string> | null = null;

/**
 * Whether the password belongs to the hash. Without a hash (unknown user, or one who signs in by
 * link) the same work is done for nothing, so that the time taken does not tell who exists.
 */
export async function passwordFits(password: string, known: string | null): Promise<boolean> {
  nobodysHash ??= hashPassword("nobody has this password");
  const fits = await verify(known ?? (await nobodysHash), password);
  return known !== null && fits;
}
