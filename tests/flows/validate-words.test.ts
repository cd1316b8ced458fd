import { describe, expect, test } from "@jest/globals";
import { validateTree, type Validation } from "../../flows/validate.js";
import { draw, nodeOf, type Drawing } from "./draw.js";

function good(languages: readonly string[] = ["en"]): Drawing {
  return draw(
    `a     menu 1>b
     b     menu 1>c
     c     menu 1>d
     d     menu 1>it
     it    bucket
     desk  operator`,
    languages,
  );
}

function told({ findings }: Validation): string[] {
  return findings.map(({ rule, severity, nodeId }) => `${severity} ${rule} ${nodeId ?? "tree"}`);
}

/** A good tree with one thing changed. */
function changed(
  id: string,
  change: Record<string, unknown>,
  languages?: readonly string[],
): string[] {
  const drawing = good(languages);
  Object.assign(nodeOf(drawing, id), change);
  return told(validateTree(drawing));
}

describe("what is said", () => {
  test("[F13] prompts and labels exist in every language", () => {
    const both = ["en", "zh"];
    expect(changed("b", {}, both)).toEqual([]);
    expect(changed("b", { prompt: { en: "b" } }, both)).toEqual(["red F13 b"]);
    expect(changed("b", { prompt: { en: "b", zh: "  " } }, both)).toEqual(["red F13 b"]);
    expect(changed("it", { prompt: { zh: "好" } }, both)).toEqual(["red F13 it"]);
    const options = [{ key: "1", label: { en: "c" }, to: "c" }];
    expect(changed("b", { options }, both)).toEqual(["red F13 b"]);
    const noInput = { prompt: { en: "again" }, times: 2, fallback: "desk" };
    expect(changed("b", { noInput }, both)).toEqual(["red F13 b"]);
  });

  test("[F13] a bucket may say nothing", () => {
    expect(changed("it", { prompt: null })).toEqual([]);
  });

  test("[F13] words in a language the tree does not speak are pointed out", () => {
    expect(changed("b", { prompt: { en: "b", fr: "b" } })).toEqual(["yellow F13 b"]);
  });

  test("[F14] the languages of a choice are the tree's, each once", () => {
    const lang = (options: string, languages: string[]) => {
      const drawing = good(languages);
      const asks = draw(`lang language ${options} >a`, languages);
      return told(
        validateTree({ ...drawing, start: "lang", nodes: [...asks.nodes, ...drawing.nodes] }),
      );
    };
    expect(lang("1=en 2=zh", ["en", "zh"])).toEqual([]);
    expect(lang("1=en 2=fr", ["en"])).toEqual(["red F14 lang"]);
    expect(lang("1=en 2=en", ["en"])).toEqual(["red F14 lang"]);
    expect(told(validateTree({ ...good(), languages: ["en", "en"] }))).toEqual(["red F14 tree"]);
  });

  test("[F16] buckets and skills exist in the organisation", () => {
    const drawing = good();
    const asks = draw("lang language 1=en >a");
    const tree = { ...drawing, start: "lang", nodes: [...asks.nodes, ...drawing.nodes] };
    const known = (buckets: string[], skills: string[]) =>
      told(validateTree(tree, { bucketIds: new Set(buckets), skillIds: new Set(skills) }));
    expect(known(["it", "desk"], ["speaks-en"])).toEqual([]);
    expect(known(["it"], [])).toEqual(["red F16 lang", "red F16 desk"]);
    expect(told(validateTree(tree))).toEqual([]);
  });

  test("[F17] everything said is plain text", () => {
    const spoiled = [
      "press \u0000 one",
      "press \u001B[2J",
      "<Say>press one</Say>",
      "press <b>one</b>",
      "press &lt;one",
      "<!-- press -->",
      "press \uD800",
      "press \u202Eeno",
    ];
    for (const text of spoiled) {
      expect(changed("b", { prompt: { en: text } })).toEqual(["red F17 b"]);
    }
    for (const text of [
      "Press 1\nor 2.",
      "AT&T: 3 < 4",
      "服务器请按 1。",
      "R&D; press 1",
      "👍🏽 1",
    ]) {
      expect(changed("b", { prompt: { en: text } })).toEqual([]);
    }
    expect(changed("b", { options: [{ key: "1", label: { en: "<i>c" }, to: "c" }] })).toEqual([
      "red F17 b",
    ]);
    expect(told(validateTree({ ...good(), name: "Desk\u0007" }))).toEqual(["red F17 tree"]);
  });

  test("[F18] a prompt is short enough to be remembered", () => {
    const sentence = "For servers, press 1. ";
    expect(changed("b", { prompt: { en: sentence.repeat(18) } })).toEqual([]);
    expect(changed("b", { prompt: { en: sentence.repeat(20) } })).toEqual(["yellow F18 b"]);
    expect(changed("b", { prompt: { en: "服务器请按".repeat(24) } })).toEqual([]);
    expect(changed("b", { prompt: { en: "服务器请按".repeat(25) } })).toEqual(["yellow F18 b"]);
    const label = (length: number) => [{ key: "1", label: { en: "x".repeat(length) }, to: "c" }];
    expect(changed("b", { options: label(40) })).toEqual([]);
    expect(changed("b", { options: label(41) })).toEqual(["yellow F18 b"]);
  });

  test("[F18] advice comes after what must be mended", () => {
    const drawing = good();
    Object.assign(nodeOf(drawing, "a"), { prompt: { en: "word ".repeat(80) } });
    Object.assign(nodeOf(drawing, "it"), { prompt: { en: "<b>" } });
    expect(told(validateTree(drawing))).toEqual(["red F17 it", "yellow F18 a"]);
  });
});

describe("digits and hours", () => {
  const before = (line: string) => {
    const drawing = good();
    const first = draw(line);
    return { ...drawing, start: first.start, nodes: [...first.nodes, ...drawing.nodes] };
  };

  test("[F19] the least number of digits is not above the most", () => {
    expect(told(validateTree(before("pin collect 4-4 >a")))).toEqual([]);
    expect(told(validateTree(before("pin collect 5-4 >a")))).toEqual(["red F19 pin"]);
  });

  test("[F20] opening hours name a time zone and begin before they end", () => {
    const zone = (timeZone: string) => {
      const drawing = before("open hours 09:00-17:00 >a >desk");
      const periods = [{ days: [1], from: "09:00", to: "24:00" }];
      Object.assign(nodeOf(drawing, "open"), { hours: { timeZone, periods } });
      return told(validateTree(drawing));
    };
    expect(zone("Asia/Shanghai")).toEqual([]);
    expect(zone("Mars/Olympus")).toEqual(["red F20 open"]);
    expect(zone("\u0000")).toEqual(["red F20 open"]);
    const hours = (period: string) => told(validateTree(before(`open hours ${period} >a >desk`)));
    expect(hours("22:00-06:00")).toEqual(["red F20 open"]);
    expect(hours("09:00-09:00")).toEqual(["red F20 open"]);
    expect(hours("25:00-26:00")).toEqual(["red F1 open", "red F1 open"]);
  });
});
