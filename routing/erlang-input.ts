/** What the Erlang formulas take, and the refusal of what no queue can be. */

/** A demand for service. Rates and times share one unit of time, whichever it is. */
export interface Demand {
  /** Contacts per unit of time. */
  readonly arrivalRate: number;
  /** Mean time that one contact takes of a server. */
  readonly handleTime: number;
}

/** A demand that does not wait for ever. */
export interface ImpatientDemand extends Demand {
  /** Mean time after which somebody who waits gives up. */
  readonly patienceTime: number;
}

/** More servers than any floor has; keeps a slip of the pen from computing for minutes. */
export const SERVERS_MAX = 1_000_000;

/** The load in erlangs: how many servers the demand keeps busy when nobody is lost. */
export function loadOf({ arrivalRate, handleTime }: Demand): number {
  checkNumber("arrivalRate", arrivalRate, 0);
  checkPositive("handleTime", handleTime);
  return checkNumber("the load", arrivalRate * handleTime, 0);
}

/** @throws RangeError unless it is a whole number of servers, at least `least`. */
export function checkServers(servers: number, least: 0 | 1): number {
  if (!Number.isInteger(servers) || servers < least || servers > SERVERS_MAX) {
    throw new RangeError(
      `servers must be a whole number from ${String(least)} to ${String(SERVERS_MAX)}, ` +
        `and is ${String(servers)}.`,
    );
  }
  return servers;
}

/** @throws RangeError unless it is a finite number, at least `least`. */
export function checkNumber(name: string, value: number, least: number): number {
  if (!Number.isFinite(value) || value < least) {
    throw new RangeError(
      `${name} must be a number from ${String(least)} up, and is ${String(value)}.`,
    );
  }
  return value;
}

/** @throws RangeError unless it is a finite number above 0. */
export function checkPositive(name: string, value: number): number {
  if (!Number.isFinite(value) || value <= 0) {
    throw new RangeError(`${name} must be a number above 0, and is ${String(value)}.`);
  }
  return value;
}

/** @throws RangeError unless it is a share that can be reached: from 0, and below 1. */
export function checkShare(name: string, value: number): number {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(
      `${name} must be a share from 0 up and below 1, and is ${String(value)}: ` +
        `no number of servers makes it certain.`,
    );
  }
  return value;
}
