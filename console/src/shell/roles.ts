/** What a role may see. The server checks every command again; this only hides what would be refused. */
import type { ConsoleState } from "../state/console-state.js";

/** They answer contacts. */
export const mayAnswer = (s: ConsoleState): boolean => s.engineer !== null;

/** They see the floor and act on it. */
export const mayWatch = (s: ConsoleState): boolean =>
  s.me?.role === "supervisor" || s.me?.role === "admin";

/** They run the installation. */
export const mayRun = (s: ConsoleState): boolean => s.me?.role === "admin";
