/** Where the checkout stands; every script works from there, whatever the working directory is. */
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

/**
 * @param {...string} parts
 * @returns {string} an absolute path inside the checkout
 */
export function at(...parts) {
  return path.join(root, ...parts);
}
