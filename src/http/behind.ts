/** Who asks, whatever stands in front of us: for sockets, as `trust proxy` does it for requests. */
import type { IncomingMessage } from "node:http";
import proxyAddress from "proxy-addr";

/** `proxies`: addresses and subnets of those who say truly who is behind them. */
export function addressBehind(proxies: readonly string[]): (request: IncomingMessage) => string {
  const trusts = proxyAddress.compile([...proxies]);
  return (request) => proxyAddress(request, trusts);
}
