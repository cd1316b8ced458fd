import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { DeskRefusal } from "../../channels/channel.js";
import { startDovecot, type Dovecot, type DovecotMailbox } from "../support/dovecot.js";
import { createFakeDesk, until, type FakeDesk } from "../support/fake-desk.js";
import { mail, openChannel, type OpenChannel } from "./channel.js";

let dovecot: Dovecot;
let mailbox: DovecotMailbox;
let open: OpenChannel[] = [];
let count = 0;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(async () => {
  await dovecot.stop();
});
beforeEach(() => {
  mailbox = dovecot.mailboxOf(`support${String((count += 1))}@strowger.test`);
});
afterEach(async () => {
  await Promise.all(open.map(({ channel }) => channel.close()));
  open = [];
});

async function openOn(
  desk: FakeDesk,
  settings: Parameters<typeof openChannel>[0] = {},
): Promise<OpenChannel> {
  const opened = await openChannel({ imapUrl: mailbox.url, ...settings }, desk);
  open.push(opened);
  return opened;
}

async function idleOn(
  desk: FakeDesk,
  settings: Parameters<typeof openChannel>[0] = {},
): Promise<OpenChannel> {
  const opened = await openOn(desk, settings);
  await until(() => opened.channel.health()[0]?.state === "idle", "the mailbox is idle");
  return opened;
}

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) =>
    mail({ "Message-ID": `<${String(from + at)}@customer.test>`, Subject: String(from + at) }),
  );
const subjects = (desk: FakeDesk): string[] => desk.mails.map(({ headers }) => headers.subject);
const LONG_AGO = new Date("2024-01-01T00:00:00Z");

test("[C40] new mail arrives while idle, and is marked as seen after the commit", async () => {
  const { desk } = await idleOn(createFakeDesk());
  await mailbox.deliver(mail());
  await until(() => desk.mails.length === 1, "the mail");
  expect(desk.mails[0]).toMatchObject({
    mailbox: `imap:${mailbox.user}`,
    cursor: { folder: "INBOX", lastUid: 1 },
    headers: { subject: "It is broken", from: { address: "carla@customer.test" } },
    recipients: ["support@strowger.test"],
  });
  await until(async () => (await mailbox.flags()).get(1)?.includes("\\Seen"), "the flag");
});

test("[C40] a mailbox that is to be kept as it is gets no flag", async () => {
  const { desk } = await idleOn(createFakeDesk(), { imapUrl: `${mailbox.url}?afterwards=keep` });
  await mailbox.deliver(numbered(1, 2));
  await until(() => desk.mails.length === 2, "both mails");
  expect([...(await mailbox.flags()).values()].flat()).not.toContain("\\Seen");
});

test("[C40] mail that names nobody of us was for the mailbox it is in", async () => {
  const { desk } = await idleOn(createFakeDesk());
  await mailbox.deliver(mail({ To: "undisclosed-recipients:;" }));
  await until(() => desk.mails.length === 1, "the mail");
  expect(desk.mails[0]?.recipients).toEqual([mailbox.user]);
});

test("[C41] the first connect takes nothing that is older than the start, and all that is newer", async () => {
  await mailbox.deliver(numbered(1, 3), LONG_AGO);
  await mailbox.deliver(numbered(4, 5), new Date(Date.now() + 1000));
  const { desk } = await idleOn(createFakeDesk());
  expect(subjects(desk)).toEqual(["4", "5"]);
});

test("[C41] history is imported as far back as it is asked for", async () => {
  await mailbox.deliver(numbered(1, 2), LONG_AGO);
  await mailbox.deliver(numbered(3, 4), new Date(Date.now() - 3 * 86_400_000));
  const { desk } = await idleOn(createFakeDesk(), { imapUrl: `${mailbox.url}/INBOX?importDays=7` });
  expect(subjects(desk)).toEqual(["3", "4"]);
});

test("[C42] reads on from its cursor, whatever was read or unread meanwhile", async () => {
  const desk = createFakeDesk();
  const first = await idleOn(desk);
  await mailbox.deliver(numbered(1, 2));
  await until(() => desk.mails.length === 2, "the first two");
  await first.channel.close();
  await mailbox.deliver(numbered(3, 4), LONG_AGO);
  await idleOn(desk);
  expect(subjects(desk)).toEqual(["1", "2", "3", "4"]);
  expect(desk.calls["takeMail"]).toBe(4);
});

test("[C42] a mail that was not acknowledged before a crash comes again", async () => {
  const desk = createFakeDesk();
  await idleOn(desk);
  desk.failNext(new DeskRefusal("STORE_UNAVAILABLE", "the database is away"));
  await mailbox.deliver(numbered(1, 2));
  await until(() => desk.mails.length === 2, "both mails");
  expect(subjects(desk)).toEqual(["1", "2"]);
  expect(desk.deadLetters).toEqual([]);
});

test("[C43] comes back after the server was away, says so, and misses nothing", async () => {
  const { desk, channel } = await idleOn(createFakeDesk());
  await mailbox.deliver(mail({ Subject: "before" }));
  await until(() => desk.mails.length === 1, "the first mail");
  await dovecot.halt();
  await until(() => channel.health()[0]?.lastError, "the trouble to be known");
  expect(channel.health()[0]?.state).toBe("connecting");
  await dovecot.resume();
  await mailbox.deliver(mail({ Subject: "after", "Message-ID": "<2@customer.test>" }));
  await until(() => desk.mails.length === 2, "the second mail");
  await until(() => channel.health()[0]?.state === "idle", "idle again");
  expect(channel.health()[0]).toMatchObject({ mailbox: `imap:${mailbox.user}`, lastError: null });
});

test("[C43] a wrong password is reported without being told", async () => {
  const url = mailbox.url.replace(/:[^:@]+@/, ":swordfish@");
  const { channel } = await openOn(createFakeDesk(), { imapUrl: url });
  const lastError = await until(() => channel.health()[0]?.lastError, "the refusal");
  expect(lastError).toMatch(/auth/i);
  expect(lastError).not.toContain("swordfish");
});

test("[C41] a wish that no mailbox can fulfil stops the start, without telling the password", async () => {
  const imapUrl = "imaps://support:swordfish@mail.test?importDays=many";
  const failure = await openOn(createFakeDesk(), { imapUrl }).catch((error: unknown) => error);
  expect(String(failure)).toMatch(/importDays/);
  expect(String(failure)).not.toContain("swordfish");
});

test("[C44] mail that no hint announced is found by the regular look", async () => {
  const { desk } = await idleOn(createFakeDesk(), { waits: { catchUpMs: 20 } });
  await mailbox.deliver(numbered(1, 1));
  await until(() => desk.mails.length === 1, "the mail");
  expect(subjects(desk)).toEqual(["1"]);
});

test("[C45] after the server renumbered its mail, new mail is found and known mail recognised", async () => {
  const desk = createFakeDesk();
  const first = await idleOn(desk);
  await mailbox.deliver(numbered(1, 3));
  await until(() => desk.mails.length === 3, "three mails");
  await first.channel.close();
  await dovecot.renumber(mailbox.user);
  await mailbox.deliver(numbered(4, 4));
  await idleOn(desk);
  expect(subjects(desk)).toEqual(["1", "2", "3", "4"]);
  expect(desk.calls["takeMail"]).toBe(7);
});

test("[C46] a flood is taken in order, each mail once", async () => {
  const { desk } = await idleOn(createFakeDesk());
  await mailbox.deliver(numbered(1, 60));
  await until(() => desk.mails.length === 60, "all sixty");
  expect(subjects(desk)).toEqual(Array.from({ length: 60 }, (_, at) => String(at + 1)));
  expect(desk.calls["takeMail"]).toBe(60);
});

test("[C46] a mail deleted between two looks stops nothing", async () => {
  const { desk } = await idleOn(createFakeDesk());
  await mailbox.deliver(numbered(1, 2));
  await until(() => desk.mails.length === 2, "two mails");
  await mailbox.empty();
  await mailbox.deliver(numbered(3, 3));
  await until(() => desk.mails.length === 3, "the third");
  expect(desk.mails[2]?.cursor?.lastUid).toBe(3);
});

test("[C47] a mail that cannot be taken is kept with its source, and the others pass it", async () => {
  const { desk } = await idleOn(createFakeDesk());
  const nobody = mail({ From: "", Subject: "from nobody", "Message-ID": "<2@customer.test>" });
  await mailbox.deliver([...numbered(1, 1), nobody, ...numbered(3, 3)]);
  await until(() => desk.mails.length === 2, "the good ones");
  expect(subjects(desk)).toEqual(["1", "3"]);
  expect(desk.deadLetters).toHaveLength(1);
  expect(desk.deadLetters[0]).toMatchObject({
    because: "The mail names no sender.",
    cursor: { lastUid: 2 },
  });
  expect(Buffer.from(desk.deadLetters[0]?.raw ?? []).toString()).toContain("from nobody");
});

test("[C47] a mail that the desk refuses is kept, too", async () => {
  const { desk } = await idleOn(createFakeDesk());
  desk.failNext(new DeskRefusal("BUCKET_UNKNOWN", "no bucket"));
  await mailbox.deliver(numbered(1, 2));
  await until(() => desk.mails.length === 1, "the second");
  expect(desk.deadLetters.map(({ because }) => because)).toEqual([
    "The mail could not be taken in: no bucket",
  ]);
});

test("[C48] a mail that is too large is not loaded; its beginning is kept with a notice", async () => {
  const { desk } = await idleOn(createFakeDesk());
  const huge = mail({ Subject: "huge" }, `${"x".repeat(998)}\r\n`.repeat(27_000));
  await mailbox.deliver([huge, ...numbered(2, 2)]);
  await until(() => desk.mails.length === 1, "the small one");
  const [letter] = desk.deadLetters;
  expect(letter?.because).toContain("The mail has 26 MB; up to 25 MB are taken.");
  expect(letter?.raw.byteLength).toBe(64 * 1024);
});

test("[C49] two readers of one mailbox take every mail once", async () => {
  const desk = createFakeDesk();
  await idleOn(desk);
  const second = await openOn(desk);
  await until(() => second.channel.health()[0]?.lastError, "the second to notice");
  await mailbox.deliver(numbered(1, 3));
  await until(() => desk.mails.length === 3, "three mails");
  expect(desk.calls["takeMail"]).toBe(3);
  expect(second.channel.health()[0]?.lastError).toContain("reads the mailbox already");
});

test("[C50] one mail in the mailbox twice is one mail", async () => {
  const { desk } = await idleOn(createFakeDesk());
  const unnamed = mail({ "Message-ID": "", Subject: "no id" });
  await mailbox.deliver([mail(), mail(), unnamed, unnamed]);
  await until(() => desk.calls["takeMail"] === 4, "four tries");
  expect(subjects(desk)).toEqual(["It is broken", "no id"]);
  expect(desk.mails[1]?.headers.messageId).toMatch(/^<gen-[0-9a-f]{64}@message-id\.invalid>$/);
});
