import { describe, expect, test } from "@jest/globals";
import { findings as chinese } from "../../console/src/i18n/zh-findings.js";
import { findingWords } from "../../console/src/menus/finding-words.js";
import type { Known } from "../../flows/rules/finding.js";
import { validateTree } from "../../flows/validate.js";
import { MenuTree, type Finding } from "../../protocol/menu-tree.js";
import { draw, drawTree, nodeOf, type Drawing, type Sketch } from "./draw.js";

const DEEP = "a menu 1>b \n b menu 1>c \n c menu 1>d \n d menu 1>it \n it bucket \n desk operator";

function changed(text: string, change: (drawing: Drawing) => void): Drawing {
  const drawing = draw(text);
  change(drawing);
  return drawing;
}

function withNode(text: string, id: string, change: object): Drawing {
  return changed(text, (drawing) => {
    Object.assign(nodeOf(drawing, id), change);
  });
}

const options = (count: number, keys: string): Sketch[] =>
  Array.from({ length: count }, (_, n) => ({
    id: "",
    kind: "",
    key: keys[n % keys.length],
    label: { en: "x" },
    to: "it",
  }));

const hours = (periods: object[], timeZone = "UTC"): object => ({ hours: { timeZone, periods } });
const day = (from: string, to: string, days = [1, 2, 3, 4, 5]): object => ({ days, from, to });
const OPEN = `open hours 09:00-17:00 >a >bye \n ${DEEP} \n bye hangup`;

const subtree = (start: string): MenuTree =>
  drawTree(`main menu 1!>in 2>end \n in subtree ${start} \n end hangup \n desk operator`);
const mute = MenuTree.parse({ ...subtree("x"), languages: ["zh"], isPart: true });

/** Trees that have, among others, every finding there is. */
const TREES: readonly (readonly [unknown, Known?])[] = [
  [
    Object.defineProperty({}, "nodes", {
      get: () => {
        throw new Error("no");
      },
    }),
  ],
  [{ nodes: Array.from({ length: 5001 }) }],
  [withNode(DEEP, "d", { options: options(1, "0") })],
  [withNode(DEEP, "d", { options: options(21, "1") })],
  [withNode(DEEP, "d", { options: options(10, "123456789") })],
  [changed(DEEP, (drawing) => drawing.languages.push("en"))],
  [draw("lang language 1=fr 2=fr >x \n x hangup \n desk operator \n two operator")],
  [draw(DEEP), { bucketIds: new Set(), skillIds: new Set() }],
  [draw("lang language 1=en >x \n x hangup \n desk operator"), { skillIds: new Set() }],
  [draw("pin collect 6-4 >x \n x hangup \n desk operator")],
  [withNode(OPEN, "open", hours([day("17:00", "09:00")], "Mars/North"))],
  [changed(DEEP, (drawing) => drawing.nodes.push({ ...nodeOf(drawing, "it") }))],
  [changed(DEEP, (drawing) => (drawing.start = "nowhere"))],
  [draw("a menu 1>gone ~gone \n b say >gone \n it bucket \n desk operator")],
  [draw("a say >it \n it bucket \n desk operator")],
  [draw("a menu 1>it \n it bucket \n desk operator")],
  [
    draw(
      "a menu 1>b\nb menu 1>c\nc menu 1>d\nd menu 1>e\ne menu 1>f\nf menu 1>g\ng menu 1>it\nit bucket\ndesk operator",
    ),
  ],
  [draw("a menu 1>a ~a \n far menu 1>far \n desk operator")],
  [withNode(DEEP, "d", { prompt: { fr: "<b>", en: "" } })],
  [
    withNode(DEEP, "a", {
      prompt: { en: "word ".repeat(200) },
      options: [{ key: "1", label: { en: "x".repeat(41) }, to: "b" }],
    }),
  ],
  [
    draw(
      "if condition tier=>it tier=gold>it tier=gold>it language=fr>it tier=basic|silver>it >it \n it bucket",
    ),
  ],
  [subtree("x"), { parts: new Map() }],
  [
    subtree("x"),
    { parts: new Map([["x", MenuTree.parse({ ...subtree("x"), id: "x", isPart: true })]]) },
  ],
  [
    subtree("x"),
    {
      parts: new Map([
        [
          "x",
          MenuTree.parse({
            ...mute,
            languages: ["en"],
            nodes: Array.from({ length: 4999 }, (_, n) => ({
              id: `n${String(n)}`,
              kind: "hangup",
              prompt: null,
            })),
            start: "n0",
          }),
        ],
      ]),
    },
  ],
  [
    subtree("x"),
    { parts: new Map([["x", MenuTree.parse({ ...draw("end hangup"), languages: ["zh"] })]]) },
  ],
  [draw("a menu 1>it=red 2>it=red_car 3>it=! \n it bucket \n desk operator")],
  [
    changed("a menu 1>it=red \n it bucket \n desk operator", (drawing) => {
      drawing.languages.push("zh");
      Object.assign(nodeOf(drawing, "a"), {
        options: [
          { key: "1", label: { en: "x" }, to: "it", words: { en: ["red"], fr: ["rouge"] } },
        ],
      });
    }),
  ],
  [draw("who lookup digits:pin >a >a \n a hangup \n desk operator")],
  [draw("pin collect 1-4 secret >who \n who lookup digits:pin >a >a \n a hangup \n desk operator")],
  ...[
    "https://",
    "http://x.example/",
    "https://me:pw@x.example/",
    "https://{number}/",
    "https://x.example/{name}",
  ].map((url): readonly [unknown] => [
    withNode("who lookup https://x.example/ >a >a \n a hangup \n desk operator", "who", {
      source: { kind: "address", url, fields: [] },
    }),
  ]),
  [{ ...draw(DEEP), tests: [{ name: "t", answers: ["1"], bucketId: "it" }] }],
  [{ ...draw(DEEP), tests: [{ name: "t", answers: ["1"], bucketId: null }] }],
  [draw(DEEP), { staffedBucketIds: new Set() }],
  [withNode(OPEN, "open", hours([]))],
  [withNode(OPEN, "open", hours([day("00:00", "24:00", [1, 2, 3, 4, 5, 6, 7])]))],
  [
    withNode(
      OPEN,
      "open",
      hours([day("09:00", "12:00"), day("12:01", "17:00"), day("16:00", "18:00")]),
    ),
  ],
  [draw(OPEN.replace(">bye", ">a"))],
  [
    draw(OPEN),
    {
      bucketHours: new Map([
        ["it", { timeZone: "UTC", periods: [], holidays: null, closedOn: [] }],
      ]),
    },
  ],
];

const FOUND: readonly Finding[] = TREES.flatMap(
  ([input, known]) => validateTree(input, known).findings,
);

describe("findings in another language", () => {
  test("[F109] every finding but those of shape names its variant, and each has been seen", () => {
    const seen = new Set(FOUND.flatMap(({ variant }) => (variant === undefined ? [] : [variant])));
    expect([...seen].sort()).toEqual(Object.keys(chinese).sort());
    const without = FOUND.filter(({ variant }) => variant === undefined);
    expect([...new Set(without.map(({ rule }) => rule))]).toEqual([]);
  });

  test("[F109] what stands between the words in English is among the values", () => {
    for (const { message, values = {}, variant } of FOUND) {
      const numbers = message.match(/\d+/g) ?? [];
      const given = Object.values(values).join(" ");
      const lacking = numbers.filter((number) => !given.includes(number));
      // Limits that a sentence names as such are in the Chinese one too.
      expect([variant, lacking.filter((number) => !["9", "0", "5000"].includes(number))]).toEqual([
        variant,
        [],
      ]);
    }
  });

  test("[K36] Chinese has every finding, with nothing left to fill in", () => {
    for (const finding of FOUND) {
      const { message, mend } = findingWords(finding, "zh");
      expect(message + mend).toMatch(/\p{sc=Han}/u);
      expect(message + mend).not.toMatch(/\{\{|undefined/);
      expect(message).not.toBe(finding.message);
    }
  });

  test("[K36] English, and what has no other words, is what the rule says", () => {
    const [finding] = validateTree(draw("a menu 1>it \n it bucket")).findings;
    if (finding === undefined) throw new Error("nothing was found");
    const { message, mend } = finding;
    expect(findingWords(finding, "en")).toEqual({ message, mend });
    expect(findingWords({ ...finding, variant: "toString" }, "zh")).toEqual({ message, mend });
    const place = { rule: "F13", severity: "red" as const, nodeId: null, message, mend };
    expect(
      findingWords(
        { ...place, variant: "wordsMissing", values: { place: "label of key 3", languages: "fr" } },
        "zh",
      ).message,
    ).toBe("按键名称 3 缺少 fr。");
  });
});
