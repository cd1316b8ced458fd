/**
 * The Erlang formulas: what a queue of one kind of work does in the long run, exactly. The simulator
 * is held against them; supervisors plan with them.
 */
export { type ErlangA, erlangA } from "./erlang-a.js";
export { erlangB } from "./erlang-b.js";
export { type ErlangC, erlangC } from "./erlang-c.js";
export type { Demand, ImpatientDemand } from "./erlang-input.js";
export {
  serversForAbandonment,
  serversForAsa,
  serversForBlocking,
  serversForServiceLevel,
} from "./erlang-staff.js";
