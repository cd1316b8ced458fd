import { describe, expect, test } from "@jest/globals";
import { validateTree } from "../../flows/validate.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { draw, drawTree, nodeOf } from "./draw.js";
import { end, log } from "./walker.js";

//  main ─1 host─> servers ■
//   ├──2 mail─> post ■
//   └──3─> bye ■              only with its key
const TREE = drawTree(`
  main     menu 1>servers=host|the_machine_room 2>post=mail|post 3>bye
  servers  bucket
  post     bucket
  bye      hangup
  desk     operator`);

/** Options that can be said in a language of their own. */
function spoken(words: Record<string, Record<string, string[]>>, languages = ["en"]): MenuTree {
  const drawing = draw("main menu 1>a 2>b \n a bucket \n b bucket \n desk operator", languages);
  const { options } = nodeOf(drawing, "main") as unknown as {
    options: { key: string; words: Record<string, string[]> }[];
  };
  for (const option of options) option.words = words[option.key] ?? {};
  return MenuTree.parse(drawing);
}

function findings(tree: MenuTree): string[] {
  return validateTree(tree)
    .findings.filter(({ rule }) => rule === "F36")
    .map(({ severity, message }) => `${severity} ${message}`);
}

describe("words for keys", () => {
  test("[F35] words are the key of the option that has them", () => {
    expect(log(TREE, '"My_HOST_is_down.')).toBe(`
start -> moved main: main
1 -> moved servers: servers
`);
    expect(end(TREE, '"it_is_the_ｍａｃｈｉｎｅ_room!').path).toEqual([
      { key: "1", label: "servers" },
    ]);
    expect(end(TREE, '"Mail').nodeId).toBe("post");
  });

  test("[F35] other words, parts of words and words of several options are wrong answers", () => {
    expect(log(TREE, '"ghosts "machine_room')).toBe(`
start -> moved main: main
“ghosts” -> invalid main: wrong key, main
“machine room” -> fallback desk: desk
`);
    expect(log(TREE, '"mail_from_the_host')).toContain("invalid main");
    expect(log(TREE, '"bye "_')).toContain("silence -> no_input main");
  });

  test("[F35] signs are words where writing has no spaces; the caller's language counts", () => {
    const tree = spoken({ "1": { zh: ["打印机"] }, "2": { zh: ["网络"], en: ["打印"] } }, [
      "zh",
      "en",
    ]);
    expect(end(tree, '"我的打印机坏了').nodeId).toBe("a");
    expect(end(tree, '"打印').nodeId).toBe("main");
  });

  test("[F35] digits and languages take no words, and hostile words harm nothing", () => {
    const tree = drawTree(`
      lang  language 1=en >pin
      pin   collect 4-6 # secret >it
      it    bucket
      desk  operator`);
    expect(log(tree, '"english 1 "1234')).toBe(`
start -> moved lang: lang
“english” -> invalid lang: wrong key, lang
1 -> moved pin: pin
• -> invalid pin: wrong key, pin
`);
    const { fact } = { fact: log(TREE, `"\u0000\uD800${"x".repeat(480)}`) };
    expect(fact).toContain(`“ ${"x".repeat(59)}” -> invalid`);
  });

  test("[F36] a word stands for one option", () => {
    expect(findings(TREE)).toEqual([]);
    expect(findings(spoken({ "1": { en: ["Mail"] }, "2": { en: ["mail!"] } }))).toEqual([
      "red “mail” in en is a word of key 1 and of key 2: whoever says “mail” could mean either.",
    ]);
    expect(findings(spoken({ "1": { en: ["mail"] }, "2": { en: ["mail room"] } }))).toEqual([
      "red “mail” in en is a word of key 2 and of key 1: whoever says “mail room” could mean either.",
    ]);
    expect(
      findings(spoken({ "1": { en: ["mail", "mail room"] }, "2": { en: ["email"] } })),
    ).toEqual([]);
  });

  test("[F36] words that cannot be said are refused, forgotten languages pointed out", () => {
    expect(findings(spoken({ "1": { en: ["?!"] } }))).toEqual([
      "red Key 1 has words that nobody can say.",
    ]);
    expect(findings(spoken({ "1": { en: ["mail"], fr: ["poste"] } }, ["en", "zh"]))).toEqual([
      "yellow Key 1 can be said, but not in zh.",
      "yellow Key 1 has words in fr, which the tree does not speak.",
    ]);
    const marked = spoken({ "1": { en: ["<b>mail</b>"] } });
    expect(validateTree(marked).findings.map(({ rule }) => rule)).toContain("F17");
  });

  test("[F37] a node may be heard to its end", () => {
    expect(end(TREE, "").expects).not.toHaveProperty("patient");
    const drawing = draw("main menu 1>pin \n pin collect 1-4 >it \n it bucket \n desk operator");
    for (const id of ["main", "pin"]) nodeOf(drawing, id)["bargeIn"] = false;
    const tree = MenuTree.parse(drawing);
    expect(end(tree, "").expects).toMatchObject({ patient: true });
    expect(end(tree, "1").expects).toMatchObject({ patient: true });
  });
});
