/** `npm run simulate -- theory`: the simulator against the exact formulas, 2 to 200 engineers. */
import { type TheoryCase, agrees, checkTheory } from "../../routing/simulation/theory.js";
import { type Answer, UsageError, wordsOf } from "./simulate-answer.js";
import { table } from "./simulate-table.js";

/** One case in twenty falls outside by its nature; fewer than nine of ten inside is no accident. */
const SHARE_INSIDE_MIN = 0.9;

export function runTheory(args: readonly string[]): Answer {
  const words = wordsOf(args, ["json", "seed"]);
  if (words.files.length > 0) throw new UsageError("theory takes no file.");
  const begin = performance.now();
  const cases = checkTheory({ seed: words.seed ?? 1 });
  const seconds = (performance.now() - begin) / 1000;
  const formulas = ["Erlang C", "Erlang A"].map((formula) => {
    const own = cases.filter((one) => one.formula === formula);
    return { formula, inside: own.filter(agrees).length, of: own.length };
  });
  const isGood = formulas.every(({ inside, of }) => inside >= SHARE_INSIDE_MIN * of);
  return {
    lines: [
      "Simulated ± half of the 95 % interval, and the exact value in brackets; * is outside.",
      ...table([HEAD, ...cases.map(rowOf)]),
      ...formulas.map(
        ({ formula, inside, of }) => `${formula}: ${String(inside)} of ${String(of)}`,
      ),
      ...(words.json ? [JSON.stringify({ formulas, cases, seconds })] : []),
    ],
    exitCode: isGood ? 0 : 1,
  };
}

const HEAD = ["formula", "engineers", "service level", "wait (minutes)", "abandonment"];

function rowOf({ formula, servers, ...one }: TheoryCase): string[] {
  const cell = (check: TheoryCase["abandonment"]): string => {
    if (check === null) return "–";
    const [mean, width, exact] = [check.simulated, check.ci95, check.exact].map((value) =>
      value.toFixed(4),
    );
    return `${mean ?? ""} ± ${width ?? ""} (${exact ?? ""})${check.isInside ? " " : "*"}`;
  };
  return [
    formula,
    String(servers),
    cell(one.serviceLevel),
    cell(one.asaMinutes),
    cell(one.abandonment),
  ];
}
