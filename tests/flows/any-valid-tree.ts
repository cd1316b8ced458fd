/** Trees that keep the rules, drawn by chance, for properties. */
import fc from "fast-check";
import { MenuTree } from "../../protocol/menu-tree.js";
import { draw, drawTree } from "./draw.js";

/** Numbers to decide with, read round and round. */
export const tapes = fc.array(fc.nat(999), { minLength: 8, maxLength: 40 });

/** Three levels deep. */
export const PART = MenuTree.parse({
  ...draw(
    `a   menu 1>b=red ~op
     b   menu 1>c 2>a
     c   collect 3-4 # >d
     d   lookup >e >e ~x
     e   menu 1>x
     x   bucket
     op  operator`,
    ["en", "zh"],
  ),
  id: "part",
  isPart: true,
});
export const PARTS = new Map([["part", PART]]);

/**
 * A tree that keeps the rules: menus of one to three options, 4 to 6 levels to each bucket, with
 * prompts, digits and hours in between, shortcuts, and options back up.
 */
export function treeOf(tape: readonly number[]): MenuTree {
  let read = 0;
  const decide = (sides: number) => (tape[read++ % tape.length] ?? 0) % sides;
  const lines: string[] = [];
  let count = 0;

  /** Draws what the caller comes to after `levels` keys, and says what it is called. */
  const grow = (levels: number, above: readonly string[], mayPass = true): string => {
    const id = `n${String(count++)}`;
    const isLast = levels === 6 || (levels >= 4 && decide(2) === 0);
    if (isLast) {
      const kinds = ["hangup", "callback", "voicemail", "bucket", "bucket", "bucket", "bucket"];
      lines.push(`${id} ${kinds[decide(kinds.length)] ?? ""}`);
      return id;
    }
    const place = lines.length;
    // Held open, so that a node stands before those it leads to.
    lines.push("");
    // One thing at most between two menus.
    switch (mayPass ? decide(12) : 12) {
      case 0:
        lines[place] = `${id} say >${grow(levels, above, false)}`;
        break;
      case 1: {
        const next = grow(levels, above, false);
        lines[place] = `${id} collect 3-4 # >${next} ~${decide(2) === 0 ? next : "desk"}`;
        break;
      }
      case 2:
        lines[place] = `${id} hours 09:00-17:00 >${grow(levels, above, false)} >bye`;
        break;
      case 4:
        lines[place] = `${id} article >bye >${grow(levels, above, false)}`;
        break;
      case 5: {
        const next = grow(levels, above, false);
        lines[place] = `${id} lookup https://crm.example/{number} >${next} >${next} ~bye`;
        break;
      }
      case 6:
      case 7:
        lines[place] =
          levels <= 3 ? `${id} subtree part` : `${id} say >${grow(levels, above, false)}`;
        break;
      case 3: {
        const next = grow(levels, above, false);
        lines[place] =
          `${id} condition language=zh>${next} tier=gold>desk length@desk=3>bye >${next}`;
        break;
      }
      default: {
        const options = Array.from({ length: 1 + decide(2) }, (_, index) => {
          const words = decide(3) === 0 ? `=${["red", "blue"][index] ?? ""}` : "";
          return `${String(index + 1)}>${grow(levels + 1, [...above, id])}${words}`;
        });
        const up = above[decide(above.length + 3)];
        if (up !== undefined) options.push(`9>${up}`);
        if (decide(5) === 0) options.push("8!>fire");
        lines[place] = `${id} menu ${options.join(" ")}`;
      }
    }
    return id;
  };

  const main = grow(1, []);
  const extras = ["fire bucket", "bye hangup"].filter((line) =>
    lines.some((other) => new RegExp(`[>~]${line.split(" ")[0] ?? ""}`).test(other)),
  );
  const all = [`lang language 1=en 2=zh >${main}`, ...lines, ...extras, "desk operator"];
  return drawTree(all.join("\n"), ["en", "zh"]);
}
