import { expect, test } from "@jest/globals";
import { validateTree } from "../../../flows/validate.js";
import { drawnOf, lostIn, made, refusalOf } from "./home.js";

interface Way {
  readonly event: string;
  readonly next?: string;
  readonly conditions?: readonly object[];
}

type Widget = [name: string, type: string, transitions: readonly Way[], properties?: object];

function widget(...[name, type, transitions, properties]: Widget): object {
  return { name, type, transitions, properties: { offset: { x: 0, y: 0 }, ...properties } };
}

type Match = [next: string, type: string, value: string, asked: string];

function match(...[next, type, value, asked]: Match): Way {
  const condition = { friendly_name: `${type} ${value}`, arguments: [asked], type, value };
  return { event: "match", next, conditions: [condition] };
}

const digits = "{{widgets.main_menu.Digits}}";
const speech = "{{widgets.main_menu.SpeechResult}}";

const HOTLINE = {
  description: "Hotline",
  initial_state: "Trigger",
  flags: { allow_concurrent_calls: true },
  states: [
    widget("Trigger", "trigger", [
      { event: "incomingMessage", next: "answer_text" },
      { event: "incomingCall", next: "remember" },
      { event: "incomingRequest" },
    ]),
    widget("remember", "set-variables", [{ event: "next", next: "which_number" }], {
      variables: [{ key: "a", value: "b" }],
    }),
    widget("which_number", "split-based-on", [
      { event: "noMatch", next: "clock" },
      match("vip", "matches_any_of", "+15550100, +15550101", "{{trigger.call.To}}"),
      match("vip", "equal_to", "gold", "{{flow.variables.tier}}"),
    ]),
    widget("clock", "split-based-on", [
      { event: "noMatch", next: "main_menu" },
      match("bye", "is_before_time", "08:30", "{{flow.time}}"),
    ]),
    widget(
      "main_menu",
      "gather-input-on-call",
      [
        { event: "keypress", next: "split_keys" },
        { event: "speech", next: "split_words" },
        { event: "timeout", next: "main_menu" },
      ],
      {
        say: "<speak>Welcome. For sales press 1.</speak>",
        language: "en-US",
        timeout: 90,
        number_of_digits: 1,
        hints: "sales",
      },
    ),
    widget("split_keys", "split-based-on", [
      { event: "noMatch", next: "sorry" },
      match("sales_queue", "equal_to", "1", digits),
      match("contract", "matches_any_of", "2, 3", digits),
      match("desk", "equal_to", "0", digits),
      match("desk", "equal_to", "*", digits),
      match("desk", "equal_to", "42", digits),
      match("desk", "regex", "^[4-6]$", digits),
      match("bye", "equal_to", "1", digits),
    ]),
    widget("split_words", "split-based-on", [
      { event: "noMatch", next: "sorry" },
      match("sales_queue", "contains", "Sales", speech),
      match("sales_queue", "matches_any_of", "buy, price", speech),
      match("desk", "contains", "human", speech),
    ]),
    widget("sorry", "say-play", [{ event: "audioComplete", next: "main_menu" }], {
      say: "That was not on the menu.",
    }),
    widget("sales_queue", "enqueue-call", [{ event: "callComplete", next: "bye" }], {
      queue_name: "Sales",
    }),
    widget(
      "contract",
      "gather-input-on-call",
      [{ event: "keypress", next: "crm" }, { event: "timeout" }],
      { say: "Enter your number.", number_of_digits: 8, finish_on_key: "#", loop: 2 },
    ),
    widget(
      "crm",
      "make-http-request",
      [
        { event: "success", next: "desk" },
        { event: "failed", next: "fn" },
      ],
      { method: "GET", url: "https://crm.example/{{widgets.contract.Digits}}" },
    ),
    widget("fn", "run-function", [
      { event: "success", next: "record" },
      { event: "fail", next: "bye" },
    ]),
    widget("desk", "connect-call-to", [{ event: "callCompleted" }], {
      noun: "number",
      to: "Service desk",
      record: true,
    }),
    widget("vip", "send-to-flex", [{ event: "callComplete" }], {
      workflow: "WW0123456789abcdef0123456789abcdef",
    }),
    widget("record", "record-voicemail", [
      { event: "recordingComplete", next: "bye" },
      { event: "hangup" },
    ]),
    widget("bye", "say-play", [{ event: "audioComplete" }], {
      play: "https://cdn.example/bye.mp3",
    }),
    widget("answer_text", "send-message", [{ event: "sent" }], { body: "Hello" }),
    widget("alone", "say-play", [{ event: "audioComplete", next: "main_menu" }], { say: "Nobody" }),
    widget("newer", "brain-scan", [{ event: "done", next: "lost" }]),
  ],
};

test("[F104] widgets become the nodes that do the same", () => {
  const { tree } = made(JSON.stringify(HOTLINE), "flow.json");
  expect({ name: tree.name, start: tree.start, drawn: drawnOf(tree) }).toMatchInlineSnapshot(`
   {
     "drawn": [
       "which_number condition address>vip clock",
       "clock condition hours>bye main_menu",
       "main_menu menu 1>sales_queue 2>contract 3>contract silence*2>end wrong*2>end",
       "end hangup",
       "sales_queue bucket sales",
       "contract collect >crm silence*1>end",
       "crm lookup desk record",
       "desk operator bkt-7",
       "vip bucket vip",
       "record voicemail record",
       "bye say >end",
       "alone say >main_menu",
     ],
     "name": "Hotline",
     "start": "which_number",
   }
  `);
  expect(tree.nodes.find(({ id }) => id === "main_menu")).toMatchObject({
    prompt: { en: "Welcome. For sales press 1." },
    firstDigitSeconds: 60,
    options: [
      { key: "1", label: { en: "sales queue" }, words: { en: ["sales", "buy", "price"] } },
      { key: "2" },
      { key: "3" },
    ],
    invalid: { prompt: { en: "That was not on the menu." }, times: 2, fallback: "end" },
  });
  expect(tree.nodes.find(({ id }) => id === "contract")).toMatchObject({
    maxDigits: 8,
    terminator: "#",
    noInput: { times: 1 },
  });
  expect(tree.nodes.find(({ id }) => id === "crm")).toMatchObject({
    source: { url: "https://crm.example/{digits:contract}" },
  });
});

test("[F105] what Studio has and a menu has not is one line each", () => {
  expect(lostIn(made(JSON.stringify(HOTLINE), "flow.json"))).toMatchInlineSnapshot(`
   [
     "split_keys › * | desk | reserved",
     "split_keys › 42 | desk | keys",
     "split_keys › regex ^[4-6]$ | desk | keys",
     "split_keys › 1 | bye | twice",
     "main_menu › speech | human › desk | spoken",
     "remember | set-variables | passed",
     "which_number | {{flow.variables.tier}} equal_to gold | dropped",
     "clock | split-based-on | zone",
     "main_menu › hints | sales | dropped",
     "main_menu › say | <speak>Welcome. For sales press 1.</speak> | plain",
     "main_menu › timeout | 90 | nearest",
     "main_menu › timeout | main_menu | endless",
     "main_menu › noMatch | sorry | endless",
     "sales_queue › callComplete | bye | after",
     "crm | make-http-request | fields",
     "fn | run-function | passed",
     "desk › record | true | dropped",
     "vip | send-to-flex WW0123456789abcdef0123456789abcdef | bucket",
     "record › recordingComplete | bye | after",
     "record | record-voicemail | bucket",
     "bye › play | https://cdn.example/bye.mp3 | words",
     "answer_text | send-message | passed",
     "newer | brain-scan | passed",
   ]
  `);
});

test("[F104] what the API wraps round the flow is taken off", () => {
  const { states, initial_state } = HOTLINE;
  const wrapped = { sid: "FW1", friendly_name: "x", definition: { states, initial_state } };
  expect(made(JSON.stringify(wrapped), "my flow.json").tree.name).toBe("my flow");
});

test("[F104] a flow without findings of its own leads where it led", () => {
  const { tree } = made(JSON.stringify(HOTLINE), "flow.json");
  const rules = new Set(validateTree(tree).findings.map(({ rule }) => rule));
  // Levels are the house's rule and not the flow's; nothing leads to one widget.
  expect([...rules].sort()).toEqual(["F10", "F7"]);
});

test("[F102] flows that run in circles, lead nowhere or are no flows at all", () => {
  const round = [
    widget("Trigger", "trigger", [{ event: "incomingCall", next: "a" }]),
    widget("a", "set-variables", [{ event: "next", next: "b" }]),
    widget("b", "run-function", [{ event: "success", next: "a" }]),
  ];
  const { tree, lost } = made(JSON.stringify({ initial_state: "Trigger", states: round }));
  expect(drawnOf(tree)).toEqual(["end hangup"]);
  expect(lost.map(({ kind }) => kind)).toEqual(["passed", "passed", "missing"]);

  const many = Array.from({ length: 100_000 }, (_, n) => widget(`w${String(n)}`, "say-play", []));
  const huge = widget("say", "say-play", [], { say: "x".repeat(1_000_000) });
  const start = widget("Trigger", "trigger", [{ event: "incomingCall", next: "say" }]);
  expect(made(JSON.stringify({ initial_state: "Trigger", states: [start, huge] })).lost).toEqual([
    expect.objectContaining({ where: "say › say", kind: "cut" }),
  ]);
  expect([
    refusalOf(JSON.stringify({ initial_state: "w0", states: many })),
    refusalOf(JSON.stringify({ initial_state: "x", states: [] })),
    refusalOf(JSON.stringify({ initial_state: "x", states: [{ name: 7 }] })),
    refusalOf(JSON.stringify({ initial_state: "x", states: [huge] })),
  ]).toMatchInlineSnapshot(`
   [
     "MENU_FILE_TOO_LARGE file",
     "MENU_FILE_INVALID states",
     "MENU_FILE_INVALID states.0.name",
     "MENU_FILE_INVALID initial_state",
   ]
  `);
});

test("[F102] a chain of thousands of widgets takes no time to speak of", () => {
  const states = Array.from({ length: 4900 }, (_, n) =>
    widget(`w${String(n)}`, n % 2 === 0 ? "set-variables" : "say-play", [
      { event: n % 2 === 0 ? "next" : "audioComplete", next: `w${String(n + 1)}` },
    ]),
  );
  const trigger = widget("__proto__", "trigger", [{ event: "incomingCall", next: "w0" }]);
  const { tree } = made(
    JSON.stringify({ initial_state: "__proto__", states: [trigger, ...states] }),
  );
  expect(tree.nodes).toHaveLength(2451);
});
