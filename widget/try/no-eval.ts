/**
 * Imported before anything that makes a schema: the check library would try whether it may compile
 * code, and the Content-Security-Policy would report each try.
 */
import { config } from "zod";

config({ jitless: true });
