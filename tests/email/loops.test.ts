import { expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import { composeReply } from "../../channels/email/compose.js";
import { MessageId, type InteractionId } from "../../protocol/ids.js";
import type { MailHeaders, Message } from "../../protocol/interactions.js";
import { createFakeDesk } from "../support/fake-desk.js";
import { LOOPBACK, mail, openChannel, smtpUrlOf, type OpenChannel } from "./channel.js";

interface Helpdesk extends OpenChannel {
  readonly address: string;
}

const ONE = "support@one.test";
const TWO = "support@two.test";

async function openHelpdesk(address: string, smtpUrl: string | null): Promise<Helpdesk> {
  const own = { mailFrom: address, ownAddresses: () => [address], secret: address };
  return { ...(await openChannel({ listen: LOOPBACK, smtpUrl, ...own })), address };
}

/** A message of the system itself, such as "we got your mail". */
function automatic(interactionId: InteractionId, headers: MailHeaders | null): Message {
  return {
    id: MessageId.parse("auto"),
    interactionId,
    kind: "mail",
    from: "system",
    authorName: "Support",
    engineerId: null,
    text: "We got your mail.",
    html: null,
    quoteFrom: null,
    mail: headers,
    attachments: [],
    at: 1,
    clientId: null,
    delivery: null,
  };
}

/** Answers by machine each mail of a person that came since; the number of answers. */
async function answer(desk: Helpdesk, through: OpenChannel, since: number): Promise<number> {
  let answers = 0;
  for (const inbound of desk.desk.mails.slice(since)) {
    const [interaction] = desk.desk.interactions;
    if (inbound.headers.class !== "human" || interaction === undefined) continue;
    answers++;
    const asked: Message = { ...automatic(interaction.id, inbound.headers), from: "customer" };
    const { headers } = composeReply({
      interaction,
      messages: [asked],
      text: "",
      html: null,
      options: {},
      authorName: "Support",
      messageId: MessageId.parse(`auto${String(since + answers)}`),
      mailFrom: desk.address,
      ownAddresses: [desk.address],
      secret: desk.address,
    });
    await through.channel.perform({
      id: headers.messageId,
      channel: "email",
      kind: "send",
      interactionId: interaction.id,
      payload: { message: automatic(interaction.id, headers) },
      createdAt: 1,
    });
  }
  return answers;
}

test("[C79] two desks that answer people by machine do not answer each other", async () => {
  const one = await openHelpdesk(ONE, null);
  const two = await openHelpdesk(TWO, smtpUrlOf(one.channel));
  const fromOne = await openChannel(
    { smtpUrl: smtpUrlOf(two.channel), mailFrom: ONE, ownAddresses: () => [ONE] },
    createFakeDesk(),
  );
  const first = createTransport(smtpUrlOf(two.channel));
  const raw = mail({ From: ONE, To: TWO });
  await first.sendMail({ envelope: { from: ONE, to: TWO }, raw });
  first.close();

  const answersByRound: number[] = [];
  const seen = { one: 0, two: 0 };
  while (answersByRound.at(-1) !== 0 && answersByRound.length < 1000) {
    const now = { one: one.desk.mails.length, two: two.desk.mails.length };
    answersByRound.push(
      (await answer(one, fromOne, seen.one)) + (await answer(two, two, seen.two)),
    );
    Object.assign(seen, now);
  }
  await Promise.all([one, two, fromOne].map(({ channel }) => channel.close()));
  expect(answersByRound).toEqual([1, 0]);
  expect(one.desk.mails.map(({ headers }) => headers.class)).toEqual(["auto_reply"]);
});
