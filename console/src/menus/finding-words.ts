/** What a finding says in the console's language. */
import type { Finding } from "../../../protocol/menu-tree.js";
import { days, findings, places } from "../i18n/zh-findings.js";

/** The rule's own sentences where there are no others. */
export function findingWords(
  finding: Finding,
  language: "en" | "zh",
): Pick<Finding, "message" | "mend"> {
  const { message, mend, variant = "", values = {} } = finding;
  const words =
    language === "zh" && Object.hasOwn(findings, variant) ? findings[variant] : undefined;
  if (words === undefined) return { message, mend };
  return { message: filled(words.message, values), mend: filled(words.mend, values) };
}

function filled(template: string, values: NonNullable<Finding["values"]>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (hole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return hole;
    if (name === "day") return days[Number(value) - 1] ?? String(value);
    return name === "place" ? placeName(String(value)) : String(value);
  });
}

/** `label of key 3` is the label's name with the 3 behind it; places without a name stay as they are. */
function placeName(place: string): string {
  if (Object.hasOwn(places, place)) return places[place] ?? place;
  const [, what = "", which = ""] = /^(field|.* of key) (.+)$/.exec(place) ?? [];
  const named = Object.hasOwn(places, what) ? places[what] : undefined;
  return named === undefined ? place : `${named} ${which} `;
}
