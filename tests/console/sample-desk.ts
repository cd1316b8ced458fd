/** A small support desk in the middle of its day, for the console's tests and pictures. */
import {
  AttachmentId,
  BucketId,
  CustomerId,
  EngineerId,
  InteractionId,
  MessageId,
  OfferId,
  SkillId,
  UserId,
  ONE_SERVER_NODE,
} from "../../protocol/ids.js";
import {
  UNQUEUED,
  type Interaction,
  type Message,
  type OfferView,
} from "../../protocol/interactions.js";
import {
  type Bucket,
  type Customer,
  DEFAULT_CAPACITY,
  type Engineer,
  type EngineerState,
  type Settings,
  type Skill,
  type User,
} from "../../protocol/organisation.js";
import { DEFAULT_POLICY } from "../../protocol/policy.js";
import { KEEP_FOR_EVER } from "../../protocol/retention.js";
import type { Channel } from "../../protocol/words.js";

export const MINUTE = 60_000;

export const skills: readonly Skill[] = [
  { id: SkillId.parse("windows"), name: "Windows Server" },
  { id: SkillId.parse("network"), name: "Networking" },
  { id: SkillId.parse("backup"), name: "Backup" },
  { id: SkillId.parse("chinese"), name: "Chinese" },
];

function bucket(id: string, name: string, skill: string): Bucket {
  return {
    id: BucketId.parse(id),
    name,
    skills: [{ skillId: SkillId.parse(skill), level: 3, required: true }],
    priority: 5,
    targetSeconds: { voice: 30, chat: 60, email: 14_400 },
    offerSeconds: { voice: 20, chat: 30, email: 120 },
    wrapUpSeconds: { voice: 120, chat: 60, email: 60 },
    broadcast: 1,
    hours: null,
    addresses: [],
    archived: false,
    policy: DEFAULT_POLICY,
    closed: null,
  };
}

export const buckets: readonly Bucket[] = [
  bucket("clustering", "Windows clustering", "windows"),
  bucket("licences", "Windows licences", "windows"),
  bucket("vpn", "VPN and remote access", "network"),
  bucket("wifi", "Office Wi-Fi", "network"),
  bucket("restore", "Restore a backup", "backup"),
];

export const settings: Settings = {
  organisation: "Northwind IT",
  dispositions: [
    { id: "solved", label: { en: "Solved", zh: "已解决" } },
    { id: "waiting", label: { en: "Waiting for customer", zh: "等待客户" } },
    { id: "onward", label: { en: "Passed on", zh: "已转交" } },
    { id: "wrong", label: { en: "Wrong place", zh: "不属于本部门" } },
  ],
  awayReasons: [
    { id: "lunch", label: { en: "Lunch", zh: "午餐" } },
    { id: "meeting", label: { en: "Meeting", zh: "会议" } },
    { id: "training", label: { en: "Training", zh: "培训" } },
  ],
  mailRules: [],
  mailBucketId: null,
  numbers: [],
  menuTreeId: null,
  chatMenuTreeId: null,
  retention: KEEP_FOR_EVER,
};

function engineer(id: string, name: string, levels: Readonly<Record<string, number>>): Engineer {
  return {
    id: EngineerId.parse(id),
    name,
    email: `${id}@example.com`,
    skills: Object.fromEntries(
      Object.entries(levels).map(([skill, level]) => [SkillId.parse(skill), level]),
    ),
    capacity: { ...DEFAULT_CAPACITY, units: 12 },
    phone: { kind: "phone", number: "+4930123456" },
    hours: null,
    archived: false,
  };
}

/** Ada is whom the tests sign in as. */
export const engineers: readonly Engineer[] = [
  engineer("ada", "Ada Moreau", { windows: 8, backup: 5, chinese: 4 }),
  engineer("bo", "Bo Lindgren", { network: 7 }),
  engineer("chen", "陈晓梅", { windows: 6, chinese: 10 }),
  engineer("dana", "Dana Okafor", { backup: 9, network: 3 }),
  engineer("emil", "Emil Novák", { windows: 4 }),
  engineer("fatima", "Fatima Zahra", { network: 9, windows: 2 }),
];

export function stateOf(
  { id }: Engineer,
  now: number,
  part: Partial<EngineerState> = {},
): EngineerState {
  return {
    engineerId: id,
    status: "available",
    reason: null,
    channels: ["voice", "chat", "email"],
    connected: true,
    nodes: [ONE_SERVER_NODE],
    statusAt: now - 47 * MINUTE,
    idleAt: now - 3 * MINUTE,
    disconnectedAt: null,
    askedAt: null,
    today: null,
    ...part,
  };
}

export const ada: User = {
  id: UserId.parse("u-ada"),
  email: "ada@example.com",
  name: "Ada Moreau",
  role: "engineer",
  engineerId: EngineerId.parse("ada"),
};

export const sam: User = {
  id: UserId.parse("u-sam"),
  email: "sam@example.com",
  name: "Sam Supervisor",
  role: "supervisor",
  engineerId: null,
};

function customer(id: string, name: string, part: Partial<Customer>): Customer {
  return {
    id: CustomerId.parse(id),
    name,
    company: null,
    tier: "basic",
    language: "en",
    addresses: [],
    ...part,
  };
}

export const customers = {
  wang: customer("wang", "王磊 Wang Lei", {
    company: "Shanghai Orient Steel",
    tier: "gold",
    language: "zh",
    addresses: [
      { kind: "phone", value: "+862155512345" },
      { kind: "email", value: "wang.lei@orient-steel.example" },
    ],
  }),
  silva: customer("silva", "Ana Silva", {
    company: "Porto Foods",
    tier: "silver",
    addresses: [{ kind: "email", value: "ana@portofoods.example" }],
  }),
  berg: customer("berg", "Henrik Berg", {
    company: "Berg & Sønner",
    addresses: [
      { kind: "email", value: "henrik@berg.example" },
      { kind: "phone", value: "+4722334455" },
    ],
  }),
} as const;

interface InteractionPart extends Partial<Omit<Interaction, "id" | "channel" | "customer">> {
  readonly customer?: Customer | null;
}

/** An interaction of Ada's, unless told otherwise. */
export function interaction(id: string, channel: Channel, part: InteractionPart): Interaction {
  const startedAt = part.startedAt ?? 0;
  const { customer: who = null } = part;
  const kind = { voice: "phone", chat: "chat", email: "email" } as const;
  return {
    ...UNQUEUED,
    state: "active",
    outcome: null,
    customerId: who?.id ?? null,
    bucketId: BucketId.parse("clustering"),
    priority: 5,
    skills: [],
    directTo: null,
    engineerId: EngineerId.parse("ada"),
    lastEngineerId: null,
    startedAt,
    queuedAt: startedAt,
    dueAt: null,
    answeredAt: null,
    endedAt: null,
    wrapUpEndsAt: null,
    closedAt: null,
    disposition: null,
    offers: 1,
    cooldowns: [],
    subject: null,
    address: who?.addresses.find((a) => a.kind === kind[channel])?.value ?? null,
    to: null,
    language: who?.language ?? null,
    path: [],
    collected: {},
    unread: 0,
    lastMessage: null,
    externalId: null,
    threadId: null,
    ...part,
    customer: who,
    id: InteractionId.parse(id),
    channel,
  };
}

export const clusteringPath = [
  { key: "2", label: "中文" },
  { key: "1", label: "Servers" },
  { key: "3", label: "Windows Server" },
  { key: "2", label: "Clustering" },
];

let made = 0;

export function message(
  interactionId: InteractionId,
  part: Partial<Omit<Message, "interactionId">>,
): Message {
  made += 1;
  return {
    id: MessageId.parse(`m${String(made).padStart(6, "0")}`),
    interactionId,
    kind: "text",
    from: "customer",
    authorName: "Customer",
    engineerId: null,
    text: "",
    html: null,
    quoteFrom: null,
    mail: null,
    attachments: [],
    at: 0,
    clientId: null,
    delivery: null,
    ...part,
  };
}

export function offerOf(
  of: Interaction,
  part: { readonly at: number; readonly seconds: number },
): OfferView {
  made += 1;
  return {
    id: OfferId.parse(`o${String(made)}`),
    interactionId: of.id,
    engineerId: EngineerId.parse("ada"),
    offeredAt: part.at,
    committedAt: part.at,
    expiresAt: part.at + part.seconds * 1000,
    state: "pending",
    because: "level",
    interaction: { ...of, state: "offered", engineerId: null },
  };
}

const hostileHtml = `
  <p>Hello,</p>
  <p>since the update on <b>Tuesday</b> our nightly backup stops at 43&nbsp;% with <code>0x8007</code>.
  Screenshot and log are attached.</p>
  <img src="cid:shot" alt="Screenshot" width="320">
  <img src="https://tracker.example/pixel.gif" alt="" width="1" height="1">
  <script>parent.document.title = "script ran"; window.top.__ran = true;</script>
  <img src="x" onerror="parent.__ran = true">
  <p>Kind regards<br>Henrik</p>
  <div class="gmail_quote"><blockquote>On Monday, Ada wrote:<br>Which version do you run?</blockquote></div>`;

/** Ada's desk: a call, a chat with something new, a mail, and a wrap-up. */
export function busyDesk(now: number): {
  readonly interactions: readonly Interaction[];
  readonly messages: readonly Message[];
} {
  const call = interaction("i-call", "voice", {
    customer: customers.wang,
    startedAt: now - 6 * MINUTE,
    queuedAt: now - 5 * MINUTE,
    dueAt: now - 4.5 * MINUTE,
    answeredAt: now - 4.2 * MINUTE,
    path: clusteringPath,
    collected: { contract: "88 1042 77" },
  });
  const chat = interaction("i-chat", "chat", {
    customer: customers.silva,
    startedAt: now - 9 * MINUTE,
    queuedAt: now - 8.5 * MINUTE,
    answeredAt: now - 8 * MINUTE,
    bucketId: BucketId.parse("licences"),
    path: [
      { key: "1", label: "English" },
      { key: "1", label: "Servers" },
      { key: "3", label: "Windows Server" },
      { key: "5", label: "Licences" },
    ],
    unread: 2,
    lastMessage: { from: "customer", text: "Hello? Are you still there?", at: now - 50_000 },
  });
  const mail = interaction("i-mail", "email", {
    customer: customers.berg,
    bucketId: BucketId.parse("restore"),
    startedAt: now - 200 * MINUTE,
    queuedAt: now - 200 * MINUTE,
    dueAt: now + 40 * MINUTE,
    answeredAt: now - 12 * MINUTE,
    subject: "Backup fails since Tuesday",
    to: "support@northwind.example",
    lastMessage: {
      from: "customer",
      text: "since the update our nightly backup",
      at: now - 200 * MINUTE,
    },
  });
  const done = interaction("i-done", "voice", {
    customer: { ...customers.silva, id: CustomerId.parse("kim"), name: "Kim Jae-won" },
    state: "wrapup",
    outcome: "handled",
    startedAt: now - 20 * MINUTE,
    answeredAt: now - 19 * MINUTE,
    endedAt: now - MINUTE,
    wrapUpEndsAt: now + MINUTE,
  });
  const said = (from: Message["from"], text: string, at: number): Message =>
    message(chat.id, {
      from,
      text,
      at,
      authorName: from === "customer" ? "Ana Silva" : "Ada Moreau",
      engineerId: from === "engineer" ? EngineerId.parse("ada") : null,
    });
  return {
    interactions: [call, chat, mail, done],
    messages: [
      message(call.id, {
        kind: "note",
        from: "engineer",
        authorName: "Bo Lindgren",
        text: "Second call about node 3. The quorum witness was moved on Monday; ask for the event log first.",
        at: now - 4.6 * MINUTE,
      }),
      said(
        "customer",
        "Hi! We bought five more servers and the licence page says “not enough cores”.",
        now - 7.9 * MINUTE,
      ),
      said(
        "engineer",
        "Good morning Ana. How many cores has each of them, and is it Standard or Datacenter?",
        now - 7.2 * MINUTE,
      ),
      said("customer", "32 cores each. Standard, I think.", now - 6 * MINUTE),
      said(
        "engineer",
        "Then each server needs 32 core licences; you have 16 for each. Let me check what your contract lets you add at once.",
        now - 5 * MINUTE,
      ),
      said("customer", "OK", now - 4 * MINUTE),
      said("customer", "Hello? Are you still there?", now - 50_000),
      message(mail.id, {
        kind: "mail",
        authorName: "Henrik Berg",
        text: "Hello, since the update on Tuesday our nightly backup stops at 43 %.",
        html: hostileHtml,
        mail: {
          subject: "Backup fails since Tuesday",
          from: { name: "Henrik Berg", address: "henrik@berg.example" },
          to: [{ name: "Support", address: "support@northwind.example" }],
          cc: [{ name: "", address: "it@berg.example" }],
          messageId: "<1@berg.example>",
          inReplyTo: null,
          references: [],
          class: "human",
        },
        attachments: [
          {
            id: AttachmentId.parse("a-log"),
            name: "backup.log",
            type: "text/plain",
            size: 48_211,
            cid: null,
          },
          {
            id: AttachmentId.parse("a-shot"),
            name: "shot.svg",
            type: "image/svg+xml",
            size: 400,
            cid: "shot",
          },
        ],
        at: now - 200 * MINUTE,
      }),
    ],
  };
}

/** Who waits on the floor, in the router's order. */
export function waitingOnFloor(now: number): readonly Interaction[] {
  const waits = (
    id: string,
    channel: Channel,
    part: InteractionPart & { readonly since: number; readonly target: number },
  ): Interaction =>
    interaction(id, channel, {
      ...part,
      state: part.state ?? "waiting",
      engineerId: null,
      startedAt: now - part.since - 30_000,
      queuedAt: now - part.since,
      dueAt: now - part.since + part.target,
      offers: 0,
    });
  let strangers = 0;
  const stranger = (name: string): Customer => {
    strangers += 1;
    return customer(`c${String(strangers)}`, name, {});
  };
  return [
    waits("w1", "voice", {
      since: 95_000,
      target: 30_000,
      customer: stranger("Tomás Rivera"),
      bucketId: BucketId.parse("vpn"),
    }),
    waits("w2", "voice", {
      since: 26_000,
      target: 30_000,
      customer: customers.wang,
      bucketId: BucketId.parse("clustering"),
      path: clusteringPath,
    }),
    waits("w3", "chat", {
      since: 41_000,
      target: 60_000,
      customer: stranger("Priya Nair"),
      bucketId: BucketId.parse("vpn"),
    }),
    waits("w4", "chat", {
      since: 8_000,
      target: 60_000,
      customer: stranger("Lucas Martin"),
      bucketId: BucketId.parse("wifi"),
    }),
    ...Array.from({ length: 30 }, (_, n) =>
      waits(`w${String(n + 5)}`, "email", {
        since: (n + 3) * 6 * MINUTE,
        target: 240 * MINUTE,
        customer: stranger(`Sender ${String(n + 1)}`),
        bucketId: BucketId.parse(n % 3 === 0 ? "restore" : "licences"),
        subject: `Question ${String(n + 1)}`,
      }),
    ),
  ];
}
