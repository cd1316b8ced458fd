import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { menuCommand } from "../../src/cli/menu-command.js";
import { draw } from "./draw.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "strowger-menu-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

describe("npm run menu", () => {
  test("[F34] says so when there is nothing to say", () => {
    expect(menuCommand(["validate", "flows/trees/it-support.json"])).toEqual({
      lines: ["no findings"],
      exitCode: 0,
    });
  });

  test("[F34] prints one line a finding and ends with 1 when one is red", () => {
    const tree = draw("n1 menu 1>it 2>nowhere \n it bucket \n desk operator");
    expect(menuCommand(["validate", file("short.json", JSON.stringify(tree))])).toEqual({
      lines: [
        "red F3 n1: Key 2 leads to nowhere, which does not exist. — Let it lead to a node of this tree.",
        expect.stringMatching(/^red F7 it: .* 1 level; .* — .*shortcut/),
      ],
      exitCode: 1,
    });
  });

  test("[F34] advice alone ends with 0", () => {
    const tree = draw("n1 menu 1!>it \n it bucket \n desk operator");
    for (const node of tree.nodes) node["prompt"] = { en: "hello", fr: "bonjour" };
    const { lines, exitCode } = menuCommand([
      "validate",
      file("advice.json", JSON.stringify(tree)),
    ]);
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => line.startsWith("yellow F13 "))).toBe(true);
    expect(exitCode).toBe(0);
  });

  test("[F34] ends with 1 when there is no such file, no JSON, or no tree in it", () => {
    const missing = menuCommand(["validate", path.join(folder, "missing.json")]);
    expect(missing).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining("cannot be read")],
    });
    const broken = menuCommand(["validate", file("broken.json", "{ nodes: ")]);
    expect(broken).toMatchObject({ exitCode: 1, lines: [expect.stringContaining("is not JSON")] });
    const other = menuCommand(["validate", file("other.json", "[]")]);
    expect(other).toMatchObject({ exitCode: 1, lines: [expect.stringMatching(/^red F1 tree: /)] });
    expect(menuCommand(["validate", folder]).exitCode).toBe(1);
  });

  test("[F34] tells how it is used", () => {
    for (const args of [[], ["validate"], ["draw", "x.json"], ["validate", "a.json", "b.json"]]) {
      expect(menuCommand(args)).toEqual({
        lines: [
          "Usage: npm run menu -- validate|test|advise FILE.json, or import FILE [--out FILE.json]",
        ],
        exitCode: 1,
      });
    }
  });

  test("[F34] a tree cannot steer the terminal", () => {
    const tree = draw("n1 menu 1>it \n it bucket \n desk operator");
    tree.start = "\u001B[2Jgone\nred F99";
    const { lines } = menuCommand(["validate", file("rude.json", JSON.stringify(tree))]);
    expect(lines.join("")).not.toMatch(/\p{Cc}/u);
  });

  test("[F67] says how long the tree keeps people, and what would be quicker", () => {
    const { lines, exitCode } = menuCommand(["advise", "flows/trees/it-support.json"]);
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatch(
      /^IT support: \d+\.\d s to a bucket on average; no tree can do better than \d+\.\d s\.$/,
    );
    expect(
      lines
        .slice(2)
        .every((line) => /^\d+\.\d\d s (reorder|merge|promote|split|shortcut) /.test(line)),
    ).toBe(true);
  });

  test("[F67] a tree that may not be published has its findings told instead", () => {
    const tree = draw("n1 menu 1>it \n it bucket");
    const { lines, exitCode } = menuCommand(["advise", file("red.json", JSON.stringify(tree))]);
    expect(exitCode).toBe(1);
    expect(lines.join("\n")).toContain("red F7 it");
  });

  test("[F71] prints one line a saved test, and ends with 1 when one fails", () => {
    const tree = {
      ...draw(
        "n1 menu 1>n2 \n n2 menu 1>n3 \n n3 menu 1>n4 \n n4 menu 1>it 2>sales \n it bucket \n sales bucket \n desk operator",
      ),
      tests: [
        { name: "servers", answers: ["1", "1", "1", "1"], bucketId: "it" },
        { name: "prices", answers: ["1", "1", "1", "1"], bucketId: "sales" },
      ],
    };
    expect(menuCommand(["test", file("tests.json", JSON.stringify(tree))])).toEqual({
      lines: [
        "ok servers",
        "failed prices: It comes out in the bucket it at it.",
        "1 passed, 1 failed",
      ],
      exitCode: 1,
    });
    const without = { ...tree, tests: [] };
    expect(menuCommand(["test", file("none.json", JSON.stringify(without))]).lines).toEqual([
      "no tests",
    ]);
  });

  test("[F106] prints the tree of another exchange's menus, and what was lost beside it", () => {
    const xml =
      '<menus><menu name="shop"><entry action="menu-exec-app" digits="1" param="transfer 1000"/></menu></menus>';
    const from = file("shop.xml", xml);
    const { lines, remarks, exitCode } = menuCommand(["import", from]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(lines.join("\n"))).toMatchObject({ id: "shop", start: "shop" });
    expect(remarks).toEqual([
      "shop: 3 nodes out of a freeswitch file.",
      "shop › 1: transfer 1000 — A bucket that does not exist yet: choose one of yours.",
    ]);
    const out = path.join(folder, "shop.json");
    expect(menuCommand(["import", from, "--out", out])).toEqual({
      lines: [`written to ${out}`],
      remarks,
      exitCode: 0,
    });
    expect(menuCommand(["validate", out]).lines.join("\n")).toContain("red F7 1000");
  });

  test("[F106] ends with 1 when the file is refused or cannot be read, and writes nothing", () => {
    const out = path.join(folder, "none.json.out");
    const broken = menuCommand(["import", file("broken.xml", "<menu"), "--out", out]);
    expect(broken).toMatchObject({ lines: [], exitCode: 1 });
    expect(broken.remarks?.[0]).toMatch(/^MENU_FILE_BROKEN: /);
    expect(menuCommand(["validate", out]).lines[0]).toContain("cannot be read");
    expect(menuCommand(["import", path.join(folder, "missing.xml")]).exitCode).toBe(1);
    expect(menuCommand(["import", "a.xml", "--into", "b.json"]).lines[0]).toMatch(/^Usage: /);
  });

  test("[F106] what was exported is checked without taking its cover off", () => {
    const tree: unknown = JSON.parse(readFileSync("flows/trees/it-support.json", "utf8"));
    const cover = { format: "strowger.menu", formatVersion: 1, tree };
    expect(menuCommand(["validate", file("cover.json", JSON.stringify(cover))]).lines).toEqual([
      "no findings",
    ]);
  });
});
