/** The rules about single nodes: F4, F5, F14 to F16, F19, F20. */
import type { Finding, MenuNode } from "../../protocol/menu-tree.js";
import type { Hours } from "../../protocol/words.js";
import { bucketsAsked } from "../condition.js";
import { isTimeZone } from "../hours.js";
import { red, repeatedIn, type Rule } from "./finding.js";

export const OPTIONS_MAX = 9;

export const menusAreShort: Rule = ({ tree }) =>
  tree.nodes.flatMap((node) => {
    if (node.kind !== "menu" || node.options.length <= OPTIONS_MAX) return [];
    return [
      red("F4", node.id, {
        message: `This menu has ${String(node.options.length)} options; there are keys for ${String(OPTIONS_MAX)}.`,
        mend: "Put some of them on a menu below.",
        variant: "tooManyOptions",
        values: { options: node.options.length, most: OPTIONS_MAX },
      }),
    ];
  });

export const keysAreUnique: Rule = ({ tree }) =>
  tree.nodes.flatMap((node) => {
    if (!("options" in node)) return [];
    return [...repeatedIn(node.options.map((option) => option.key))].map((key) =>
      red("F5", node.id, {
        message: `Key ${key} stands for several options.`,
        mend: "Give each option a key of its own.",
        variant: "keyTwice",
        values: { key },
      }),
    );
  });

export const languagesAgree: Rule = ({ tree }) => {
  const offered = new Set(tree.languages);
  const findings: Finding[] = [...repeatedIn(tree.languages)].map((language) =>
    red("F14", null, {
      message: `The tree names the language ${language} more than once.`,
      mend: "Name it once.",
      variant: "languageTwice",
      values: { language },
    }),
  );
  for (const node of tree.nodes) {
    if (node.kind !== "language") continue;
    const chosen = node.options.map((option) => option.language);
    for (const language of chosen.filter((wanted) => !offered.has(wanted))) {
      findings.push(
        red("F14", node.id, {
          message: `The language ${language} can be chosen, but the tree does not speak it.`,
          mend: "Add it to the tree's languages, with every prompt, or take the option out.",
          variant: "languageUnspoken",
          values: { language },
        }),
      );
    }
    for (const language of repeatedIn(chosen)) {
      findings.push(
        red("F14", node.id, {
          message: `The language ${language} can be chosen with several keys.`,
          mend: "Keep one of them.",
          variant: "languageKeys",
          values: { language },
        }),
      );
    }
  }
  return findings;
};

export const operatorIsOne: Rule = ({ tree }) =>
  tree.nodes
    .filter((node) => node.kind === "operator")
    .slice(1)
    .map((node) =>
      red("F15", node.id, {
        message: "Key 0 leads to one place, but this is a second operator.",
        mend: "Keep one operator; make the other one a bucket.",
        variant: "secondOperator",
      }),
    );

export const bucketsAndSkillsExist: Rule = ({ tree, known }) =>
  tree.nodes.flatMap((node) => {
    const findings: Finding[] = [];
    const named = "bucketId" in node ? [node.bucketId] : bucketsAsked(node);
    for (const bucketId of new Set(named)) {
      if (known.bucketIds?.has(bucketId) !== false) continue;
      findings.push(
        red("F16", node.id, {
          message: `There is no bucket ${bucketId}.`,
          mend: "Choose a bucket of the organisation, or make this one first.",
          variant: "noBucket",
          values: { bucket: bucketId },
        }),
      );
    }
    for (const skillId of skillsOf(node)) {
      if (known.skillIds?.has(skillId) !== false) continue;
      findings.push(
        red("F16", node.id, {
          message: `There is no skill ${skillId}, so nobody could ever answer.`,
          mend: "Choose a skill of the organisation, or make this one first.",
          variant: "noSkill",
          values: { skill: skillId },
        }),
      );
    }
    return findings;
  });

export const digitsCanBeEntered: Rule = ({ tree }) =>
  tree.nodes.flatMap((node) => {
    if (node.kind !== "collect" || node.minDigits <= node.maxDigits) return [];
    return [
      red("F19", node.id, {
        message: `It wants at least ${String(node.minDigits)} digits and takes at most ${String(node.maxDigits)}.`,
        mend: "Let the least be no more than the most.",
        variant: "digitsLeastMost",
        values: { least: node.minDigits, most: node.maxDigits },
      }),
    ];
  });

export const hoursCanBeRead: Rule = ({ tree }) =>
  tree.nodes.flatMap((node) => {
    const findings: Finding[] = [];
    for (const { timeZone, periods } of hoursOf(node)) {
      if (!isTimeZone(timeZone)) {
        findings.push(
          red("F20", node.id, {
            message: `There is no time zone ${timeZone}.`,
            mend: "Name it as the IANA does, such as Asia/Shanghai.",
            variant: "noTimeZone",
            values: { zone: timeZone },
          }),
        );
      }
      for (const { from, to } of periods) {
        if (from < to) continue;
        findings.push(
          red("F20", node.id, {
            message: `The period from ${from} to ${to} ends before it begins.`,
            mend: "End it at 24:00 and begin another one at 00:00 of the next day.",
            variant: "periodBackwards",
            values: { from, to },
          }),
        );
      }
    }
    return findings;
  });

function hoursOf(node: MenuNode): readonly Hours[] {
  if (node.kind === "hours") return [node.hours];
  if (node.kind !== "condition") return [];
  return node.branches.flatMap(({ when }) => (when.kind === "hours" ? [when.hours] : []));
}

function skillsOf(node: MenuNode): readonly string[] {
  if (node.kind !== "language") return [];
  return node.options.flatMap(({ skill }) => (skill === null ? [] : [skill.skillId]));
}
