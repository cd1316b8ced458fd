/** Who asks, when something stands in front of us. */
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { addressBehind } from "../../src/http/behind.js";

function requestFrom(address: string, forwarded: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: address });
  const request = new IncomingMessage(socket);
  request.headers["x-forwarded-for"] = forwarded;
  return request;
}

test("[N29] trusted proxies say who asks, and nobody else does", () => {
  const addressOf = addressBehind(["10.0.0.0/8"]);
  const who = (address: string, forwarded: string): string =>
    addressOf(requestFrom(address, forwarded));
  expect(who("10.0.0.7", "203.0.113.9")).toBe("203.0.113.9");
  expect(who("198.51.100.4", "203.0.113.9")).toBe("198.51.100.4");
  // What stands before the first proxy's word was written by the one who asks.
  expect(who("10.0.0.7", "1.2.3.4, 203.0.113.9")).toBe("203.0.113.9");
  expect(who("10.0.0.7", "203.0.113.9, 10.1.1.1")).toBe("203.0.113.9");
});
