import { describe, expect, test } from "@jest/globals";
import { initialTransition } from "xstate";
import { compileTree } from "../../flows/compile.js";
import { NO_FACTS } from "../../flows/condition.js";
import { startMenu, stepMenu } from "../../flows/step.js";
import { drawTree } from "./draw.js";
import { end, inputOf, log, NOON, walk } from "./walker.js";

//  hello ──> main ─1─> servers ─1─> note ──> linux ■
//             └─2─> network ─1─> vpn ■
const TREE = drawTree(`
  hello    say >main
  main     menu 1>servers 2>network
  servers  menu 1>note 9>main
  note     say >linux
  network  menu 1>vpn
  linux    bucket
  vpn      bucket
  desk     operator`);

describe("keys", () => {
  test("[F21] a key leads on, and prompts on the way are said first", () => {
    expect(log(TREE, "1 1")).toBe(`
start -> moved main: hello, main
1 -> moved servers: servers
1 -> moved linux: note, linux
`);
  });

  test("[F21] the machine is an XState machine with a state for each node", () => {
    const machine = compileTree(TREE);
    expect(Object.keys(machine.states)).toHaveLength(TREE.nodes.length);
    const [start, effects] = initialTransition(machine, { at: NOON, facts: NO_FACTS });
    expect(start.value).toBe("/main");
    expect(effects).toEqual([]);
  });

  test("[F21] ids may hold whatever an id may hold", () => {
    const odd = drawTree(`
      __proto__    menu 1>a.b:c
      a.b:c        menu 1>constructor
      constructor  bucket
      desk         operator`);
    expect(log(odd, "1 1")).toBe(`
start -> moved __proto__: __proto__
1 -> moved a.b:c: a.b:c
1 -> moved constructor: constructor
`);
  });

  test("[F21] the screen names the keys, the path so far and where it ends", () => {
    const [first, second] = walk(compileTree(TREE), "1 1");
    expect(first?.screen.expects).toEqual({
      kind: "key",
      options: [
        { key: "1", label: "servers" },
        { key: "2", label: "network" },
      ],
      firstDigitSeconds: 7,
    });
    expect(second?.screen.path).toEqual([{ key: "1", label: "servers" }]);
    expect(end(TREE, "1 1").expects).toEqual({
      kind: "bucket",
      bucketId: "linux",
      priority: null,
      skills: [],
    });
  });

  test("[F22] 0 leads to the operator from everywhere", () => {
    expect(log(TREE, "0")).toContain("0 -> operator desk: desk");
    expect(log(TREE, "1 0")).toContain("0 -> operator desk: desk");
    expect(end(TREE, "1 0").expects).toMatchObject({ kind: "bucket", bucketId: "desk" });
  });

  test("[F22] without an operator 0 is a wrong key", () => {
    const alone = drawTree(`
      main  menu 1>it ~it
      pin   collect 4-6 >it ~it
      it    bucket`);
    expect(log(alone, "0 0")).toBe(`
start -> moved main: main
0 -> invalid main: wrong key, main
0 -> fallback it: it
`);
  });

  test("[F23] * leads back, and takes the path back with it", () => {
    expect(log(TREE, "1 * 2 *")).toBe(`
start -> moved main: hello, main
1 -> moved servers: servers
* -> back main: main
2 -> moved network: network
* -> back main: main
`);
    expect(end(TREE, "1 *").path).toEqual([]);
    expect(end(TREE, "1 * 2").path).toEqual([{ key: "2", label: "network" }]);
  });

  test("[F23] at the first menu * repeats", () => {
    expect(log(TREE, "* 1 * *")).toBe(`
start -> moved main: hello, main
* -> repeated main: main
1 -> moved servers: servers
* -> back main: main
* -> repeated main: main
`);
  });

  //  main ─1─> servers ─9─> main: the caller is where they began, not two menus further
  test("[F23] an option back up forgets the way since then", () => {
    const screen = end(TREE, "1 9");
    expect(screen).toMatchObject({ nodeId: "main", path: [] });
    expect(log(TREE, "1 9 *")).toContain("* -> repeated main: main");
    expect(end(TREE, "1 9 1 9 1 9 2 1").path).toHaveLength(2);
  });

  test("[F24] # repeats the question", () => {
    expect(log(TREE, "# 1 #")).toBe(`
start -> moved main: hello, main
# -> repeated main: main
1 -> moved servers: servers
# -> repeated servers: servers
`);
  });
});

describe("patience", () => {
  test("[F25] after silence the question comes again, then the fallback", () => {
    expect(log(TREE, ". .")).toBe(`
start -> moved main: hello, main
silence -> no_input main: no key, main
silence -> fallback desk: desk
`);
  });

  test("[F25] the node says how often, and 0 is at once", () => {
    const patient = structuredClone(TREE);
    const main = patient.nodes.find((node) => node.kind === "menu");
    if (main !== undefined) main.noInput.times = 3;
    expect(log(patient, ". . . .").split("\n").at(-2)).toBe("silence -> fallback desk: desk");
    expect(log(patient, ". . .").split("\n").at(-2)).toBe("silence -> no_input main: no key, main");
    if (main !== undefined) main.noInput.times = 0;
    expect(log(patient, ".").split("\n").at(-2)).toBe("silence -> fallback desk: desk");
  });

  test("[F25] coming to a node begins the count anew", () => {
    expect(log(TREE, ". 1 . * .")).toBe(`
start -> moved main: hello, main
silence -> no_input main: no key, main
1 -> moved servers: servers
silence -> no_input servers: no key, servers
* -> back main: main
silence -> no_input main: no key, main
`);
  });

  test("[F25] no digits are silence", () => {
    const machine = compileTree(TREE);
    const { snapshot } = startMenu(machine, NOON);
    const { fact } = stepMenu(machine, snapshot, { type: "digits", digits: "" }, NOON);
    expect(fact).toMatchObject({ input: "silence", result: "no_input" });
  });

  test("[F26] wrong keys have a count of their own", () => {
    expect(log(TREE, "7 . 8")).toBe(`
start -> moved main: hello, main
7 -> invalid main: wrong key, main
silence -> no_input main: no key, main
8 -> fallback desk: desk
`);
    expect(log(TREE, "12")).toContain("12 -> invalid main: wrong key, main");
  });
});

//  lang ─1=en, 2=zh─> main ─1─> again ─1─> it ■
//    ^───────2─────────┘
const SPOKEN = drawTree(
  `
  lang  language 1=en 2=zh >main
  main  menu 1>it 2>lang
  it    bucket
  desk  operator`,
  ["en", "zh"],
);

describe("languages", () => {
  test("[F27] the question is asked in every language", () => {
    const { says, language, expects } = end(SPOKEN, "");
    expect(says).toEqual([
      { text: "lang", language: "en" },
      { text: "lang (zh)", language: "zh" },
    ]);
    expect(language).toBe("en");
    expect(expects).toMatchObject({
      options: [
        { key: "1", label: "English" },
        { key: "2", label: "中文" },
      ],
    });
  });

  test("[F27] a choice sets the language and asks for the skill", () => {
    expect(end(SPOKEN, "2")).toMatchObject({
      language: "zh",
      says: [{ text: "main (zh)", language: "zh" }],
      path: [{ key: "2", label: "中文" }],
    });
    expect(end(SPOKEN, "2 1").expects).toMatchObject({
      skills: [{ skillId: "speaks-zh", level: 3, required: true }],
    });
  });

  test("[F27] a second choice replaces the first, on whatever way the caller came back", () => {
    for (const keys of ["2 * 1 1", "2 2 1 1"]) {
      expect(end(SPOKEN, keys)).toMatchObject({
        language: "en",
        expects: { skills: [{ skillId: "speaks-en", level: 3, required: true }] },
      });
    }
    expect(end(SPOKEN, "2 *").language).toBe("en");
  });
});

//  main ─1─> pin ──> next ─1─> it ■
const DIGITS = drawTree(`
  main    menu 1>pin 2>secret
  pin     collect 4-6 # >next ~next
  secret  collect 1-4 secret >next
  next    menu 1>it
  it      bucket
  desk    operator`);

describe("digits", () => {
  test("[F28] digits within the limits are taken, with or without the key that ends them", () => {
    for (const digits of ["1234", "1234#", "123456"]) {
      const screen = end(DIGITS, `1 ${digits}`);
      const taken = digits.replace("#", "");
      expect(screen).toMatchObject({ nodeId: "next", collected: { pin: taken } });
      expect(screen.path.at(-1)).toEqual({ key: taken, label: "pin" });
    }
  });

  test("[F28] too few, too many and what is no digit are wrong answers", () => {
    for (const digits of ["123", "1234567", "12*4", "1*#", "5"]) {
      expect(log(DIGITS, `1 ${digits}`)).toContain(" -> invalid pin: wrong key, pin");
    }
    expect(log(DIGITS, "1 123 123")).toContain("123 -> fallback next: next");
    expect(end(DIGITS, "1 123 123").collected).toEqual({});
  });

  test("[F28] the ending key alone is a silence", () => {
    expect(log(DIGITS, "1 # .")).toBe(`
start -> moved main: main
1 -> moved pin: pin
silence -> no_input pin: no key, pin
silence -> fallback next: next
`);
  });

  test("[F28] lone keys mean what they mean everywhere, unless they could be an entry", () => {
    expect(log(DIGITS, "1 *")).toContain("* -> back main: main");
    expect(log(DIGITS, "1 0")).toContain("0 -> operator desk: desk");
    expect(log(DIGITS, "2 #")).toContain("# -> repeated secret: secret");
    expect(log(DIGITS, "2 0")).toContain("• -> moved next: next");
  });

  test("[F23] going back over digits leads to the menu before them and keeps the digits", () => {
    expect(log(DIGITS, "1 1234 *")).toContain("* -> back main: main");
    expect(end(DIGITS, "1 1234 *")).toMatchObject({ path: [], collected: { pin: "1234" } });
  });

  test("[F28] secret digits are kept as dots only", () => {
    const steps = walk(compileTree(DIGITS), "2 9876");
    expect(JSON.stringify(steps)).not.toContain("9876");
    expect(steps.at(-1)).toMatchObject({
      fact: { input: "••••", result: "moved" },
      screen: { collected: { secret: "••••" } },
    });
  });

  test("[F28] the screen says what is wanted", () => {
    expect(end(DIGITS, "1").expects).toEqual({
      kind: "digits",
      minDigits: 4,
      maxDigits: 6,
      terminator: "#",
      secret: false,
      firstDigitSeconds: 7,
      interDigitSeconds: 4,
    });
  });
});

describe("opening hours", () => {
  //  open ─┬─ 09:00-17:00, Monday to Friday ─> yes ■
  //        └─ else ─> no ■
  const shop = drawTree(`
    main  menu 1>open
    open  hours 09:00-17:00 >yes >no
    yes   bucket
    no    hangup
    desk  operator`);

  test("[F29] the time of the answer decides, to the minute", () => {
    const at = (day: number, hour: number, minute: number) =>
      end(shop, "1", Date.UTC(2025, 0, day, hour, minute)).nodeId;
    expect(at(1, 8, 59)).toBe("no");
    expect(at(1, 9, 0)).toBe("yes");
    expect(at(1, 16, 59)).toBe("yes");
    expect(at(1, 17, 0)).toBe("no");
    expect([3, 4, 5, 6].map((day) => at(day, 12, 0))).toEqual(["yes", "no", "no", "yes"]);
  });

  test("[F29] a walk that began while it was open may come too late", () => {
    const machine = compileTree(shop);
    const { snapshot } = startMenu(machine, Date.UTC(2025, 0, 1, 16, 59));
    const { screen } = stepMenu(machine, snapshot, inputOf("1"), Date.UTC(2025, 0, 1, 17, 1));
    expect(screen).toMatchObject({ nodeId: "no", expects: { kind: "hangup" } });
  });

  test("[F29] the clocks are those of the time zone, summer time included", () => {
    const berlin = structuredClone(shop);
    for (const node of berlin.nodes) {
      if (node.kind !== "hours") continue;
      node.hours.timeZone = "Europe/Berlin";
      node.hours.periods = [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "09:00" }];
    }
    const at = (month: number, hour: number) =>
      end(berlin, "1", Date.UTC(2025, month, 1, hour, 30)).nodeId;
    expect([at(0, 7), at(0, 8), at(6, 6), at(6, 7)]).toEqual(["yes", "no", "yes", "no"]);
    expect([at(0, 22), at(0, 23), at(6, 21), at(6, 22)]).toEqual(["no", "yes", "no", "yes"]);
  });

  test("[F29] a day on which it is closed has no hours", () => {
    const closed = structuredClone(shop);
    for (const node of closed.nodes) {
      if (node.kind === "hours") node.hours.closedOn = ["2025-01-01"];
    }
    expect(end(closed, "1").nodeId).toBe("no");
    expect(end(closed, "1", NOON + 24 * 3_600_000).nodeId).toBe("yes");
  });

  test("[F29] it may be asked first", () => {
    const first = drawTree(`
      open  hours 09:00-17:00 >yes >no
      yes   menu 1>it
      no    hangup
      it    bucket
      desk  operator`);
    expect(end(first, "").nodeId).toBe("yes");
    expect(end(first, "", Date.UTC(2025, 0, 1, 20)).nodeId).toBe("no");
  });
});

describe("a walk that is put down", () => {
  test("[F30] a snapshot is JSON, and a new machine goes on from it", () => {
    const words = "7 1 * . 1 # 1";
    const kept = walk(compileTree(TREE), words);
    let step = startMenu(compileTree(TREE), NOON);
    const resumed = [step];
    for (const word of words.split(" ")) {
      const snapshot: unknown = JSON.parse(JSON.stringify(step.snapshot));
      step = stepMenu(compileTree(structuredClone(TREE)), snapshot, inputOf(word), NOON);
      resumed.push(step);
    }
    expect(resumed).toEqual(kept);
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
  });

  test("[F30] a step changes nothing but what it returns", () => {
    const machine = compileTree(TREE);
    const { snapshot } = startMenu(machine, NOON);
    const before = JSON.stringify(snapshot);
    const once = stepMenu(machine, snapshot, inputOf("1"), NOON);
    const twice = stepMenu(machine, snapshot, inputOf("1"), NOON);
    expect(twice).toEqual(once);
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  test("[F30] the snapshot of another tree, or of none, is refused", () => {
    const machine = compileTree(TREE);
    const { snapshot } = startMenu(compileTree(DIGITS), NOON);
    const lost = { ...snapshot, context: { ...snapshot.context, nodeId: "pin" } };
    expect(() => stepMenu(machine, lost, inputOf("1"), NOON)).toThrow("another version");
    expect(() => stepMenu(machine, { state: 1 }, inputOf("1"), NOON)).toThrow();
  });

  test("[F31] each answer has the next number, and one that is over stays as it is", () => {
    const steps = walk(compileTree(TREE), "7 1 1 1 0 * # . 99");
    expect(steps.map(({ screen }) => screen.seq)).toEqual([0, 1, 2, 3, 3, 3, 3, 3, 3, 3]);
    expect(steps.at(-1)?.screen).toEqual(steps[3]?.screen);
    expect(steps.slice(4).map(({ fact }) => fact.result)).toEqual(Array(6).fill("repeated"));
  });

  test("[F31] a phone's key and a chat's button give the same screen", () => {
    const machine = compileTree(DIGITS);
    const { snapshot } = startMenu(machine, NOON);
    const phone = stepMenu(machine, snapshot, { type: "key", key: "1" }, NOON);
    const chat = stepMenu(machine, snapshot, { type: "digits", digits: "1" }, NOON);
    expect(chat).toEqual(phone);
  });

  test("[F11] a tree that was never checked may fail, but does not hang", () => {
    const round = drawTree(`
      main  menu 1>a ~main
      a     say >b
      b     say >a`);
    const machine = compileTree(round);
    const { snapshot } = startMenu(machine, NOON);
    expect(() => stepMenu(machine, snapshot, inputOf("1"), NOON)).toThrow();
    expect(() => startMenu(compileTree(drawTree("lost say >nowhere")), NOON)).toThrow();
  });
});
