import { createTransport } from "nodemailer";
import { until } from "../support/fake-desk.js";
import { describeChannel } from "../contracts/channel.js";
import { replyAddress } from "../../channels/email/reply-address.js";
import { LOOPBACK, mail, openChannel, SECRET, smtpUrlOf, SUPPORT } from "./channel.js";

describeChannel("email", async () => {
  const { channel, desk } = await openChannel({ listen: LOOPBACK });
  async function hand(raw: string, to: string): Promise<void> {
    const transport = createTransport(smtpUrlOf(channel));
    await transport.sendMail({ envelope: { from: "carla@customer.test", to }, raw });
    transport.close();
  }
  const first = mail();
  return {
    port: channel,
    desk,
    begin: async () => {
      await hand(first, SUPPORT);
      const [interaction] = await until(() => desk.interactions, "the interaction");
      if (interaction === undefined) throw new Error("the desk has no interaction");
      return interaction.id;
    },
    beginAgain: () => hand(first, SUPPORT),
    customerWrites: async (text, clientId) => {
      const [interaction] = desk.interactions;
      if (interaction === undefined) throw new Error("the desk has no interaction");
      const to = replyAddress({ mailbox: SUPPORT, interactionId: interaction.id, secret: SECRET });
      await hand(mail({ To: to, "Message-ID": `<${clientId}@customer.test>` }, text), to);
    },
    heard: () => [],
    close: () => channel.close(),
  };
});
