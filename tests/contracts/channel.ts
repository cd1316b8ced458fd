/**
 * What every channel promises, whatever its provider. A channel's test opens it over its own honest
 * provider and the fake desk; capabilities decide which promises are asked for, none is skipped.
 */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ChannelPort } from "../../channels/channel.js";
import type { DomainEvent } from "../../protocol/events.js";
import { EngineerId, InteractionId } from "../../protocol/ids.js";
import { channels } from "../../protocol/words.js";
import type { FakeDesk } from "../support/fake-desk.js";

export interface ChannelUnderTest {
  /** Already attached to `desk` (see `FakeDesk.attach`). */
  readonly port: ChannelPort;
  readonly desk: FakeDesk;
  /** A customer makes contact through the provider; resolves when the desk has it. */
  begin(): Promise<InteractionId>;
  /** The provider delivers that first contact again, as after a lost answer. */
  beginAgain(): Promise<void>;
  /** Chooses 1 from the menu and waits until the customer has the next screen. With `menu`. */
  readonly chooseOne?: () => Promise<void>;
  /** Delivers what the customer wrote, under that id; a second time is a repeat. With `messages`. */
  readonly customerWrites?: (text: string, clientId: string) => Promise<void>;
  /** Everything the customer was told or shown so far. */
  heard(): Promise<readonly string[]> | readonly string[];
  /** The customer goes away; resolves when the desk knows. With `live`. */
  readonly leave?: () => Promise<void>;
  /** The provider reports that leaving once more. With `live`. */
  readonly leaveAgain?: () => Promise<void>;
  close(): Promise<void>;
}

const ADA = EngineerId.parse("ada");

/** Runs the contract against one channel. */
export function describeChannel(name: string, open: () => Promise<ChannelUnderTest>): void {
  describe(`channel contract: ${name}`, () => {
    let it: ChannelUnderTest;
    beforeEach(async () => {
      it = await open();
    });
    afterEach(async () => {
      await it.close();
    });

    test("[C1] the same contact delivered twice is one interaction", async () => {
      const id = await it.begin();
      await it.beginAgain();
      expect(it.desk.interactions.map((interaction) => interaction.id)).toEqual([id]);
    });

    test("[C2] planning is pure: the same fact asks for the same effects, each with its own id", async () => {
      const id = await it.begin();
      const interaction = await it.desk.interaction(id);
      if (interaction === null) throw new Error("the desk forgot the contact");
      const effects = factsAbout(id).flatMap((fact) => {
        const once = it.port.effectsOf(fact, { interaction });
        expect(it.port.effectsOf(fact, { interaction })).toEqual(once);
        return once;
      });
      expect(new Set(effects.map((effect) => effect.id)).size).toBe(effects.length);
      expect(effects.map(({ channel, interactionId }) => [channel, interactionId])).toEqual(
        effects.map(() => [it.port.channel, id]),
      );
    });

    test("[C2] plans nothing for another channel's interaction", async () => {
      const id = await it.begin();
      const interaction = await it.desk.interaction(id);
      if (interaction === null) throw new Error("the desk forgot the contact");
      const other = channels.find((channel) => channel !== it.port.channel) ?? "chat";
      const planned = factsAbout(id).flatMap((fact) =>
        it.port.effectsOf(fact, { interaction: { ...interaction, channel: other } }),
      );
      expect(planned).toEqual([]);
    });

    test("[C3] performing an effect again, or for a contact nobody knows, harms nothing", async () => {
      const id = await it.begin();
      it.desk.accept(id, ADA);
      const done = await it.desk.settle();
      const stateBefore = (await it.desk.interaction(id))?.state;
      for (const { effect } of done) expect((await it.port.perform(effect)).type).toBe("done");
      for (const { effect } of done) {
        const nobody = { ...effect, interactionId: InteractionId.parse("i-nobody") };
        expect(["done", "refused"]).toContain((await it.port.perform(nobody)).type);
      }
      expect((await it.desk.interaction(id))?.state).toBe(stateBefore);
    });

    test("[C3] an effect of an unknown kind is refused, not retried for ever", async () => {
      const id = await it.begin();
      const performed = await it.port.perform({
        id: "effect-of-tomorrow",
        channel: it.port.channel,
        kind: "levitate",
        interactionId: id,
        payload: {},
        createdAt: 1,
      });
      expect(performed.type).toBe("refused");
    });

    test("[C4] the customer is told what the desk decides, and what they do reaches the desk once", async () => {
      const { menu, messages, live } = it.port.capabilities;
      const id = await it.begin();
      const heardAtFirst = (await it.heard()).length;
      if (menu) await needed(it.chooseOne, "chooseOne")();
      const heardAfterMenu = (await it.heard()).length;
      if (messages && it.customerWrites !== undefined) {
        it.desk.accept(id, ADA);
        await it.customerWrites("It is broken again.", "c-1");
        await it.customerWrites("It is broken again.", "c-1");
      }
      if (live) {
        await needed(it.leave, "leave")();
        await needed(it.leaveAgain, "leaveAgain")();
      }
      const copies = (await it.desk.messages(id)).filter((message) =>
        message.text.includes("It is broken again."),
      );
      expect({
        nextScreen: heardAfterMenu > heardAtFirst,
        presses: it.desk.calls["press"] ?? 0,
        copies: copies.length,
        endings: it.desk.facts.filter((fact) => fact.type === "interaction.ended").length,
      }).toEqual({
        nextScreen: menu,
        presses: menu ? 1 : 0,
        copies: messages && it.customerWrites !== undefined ? 1 : 0,
        endings: live ? 1 : 0,
      });
    });

    test("[C4] closes once and for all, however often it is asked", async () => {
      await it.begin();
      await it.port.close();
      await expect(it.port.close()).resolves.toBeUndefined();
    });
  });
}

/** A capability that is declared must be shown. */
function needed(act: (() => Promise<void>) | undefined, name: string): () => Promise<void> {
  if (act === undefined) throw new Error(`the channel's capabilities ask for \`${name}\``);
  return act;
}

/** One of each kind of fact a channel may care about. */
function factsAbout(interactionId: InteractionId): readonly DomainEvent[] {
  const base = { at: 1_700_000_000_000, interactionId };
  return [
    { ...base, type: "interaction.accepted", offerId: null, engineerId: ADA, waitedSeconds: 2 },
    {
      ...base,
      type: "interaction.transferred",
      at: base.at + 1,
      fromEngineerId: ADA,
      toBucketId: null,
      toEngineerId: ADA,
      note: null,
    },
    {
      ...base,
      type: "interaction.ended",
      at: base.at + 2,
      by: "engineer",
      outcome: "handled",
      engineerId: ADA,
    },
  ];
}
