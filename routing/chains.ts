/** The profiles of a bucket's work, made once for all that needs the same. */
import type { SkillNeed } from "../protocol/organisation.js";
import { type Chain, type LiveBucket, type Profile, eachChannel } from "./live.js";
import { requirementsOf } from "./requirement.js";
import type { World } from "./world.js";

/** What an interaction in this bucket with these skills of its own needs, step by step. */
export function chainOf(live: LiveBucket, own: readonly SkillNeed[]): Chain {
  const key = keyOf(own);
  const known = live.chains.get(key);
  if (known !== undefined) return known;
  const chain: Chain = {
    key,
    requirements: requirementsOf(live.bucket, own),
    profiles: [],
    lines: eachChannel(() => null),
  };
  live.chains.set(key, chain);
  return chain;
}

/** `step` relaxation steps in; no further than there are. */
export function profileAt(
  world: World,
  chain: Chain,
  at: { readonly bucket: LiveBucket; readonly step: number },
): Profile {
  const step = Math.min(at.step, chain.requirements.length - 1);
  const known = chain.profiles[step];
  if (known !== undefined) return known;
  const requirement = chain.requirements[step] ?? chain.requirements[0];
  const profile = world.skills.profile(requirement, at.bucket.comparing.prefix);
  chain.profiles[step] = profile;
  return profile;
}

/** Mostly there is one or none: a language. */
function keyOf(own: readonly SkillNeed[]): string {
  const [first] = own;
  if (first === undefined) return "";
  return own.length === 1 ? needKey(first) : own.map(needKey).sort().join(" ");
}

function needKey({ skillId, level, required }: SkillNeed): string {
  return `${skillId}:${String(level)}${required ? "" : "?"}`;
}
