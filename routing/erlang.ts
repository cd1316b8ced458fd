/**
 * The Erlang formulas: what a queue of one kind of work does in the long run, exactly. The simulator
 * is held against them; supervisors plan with them.
 */
export { erlangA } from "./erlang-a.js";
export { erlangB } from "./erlang-b.js";
export { erlangC } from "./erlang-c.js";
export {
  serversForAbandonment,
  serversForAsa,
  serversForBlocking,
  serversForServiceLevel,
} from "./erlang-staff.js";
