/**
 * The policy of a bucket in the words of a day's log:
 * - `anyOf=linux:5&net:2,zh:3` are alternatives; `pick=last,load` are comparators, in their order;
 * - `relax=10:linux:3,20:-zh,30:+net:5&zh:1` lowers, drops, widens after so many seconds;
 * - `ageing=60:2` rises a class a minute, no further than 2;
 * - `gold=target:5,head:90,priority:2` is what differs for the tier;
 * - `overflow=closed>message,length:3>b2,wait:60>callback` are rules, for every channel that can do it;
 * - `cooldown=`, `direct=`, `reentry=`, `retry=`, `lasts=` (the last engineer) are seconds; `attempts=` counts.
 */
import { RoutingPolicy } from "../../protocol/policy.js";
import { need } from "./people.js";

type Options = Readonly<Record<string, string | undefined>>;

export function policyOf(options: Options): RoutingPolicy {
  const number = (name: string): number | undefined =>
    options[name] === undefined ? undefined : Number(options[name]);
  return RoutingPolicy.parse({
    anyOf: listOf(options["anyOf"]).map(alternativeOf),
    relax: listOf(options["relax"]).map(stepOf),
    pick: options["pick"] === undefined ? undefined : listOf(options["pick"]),
    ageing: ageingOf(options["ageing"]),
    tiers: Object.fromEntries(
      ["basic", "silver", "gold"].map((tier) => [tier, tierOf(options[tier])]),
    ),
    overflow: listOf(options["overflow"]).map(ruleOf),
    cooldownSeconds: number("cooldown"),
    directSeconds: number("direct"),
    reentrySeconds: number("reentry"),
    lastEngineerSeconds: number("lasts"),
    callback: { attempts: number("attempts"), retrySeconds: number("retry") },
  });
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(",");
}

function alternativeOf(text: string): readonly object[] {
  return text.split("&").map(need);
}

function stepOf(text: string): object {
  const [after = "", ...rest] = text.split(":");
  const afterSeconds = Number(after);
  const what = rest.join(":");
  if (what.startsWith("-")) return { afterSeconds, drop: [what.slice(1)] };
  if (what.startsWith("+")) return { afterSeconds, widen: [alternativeOf(what.slice(1))] };
  const { skillId, level } = need(what);
  return { afterSeconds, lower: [{ skillId, to: level }] };
}

function ageingOf(text: string | undefined): object | null {
  if (text === undefined) return null;
  const [everySeconds, upTo] = text.split(":").map(Number);
  return { everySeconds, upTo };
}

function tierOf(text: string | undefined): object {
  const parts = new Map(listOf(text).map((part) => part.split(":") as [string, string]));
  const of = (name: string): number | undefined =>
    parts.has(name) ? Number(parts.get(name)) : undefined;
  const target = of("target");
  return {
    targetSeconds: target === undefined ? null : { voice: target, chat: target, email: target },
    headStartSeconds: of("head"),
    priority: of("priority"),
  };
}

function ruleOf(text: string): object {
  const [condition = "", action = ""] = text.split(">");
  const [kind, value] = condition.split(":");
  const isBucket = !["callback", "voicemail", "message"].includes(action);
  const channels = ["voice", "chat", "email"];
  return {
    channels: channels.slice(0, isBucket ? 3 : action === "message" ? 2 : 1),
    when: {
      kind,
      ...(kind === "length" && { atLeast: Number(value) }),
      ...((kind === "wait" || kind === "estimate") && { seconds: Number(value) }),
    },
    then: isBucket
      ? { kind: "bucket", bucketId: action }
      : { kind: action, ...(action === "message" && { text: { en: "We are closed." } }) },
  };
}
