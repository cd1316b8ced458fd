/** What is wrong with a form, field by field, in the reader's words. */
import { type TFunction } from "i18next";
import type { z } from "zod";
import type { FieldProblem } from "../live/api.js";

/** By path, such as `policy.relax.0.afterSeconds`. */
export type Problems = Readonly<Record<string, string>>;

/** Fields that hold spans of time, by the last part of their path. */
const spans = /(Seconds|voice|chat|email)$/;

export function problemsOf(schema: z.ZodType, values: object, t: TFunction): Problems {
  const parsed = schema.safeParse(values);
  if (parsed.success) return {};
  const found: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    found[issue.path.join(".")] ??= wordsOf(issue, valueAt(values, issue.path), t);
  }
  return found;
}

/** What the server says stands beside the field it names. */
export function problemsTold(fields: readonly FieldProblem[]): Problems {
  return Object.fromEntries(fields.map(({ field, problem }) => [field, problem]));
}

/** Whether something below this path is wrong. */
export function hasProblem(problems: Readonly<Record<string, unknown>>, path: string): boolean {
  return Object.keys(problems).some((at) => at === path || at.startsWith(`${path}.`));
}

function valueAt(values: object, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (part, key) =>
      typeof part === "object" && part !== null
        ? new Map(Object.entries(part)).get(String(key))
        : "",
    values,
  );
  return typeof found === "string" ? found : "";
}

function wordsOf(issue: z.core.$ZodIssue, value: string, t: TFunction): string {
  const path = issue.path.join(".");
  switch (issue.code) {
    case "invalid_type":
      return spans.test(path) ? t("organisation.problem.span") : t("organisation.problem.needed");
    case "too_small":
      return issue.origin === "number" || issue.origin === "int"
        ? t("organisation.problem.atLeast", { n: String(issue.minimum) })
        : t("organisation.problem.needed");
    case "too_big":
      return issue.origin === "array"
        ? t("organisation.problem.tooMany", { n: String(issue.maximum) })
        : t("organisation.problem.atMost", { n: String(issue.maximum) });
    case "invalid_format":
      if (path.startsWith("addresses")) return t("organisation.problem.noAddress", { value });
      if (path.startsWith("hours.closedOn")) return t("organisation.hours.badDay", { day: value });
      return t("organisation.problem.format");
    case "custom":
      return customWords(path, t);
    default:
      return t("organisation.problem.wrong");
  }
}

function customWords(path: string, t: TFunction): string {
  if (path.endsWith("channels")) return t("organisation.problem.channels");
  if (path.endsWith("pick")) return t("organisation.problem.once");
  if (path.endsWith("upTo")) return t("organisation.problem.ageing");
  return t("organisation.problem.ascending");
}
