/**
 * Takes a customer's text in: an answer to the menu, something for the engineer, or the beginning of
 * a conversation. Every text is kept as a message under the carrier's id of it, before anything
 * else is done with it: a text that is delivered again is therefore known, also after a restart, and
 * never chooses twice.
 */
import type { Interaction } from "../../protocol/interactions.js";
import type { MenuInput, MenuScreen } from "../../protocol/menu-session.js";
import { smsId } from "../../protocol/sms.js";
import { isOutage, type ContactStage, type Desk } from "../channel.js";
import { SPEECH_CHARACTERS_MAX, typedInput } from "../typed-input.js";
import { createOpenings } from "./openings.js";
import { joined, stageText } from "./present.js";
import { wordsOf } from "./words.js";

/** As much of the first words as a list has room for. */
const SUBJECT_CHARACTERS_MAX = 200;

export interface InboundText {
  /** The carrier's id of it. */
  readonly sid: string;
  /** E.164. */
  readonly from: string;
  /** Our number, or short code. */
  readonly to: string;
  readonly body: string;
  /** Where the carrier keeps the pictures that came with it. */
  readonly media: readonly string[];
  /** What the carrier answers by itself; it lets nothing of ours through after `stop`. null: an ordinary text. */
  readonly keyword: "stop" | "start" | "help" | null;
}

export interface Reception {
  /** The answer to be sent; null: none. Resolves after the commit. */
  take(text: InboundText): Promise<string | null>;
}

export function createReception(parts: {
  readonly desk: Desk;
  /** Runs work on the same key one after the other. */
  readonly locked: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  readonly log: { warn(details: object, message: string): void };
  /** Epoch milliseconds. */
  readonly now: () => number;
}): Reception {
  const { desk } = parts;
  const mayOpen = createOpenings(parts.now);

  async function take(text: InboundText): Promise<string | null> {
    const latest = await desk.find("chat", smsId({ customer: text.from, ours: text.to }));
    const stage = latest === null ? null : await desk.stage(latest.id);
    if (latest === null || stage === null) return begin(text);
    const known = await desk.messages(latest.id);
    if (known.some((message) => message.clientId === text.sid)) return stageText(stage);
    if (stage.stage === "ended") return begin(text);
    try {
      return await goOn(latest, stage, text);
    } catch (error) {
      // It ended at this very moment, so this text begins the next one.
      if (isOutage(error)) throw error;
      return begin(text);
    }
  }

  async function begin(text: InboundText): Promise<string | null> {
    if (text.keyword !== null) return null;
    const { from, to, sid } = text;
    if (!mayOpen(from)) {
      parts.log.warn({ from }, "a number began too many conversations by text; this one was left");
      return null;
    }
    const externalId = smsId({ customer: from, ours: to });
    const { interactionId, stage } = await desk.begin({
      key: `${externalId}:${sid}`,
      channel: "chat",
      externalId,
      address: { kind: "phone", value: from },
      name: null,
      to,
      language: null,
      ...(text.body.trim() !== "" && {
        subject: firstOf(text.body.trim(), SUBJECT_CHARACTERS_MAX),
      }),
    });
    if (stage.stage !== "ended") await keep(interactionId, text, textOf(text));
    return withRemark(text, { stage, remark: null });
  }

  async function goOn(
    { id }: Interaction,
    stage: ContactStage,
    text: InboundText,
  ): Promise<string | null> {
    const screen = stage.stage === "menu" ? stage.screen : null;
    await keep(id, text, screen === null ? textOf(text) : hiddenWhereSecret(textOf(text), screen));
    if (text.keyword !== null) {
      // Nothing of ours reaches them any more; an engineer who has it sees why and decides.
      if (text.keyword === "stop" && stage.stage !== "talking") await desk.leave(id);
      return null;
    }
    if (screen === null) return pictures(text, stage);
    if (text.body.trim() === "") return withRemark(text, { stage, remark: null });
    const answer = typedInput(plainAnswer(text.body, screen), screen);
    const input: MenuInput = answer ?? {
      type: "speech",
      text: text.body.slice(0, SPEECH_CHARACTERS_MAX),
    };
    const next = await desk.press({ interactionId: id, seq: screen.seq, input });
    const isAskedAgain = next.stage === "menu" && next.screen.nodeId === screen.nodeId;
    const isOption = answer !== null || screen.expects.kind !== "key";
    const remark = isAskedAgain && !isOption ? wordsOf(screen.language).chooseNumber : null;
    return withRemark(text, { stage: next, remark });
  }

  async function keep(id: Interaction["id"], text: InboundText, words: string): Promise<void> {
    if (words === "") return;
    const authorName = (await desk.interaction(id))?.customer?.name ?? text.from;
    await desk.say({ interactionId: id, clientId: text.sid, authorName, text: words });
  }

  return { take: (text) => parts.locked(`${text.from} ${text.to}`, () => take(text)) };
}

/** What the engineer reads; pictures are links, which open for whoever may see the account's media. */
function textOf({ body, media }: InboundText): string {
  return joined([body.trim(), ...media]);
}

function firstOf(text: string, charactersMax: number): string {
  return Array.from(text).slice(0, charactersMax).join("");
}

/** What they enter where the menu says so is not for the conversation. */
function hiddenWhereSecret(words: string, { expects }: MenuScreen): string {
  return expects.kind === "digits" && expects.secret
    ? "•".repeat(Math.min(words.length, 32))
    : words;
}

function withRemark(
  text: InboundText,
  { stage, remark }: { readonly stage: ContactStage; readonly remark: string | null },
): string | null {
  const whole = joined([pictures(text, stage), remark, stageText(stage)]);
  return whole === "" ? null : whole;
}

function pictures({ media }: InboundText, stage: ContactStage): string | null {
  const language = stage.stage === "menu" ? stage.screen.language : stage.language;
  return media.length === 0 ? null : wordsOf(language).noPictures;
}

/** People write “1.” and “12 34-56”, and some keyboards write wide digits. */
function plainAnswer(body: string, { expects }: MenuScreen): string {
  const plain = body.normalize("NFKC").trim();
  if (expects.kind === "digits") return plain.replace(/[\s.()-]+/g, "");
  return plain.replace(/^([0-9])\s*[.)!。]+$/, "$1");
}
