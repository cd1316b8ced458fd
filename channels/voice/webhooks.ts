/**
 * The addresses the carrier calls. Every request is signed, parsed, turned into a desk call, and
 * answered after the commit: with the document of where the contact stands now. Late, repeated and
 * reordered requests therefore get the present document and change nothing.
 */
import express, { type Response } from "express";
import { z } from "zod";
import { isOutage, type Contact, type ContactStage, type Desk } from "../channel.js";
import { EngineerId, InteractionId } from "../../protocol/ids.js";
import { PhoneNumber } from "../../protocol/words.js";
import { failed, form, signed, type Signing } from "../twilio/webhook.js";
import { acceptanceOf, callableNumber, type Acceptance, type VoiceAddresses } from "./addresses.js";
import { Answer, Callback, inputOf } from "./answer.js";
import type { CarrierClient } from "./carrier-client.js";
import { unlessSettled } from "./effects.js";
import type { VoiceRecordings } from "./recordings.js";
import {
  hangupTwiml,
  holdOnTwiml,
  plainWaitTwiml,
  pressedTwiml,
  recordedTwiml,
  saysOf,
  stageTwiml,
  waitTwiml,
  type Place,
} from "./twiml.js";

const Tries = z.coerce.number().int().min(0).max(100).default(0);
const OfInteraction = z.object({ i: InteractionId });
const OfAcceptance = OfInteraction.extend({
  e: EngineerId,
  n: z.coerce.number().int().nonnegative(),
});

const InboundCall = Callback.extend({
  From: z.string().max(300).default(""),
  To: z.string().max(300).default(""),
});
const Step = OfInteraction.extend({
  seq: z.coerce.number().int().nonnegative(),
  k: z.enum(["key", "digits"]),
});

const Recording = z.object({
  RecordingSid: z.string().regex(/^\w{1,64}$/),
  /** The local carrier, through which no sound passes, has none. */
  RecordingUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  RecordingDuration: z.coerce.number().int().nonnegative().default(0),
});

/** A call that will not speak again. */
const OVER = ["completed", "busy", "failed", "no-answer", "canceled"];

export interface WebhookParts extends Signing {
  readonly desk: Desk;
  readonly client: CarrierClient;
  readonly addresses: VoiceAddresses;
  readonly holdMusic: Buffer;
  readonly recordings: VoiceRecordings;
  /** While stopping, callers hold on until the next start answers them. */
  readonly stopping: () => boolean;
  readonly log: { warn(details: object, message: string): void };
}

export function voiceWebhooks(parts: WebhookParts): express.Router {
  const { desk, addresses, log } = parts;
  const router = express.Router();

  router.get("/hold.wav", (_request, response) => {
    response
      .set("Cache-Control", "public, max-age=86400, immutable")
      .type("audio/wav")
      .send(parts.holdMusic);
  });
  router.get("/recordings/:id", parts.recordings.handler);
  router.use(form(), signed(parts));

  async function place(interactionId: InteractionId, stage: ContactStage): Promise<Place> {
    const asks = stage.stage === "talking" || stage.stage === "waiting";
    const interaction = asks ? await desk.interaction(interactionId) : null;
    const acceptance = interaction === null ? null : acceptanceOf(interaction);
    const isCallable = interaction !== null && callableNumber(interaction) !== null;
    const links = await parts.recordings.links(saysOf(stage));
    return { interactionId, addresses, acceptance, isCallable, links };
  }

  async function documentOf(interactionId: InteractionId, stage: ContactStage): Promise<string> {
    return stageTwiml(stage, await place(interactionId, stage));
  }

  /** Where it stands now, wherever the call was. */
  async function present(interactionId: InteractionId): Promise<string> {
    const stage = await desk.stage(interactionId);
    return stage === null ? hangupTwiml() : documentOf(interactionId, stage);
  }

  /**
   * Answers with a document. A refusal is answered with the present stage; in an outage the caller
   * holds on and `again` is asked, so that neither a restart nor a slow database loses a call.
   */
  async function answer(
    response: Response,
    ask: {
      readonly tries: number;
      readonly again: (tries: number) => string;
      readonly interactionId?: InteractionId;
      readonly work: () => Promise<string>;
    },
  ): Promise<void> {
    const { interactionId } = ask;
    let document: string;
    try {
      document = parts.stopping() ? holdOnTwiml(ask.again, ask.tries) : await ask.work();
    } catch (error) {
      log.warn({ err: error, interactionId }, "a voice webhook could not be answered in full");
      if (isOutage(error)) document = holdOnTwiml(ask.again, ask.tries);
      else if (interactionId === undefined) document = holdOnTwiml(ask.again, Infinity);
      else document = await present(interactionId).catch(() => holdOnTwiml(ask.again, ask.tries));
    }
    response.type("text/xml").send(document);
  }

  /** A document about one interaction; tried again by asking where it stands. */
  function about(
    response: Response,
    interactionId: InteractionId,
    work: () => Promise<string>,
  ): Promise<void> {
    const again = (tries: number): string => addresses.resume(interactionId, tries);
    return answer(response, { tries: 0, again, interactionId, work });
  }

  router.post("/voice", async (request, response) => {
    const call = InboundCall.parse(request.body);
    const { t } = z.object({ t: Tries }).parse(request.query);
    await answer(response, {
      tries: t,
      again: addresses.voice,
      work: async () => {
        const { interactionId, stage } = await begin(desk, call);
        return documentOf(interactionId, stage);
      },
    });
  });

  router.post("/voice/menu", async (request, response) => {
    const { i, seq, k } = Step.parse(request.query);
    const input = inputOf(k, Answer.parse(request.body));
    await about(response, i, async () =>
      documentOf(i, await desk.press({ interactionId: i, seq, input })),
    );
  });

  router.post("/voice/wait", async (request, response) => {
    const { i, plain } = OfInteraction.extend({ plain: z.literal("1").optional() }).parse(
      request.query,
    );
    await about(response, i, async () => {
      const stage = await desk.stage(i);
      if (stage === null) return hangupTwiml();
      return waitTwiml(stage, { ...(await place(i, stage)), plain: plain !== undefined });
    });
  });

  router.post("/voice/callback", async (request, response) => {
    const { i, plain } = OfInteraction.extend({ plain: z.literal("1").optional() }).parse(
      request.query,
    );
    const { Digits } = Answer.parse(request.body);
    await about(response, i, async () => {
      const before = await desk.stage(i);
      if (before === null) return hangupTwiml();
      const wants =
        Digits === "1" && before.stage === "waiting" && (await place(i, before)).isCallable;
      const stage = wants ? await desk.callMeBack(i) : before;
      return pressedTwiml(stage, { ...(await place(i, stage)), plain: plain !== undefined });
    });
  });

  router.post("/voice/recorded", async (request, response) => {
    const { i } = OfInteraction.parse(request.query);
    const recording = Recording.parse(request.body);
    await about(response, i, async () => {
      const interaction = await desk.interaction(i);
      if (interaction === null) return hangupTwiml();
      await unlessSettled(async () => {
        await desk.say({
          interactionId: i,
          clientId: `recording:${recording.RecordingSid}`,
          authorName: interaction.customer?.name ?? interaction.address ?? "",
          text: voiceMessageText(recording),
        });
      });
      return recordedTwiml(interaction.language ?? "en");
    });
  });

  router.post("/voice/left-queue", async (request, response) => {
    const { i } = OfInteraction.parse(request.query);
    const { QueueResult } = z
      .object({ QueueResult: z.string().max(60).default("") })
      .parse(request.body);
    await about(response, i, async () => {
      const stage = await desk.stage(i);
      if (stage === null || QueueResult === "hangup") return hangupTwiml();
      const broken = ["queue-full", "error", "system-error"].includes(QueueResult);
      if (stage.stage === "waiting" && broken) return plainWaitTwiml(await place(i, stage));
      return documentOf(i, stage);
    });
  });

  router.post("/voice/left-conference", async (request, response) => {
    const acceptance = acceptanceIn(OfAcceptance.parse(request.query));
    const { CallStatus } = Callback.parse(request.body);
    const { interactionId, engineerId } = acceptance;
    await about(response, interactionId, async () => {
      if (OVER.includes(CallStatus)) {
        await unlessSettled(() => desk.leave(interactionId));
        return hangupTwiml();
      }
      // The caller is still on the line, so it was the engineer's side that ended the conference.
      if (await isInForce(desk, acceptance)) {
        await unlessSettled(() => desk.engineerLeft(interactionId, engineerId));
      }
      return present(interactionId);
    });
  });

  router.post("/voice/resume", async (request, response) => {
    const { i, t } = OfInteraction.extend({ t: Tries }).parse(request.query);
    const again = (tries: number): string => addresses.resume(i, tries);
    await answer(response, { tries: t, again, interactionId: i, work: () => present(i) });
  });

  router.post("/voice/status", async (request, response) => {
    const { CallSid, CallStatus } = Callback.parse(request.body);
    if (OVER.includes(CallStatus)) {
      const interaction = await desk.find("voice", CallSid);
      // The first call of somebody who is being called back is over: that is no news.
      const isCalledBack = interaction?.state === "active" && interaction.callback !== null;
      if (interaction !== null && !isCalledBack) {
        await unlessSettled(() => desk.leave(interaction.id));
      }
    }
    response.status(204).end();
  });

  router.post("/voice/engineer", async (request, response) => {
    const acceptance = acceptanceIn(OfAcceptance.parse(request.query));
    const { CallStatus } = Callback.parse(request.body);
    await engineerTelephone(parts, acceptance, CallStatus);
    response.status(204).end();
  });

  router.post("/voice/customer", async (request, response) => {
    const acceptance = acceptanceIn(OfAcceptance.parse(request.query));
    const { CallSid, CallStatus } = Callback.parse(request.body);
    const { interactionId, engineerId } = acceptance;
    if (await isInForce(desk, acceptance)) {
      if (CallStatus === "in-progress") await desk.calledBack(interactionId, CallSid);
      else if (CallStatus === "completed") await unlessSettled(() => desk.leave(interactionId));
      else if (OVER.includes(CallStatus)) {
        const because = `telephone: ${CallStatus}`;
        await unlessSettled(() => desk.notReached(interactionId, engineerId, because));
      }
    }
    response.status(204).end();
  });

  router.use(failed(log));
  return router;
}

function voiceMessageText(recording: z.infer<typeof Recording>): string {
  const { RecordingDuration: seconds, RecordingUrl: url } = recording;
  const length = `Voice message, ${String(seconds)} s`;
  return url === undefined ? length : `${length}: ${url}`;
}

function begin(desk: Desk, call: z.infer<typeof InboundCall>): Promise<Contact> {
  const phone = PhoneNumber.safeParse(call.From);
  return desk.begin({
    key: `call:${call.CallSid}`,
    channel: "voice",
    externalId: call.CallSid,
    // A withheld number, a SIP address or a browser: an unknown customer.
    address: phone.success ? { kind: "phone", value: phone.data } : null,
    name: null,
    to: call.To === "" ? null : call.To.slice(0, 254),
    language: null,
  });
}

function acceptanceIn({ i, e, n }: z.infer<typeof OfAcceptance>): Acceptance {
  return { interactionId: i, engineerId: e, offer: n };
}

async function isInForce(desk: Desk, acceptance: Acceptance): Promise<boolean> {
  const interaction = await desk.interaction(acceptance.interactionId);
  const present = interaction === null ? null : acceptanceOf(interaction);
  return present?.engineerId === acceptance.engineerId && present.offer === acceptance.offer;
}

/**
 * What became of the engineer's telephone; only the acceptance in force is touched. It also stops
 * when the caller hangs up, and that news may come first: so the caller's own call is asked.
 */
async function engineerTelephone(
  parts: Pick<WebhookParts, "desk" | "client" | "log">,
  acceptance: Acceptance,
  status: string,
): Promise<void> {
  const { desk } = parts;
  const { interactionId, engineerId } = acceptance;
  if (!OVER.includes(status) || !(await isInForce(desk, acceptance))) return;
  if (await hasHungUp(parts, interactionId)) {
    await unlessSettled(() => desk.leave(interactionId));
  } else if (status === "completed") {
    await unlessSettled(() => desk.engineerLeft(interactionId, engineerId));
  } else {
    await unlessSettled(() => desk.unreachable(interactionId, engineerId, `telephone: ${status}`));
  }
}

/** Whether the caller's call is over. A carrier that does not answer leaves it open. */
async function hasHungUp(
  { desk, client, log }: Pick<WebhookParts, "desk" | "client" | "log">,
  interactionId: InteractionId,
): Promise<boolean> {
  const callSid = (await desk.interaction(interactionId))?.externalId ?? null;
  if (callSid === null) return true;
  try {
    const status = await client.callStatus(callSid);
    return status === null || OVER.includes(status);
  } catch (error) {
    log.warn({ err: error, interactionId }, "the carrier does not say where a call stands");
    return false;
  }
}
