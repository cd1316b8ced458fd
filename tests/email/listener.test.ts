import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import { DeskRefusal } from "../../channels/channel.js";
import { LOOPBACK, mail, openChannel, smtpUrlOf, SUPPORT, type OpenChannel } from "./channel.js";

let open: OpenChannel;
beforeEach(async () => {
  open = await openChannel({ listen: LOOPBACK });
});
afterEach(async () => {
  await open.channel.close();
});

/** What the server answers in the end, as its code. */
async function hand(
  raw: string,
  { from = "carla@customer.test", to = [SUPPORT] }: { from?: string; to?: string[] } = {},
): Promise<string> {
  const transport = createTransport(smtpUrlOf(open.channel));
  try {
    const envelope = { from, to };
    return (await transport.sendMail({ envelope, raw })).response;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    transport.close();
  }
}

test("[C80] a mail is acknowledged after the desk has it, and once however often it is handed over", async () => {
  expect(await hand(mail())).toMatch(/^250 Kept \(new\)/);
  expect(open.desk.mails).toHaveLength(1);
  expect(await hand(mail())).toMatch(/^250 Kept \(duplicate\)/);
  expect(open.desk.mails).toHaveLength(1);
  expect(open.channel.health()).toMatchObject([{ mailbox: "smtp", state: "idle" }]);
});

test("[C80] while the desk is away the other side is asked to come again, and then it is taken", async () => {
  open.desk.failNext(new DeskRefusal("STORE_UNAVAILABLE", "the database is away"));
  expect(await hand(mail())).toContain("451");
  expect([open.desk.mails, open.desk.deadLetters]).toEqual([[], []]);
  expect(await hand(mail())).toMatch(/^250/);
  expect(open.desk.mails).toHaveLength(1);
});

test("[C80] a desk that stumbles once over a mail is asked again before the mail is given up", async () => {
  open.desk.failNext(new Error("a deadlock"));
  expect(await hand(mail())).toMatch(/^250 Kept \(new\)/);
  expect(open.desk.deadLetters).toEqual([]);
});

test("[C81] mail for strangers is refused, mail for any address of ours is taken", async () => {
  expect(await hand(mail(), { to: ["stranger@elsewhere.test"] })).toContain("550");
  const to = ["billing@strowger.test", "Support+x@Strowger.test"];
  expect(await hand(mail(), { to })).toMatch(/^250/);
  expect(open.desk.mails[0]?.recipients).toEqual(["billing@strowger.test", SUPPORT]);
});

test("[C82] what is too large is refused, what cannot be read is kept", async () => {
  expect(await hand(mail({}, `${"x".repeat(998)}\r\n`.repeat(27_000)))).toContain("552");
  expect(await hand("Subject: from nobody\r\n\r\nHello", { from: "" })).toMatch(
    /^250 Kept \(dead\)/,
  );
  expect(open.desk.deadLetters).toMatchObject([
    { mailbox: "smtp", because: "The mail names no sender." },
  ]);
  expect(open.desk.mails).toEqual([]);
});

test("[C80] a port that is taken is reported at the start", async () => {
  const listen = open.channel.listening() ?? LOOPBACK;
  await expect(openChannel({ listen })).rejects.toThrow(/EADDRINUSE/);
});

test("[C83] a dead letter is taken in when somebody asks for it, and else stays what it is", async () => {
  await hand(mail({ From: "billing@strowger.test" }));
  const [letter] = open.desk.deadLetters;
  if (letter === undefined) throw new Error("nothing was kept");
  await open.channel.retry(letter);
  expect(open.desk.mails[0]).toMatchObject({
    mailbox: "smtp",
    headers: { from: { address: "billing@strowger.test" } },
    recipients: [SUPPORT],
  });
  const nobody = Buffer.from("Subject: from nobody\r\n\r\nHello");
  await expect(open.channel.retry({ mailbox: "smtp", raw: nobody })).rejects.toThrow(DeskRefusal);
  expect(open.desk.deadLetters).toHaveLength(1);
});
