/** Refusals on their way out: a code of the catalogue, always. */
import { errorCatalog, type ErrorCode } from "../protocol/errors.js";

/** The code itself when it is one of ours, else `INTERNAL`. */
export function errorCodeOf(code: string): ErrorCode {
  return code in errorCatalog ? (code as ErrorCode) : "INTERNAL";
}
