/** What the carrier is told to do with a call: one TwiML document for each stage of a contact. */
import twilio from "twilio";
import type { ContactStage } from "../channel.js";
import { placeInLine } from "../place-in-line.js";
import type { InteractionId } from "../../protocol/ids.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import {
  CALLER_LABEL,
  conferenceName,
  queueName,
  type Acceptance,
  type VoiceAddresses,
} from "./addresses.js";
import type { Links } from "./recordings.js";
import { hearingOf, voiceOf, wordsOf } from "./words.js";

type GatherAttributes = Exclude<Parameters<VoiceResponse["gather"]>[0], undefined>;
type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>;
type Said = MenuScreen["says"];

/** How long a caller holds on before the program is asked again, in seconds. */
const RETRY_SECONDS = 3;
/** Enough for anybody's story; Twilio records an hour unless told otherwise. */
const MESSAGE_SECONDS_MAX = 180;
/** After half a minute of trouble the caller is told to call again. */
const TRIES_MAX = 10;

export interface Place {
  readonly interactionId: InteractionId;
  readonly addresses: VoiceAddresses;
  /** Who has the call; only a `talking` stage has one. */
  readonly acceptance: Acceptance | null;
  /** The caller's number is known and can be called. */
  readonly isCallable: boolean;
  /** Recordings that are played in place of their words. */
  readonly links: Links;
}

/** What a stage says, before it is known what of it can be played. */
export function saysOf(stage: ContactStage): Said {
  if (stage.stage === "menu") return stage.screen.says;
  return stage.stage === "talking" ? [] : stage.says;
}

/** The document that puts a call where its contact stands, wherever the call is now. */
export function stageTwiml(stage: ContactStage, place: Place): string {
  const response = new twilio.twiml.VoiceResponse();
  switch (stage.stage) {
    case "menu":
      addScreen(response, stage.screen, place);
      break;
    case "waiting":
      speak(response, stage.says, place.links);
      if (stage.callback === undefined || !place.isCallable) addQueue(response, place);
      else {
        // The farewell is an effect of its own and replaces this document in a moment.
        response.pause({ length: RETRY_SECONDS });
        response.redirect({ method: "POST" }, place.addresses.resume(place.interactionId, 0));
      }
      break;
    case "talking":
      if (place.acceptance === null) {
        // Handed on at this very moment: ask again where the contact stands.
        response.redirect({ method: "POST" }, place.addresses.resume(place.interactionId, 0));
      } else addConference(response, place.acceptance, place.addresses);
      break;
    case "ended":
      speak(response, stage.says, place.links);
      response.hangup();
      break;
  }
  return response.toString();
}

/**
 * What a waiting caller hears: their place, the estimate, half a minute of music. The carrier asks
 * again when it is over. `plain`: the carrier's queue did not take the call, so the document keeps
 * the caller by itself.
 */
export function waitTwiml(stage: ContactStage, place: Place & { readonly plain: boolean }): string {
  const { addresses, interactionId, plain } = place;
  if (stage.stage !== "waiting") {
    if (plain) return stageTwiml(stage, place);
    const leave = new twilio.twiml.VoiceResponse();
    leave.leave();
    return leave.toString();
  }
  const response = new twilio.twiml.VoiceResponse();
  const { language } = stage;
  say(response, [{ text: placeInLine(stage), language }]);
  if (place.isCallable && stage.callback === undefined) {
    const gather = response.gather({
      input: ["dtmf"],
      action: addresses.callback(interactionId, plain),
      method: "POST",
      numDigits: 1,
      timeout: 1,
    });
    say(gather, [{ text: wordsOf(language).press, language }]);
    gather.play(addresses.holdMusic());
  } else response.play(addresses.holdMusic());
  if (plain) response.redirect({ method: "POST" }, addresses.wait(interactionId, true));
  return response.toString();
}

/** They pressed a key while they waited: out of the queue, or on with the music. */
export function pressedTwiml(
  stage: ContactStage,
  place: Place & { readonly plain: boolean },
): string {
  if (stage.stage === "waiting" && stage.callback === undefined) return waitTwiml(stage, place);
  if (place.plain) return stageTwiml(stage, place);
  const leave = new twilio.twiml.VoiceResponse();
  leave.leave();
  return leave.toString();
}

/** They keep their place and may hang up. */
export function farewellTwiml(language: string, place: Pick<Place, "links">, says: Said): string {
  const response = new twilio.twiml.VoiceResponse();
  speak(response, says, place.links);
  say(response, [{ text: wordsOf(language).farewell, language }]);
  response.hangup();
  return response.toString();
}

/** They leave a message, and are called back. */
export function recordTwiml(language: string, place: Place, says: Said): string {
  const { addresses, interactionId, links } = place;
  const response = new twilio.twiml.VoiceResponse();
  speak(response, says, links);
  say(response, [{ text: wordsOf(language).record, language }]);
  response.record({
    action: addresses.recorded(interactionId),
    method: "POST",
    maxLength: MESSAGE_SECONDS_MAX,
    playBeep: true,
    finishOnKey: "#",
  });
  say(response, [{ text: wordsOf(language).recorded, language }]);
  response.hangup();
  return response.toString();
}

export function recordedTwiml(language: string): string {
  const response = new twilio.twiml.VoiceResponse();
  say(response, [{ text: wordsOf(language).recorded, language }]);
  response.hangup();
  return response.toString();
}

/** Words by language, and goodbye. */
export function lastWordsTwiml(text: Readonly<Record<string, string>>, language: string): string {
  const response = new twilio.twiml.VoiceResponse();
  const [base = ""] = language.split("-", 1);
  const chosen = [language, base, ...Object.keys(text)].find((one) => text[one] !== undefined);
  if (chosen !== undefined) say(response, [{ text: text[chosen] ?? "", language: chosen }]);
  response.hangup();
  return response.toString();
}

/** The carrier's queue is full or broken: the caller waits without it. */
export function plainWaitTwiml(place: Place): string {
  const response = new twilio.twiml.VoiceResponse();
  response.redirect({ method: "POST" }, place.addresses.wait(place.interactionId, true));
  return response.toString();
}

/** Nothing could be committed: the caller holds on and the same place is asked again. */
export function holdOnTwiml(again: (tries: number) => string, tries: number): string {
  const response = new twilio.twiml.VoiceResponse();
  if (tries >= TRIES_MAX) {
    say(response, [{ text: wordsOf("en").sorry, language: "en" }]);
    response.hangup();
    return response.toString();
  }
  if (tries === 0) say(response, [{ text: wordsOf("en").moment, language: "en" }]);
  response.pause({ length: RETRY_SECONDS });
  response.redirect({ method: "POST" }, again(tries + 1));
  return response.toString();
}

/** Nobody knows this call; ending it is all there is to do. */
export function hangupTwiml(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.hangup();
  return response.toString();
}

function addScreen(response: VoiceResponse, screen: MenuScreen, place: Place): void {
  const { addresses, interactionId } = place;
  const { expects } = screen;
  if (expects.kind !== "key" && expects.kind !== "digits") {
    // The caller is asked nothing, and what comes next is not committed yet: ask where they stand.
    speak(response, screen.says, place.links);
    response.redirect({ method: "POST" }, addresses.resume(interactionId, 0));
    return;
  }
  const digits = expects.kind === "digits";
  const gather = response.gather({
    ...listeningFor(screen),
    action: addresses.menu({ interactionId, seq: screen.seq, digits }),
    method: "POST",
    numDigits: digits ? expects.maxDigits : 1,
    // `#` is an ordinary key of a menu; only an entry of digits may end with it.
    finishOnKey: digits ? (expects.terminator ?? "") : "",
    // Twilio has one time-out for the first and every later digit, counted from the end of what is
    // nested: a longer first wait is the later one plus a pause.
    timeout: digits ? expects.interDigitSeconds : expects.firstDigitSeconds,
    // Silence comes back to us too; the menu decides what it means.
    actionOnEmptyResult: true,
    ...(expects.patient && { bargeIn: false }),
  });
  speak(gather, screen.says, place.links);
  if (digits && expects.firstDigitSeconds > expects.interDigitSeconds) {
    gather.pause({ length: expects.firstDigitSeconds - expects.interDigitSeconds });
  }
}

/** A menu whose options can be said is listened to; what is expected helps the carrier to hear it. */
function listeningFor({ expects, language }: MenuScreen): GatherAttributes {
  const hints = expects.kind === "key" ? (expects.hints ?? []) : [];
  if (hints.length === 0) return { input: ["dtmf"] };
  return {
    input: ["dtmf", "speech"],
    // A comma separates the hints.
    hints: hints.map((hint) => hint.replace(UNSPEAKABLE, "").replaceAll(",", " ")).join(","),
    language: hearingOf(language),
    speechTimeout: "auto",
  };
}

function addQueue(response: VoiceResponse, { addresses, interactionId }: Place): void {
  response.enqueue(
    {
      waitUrl: addresses.wait(interactionId, false),
      waitUrlMethod: "POST",
      action: addresses.leftQueue(interactionId),
      method: "POST",
    },
    queueName(interactionId),
  );
}

function addConference(
  response: VoiceResponse,
  acceptance: Acceptance,
  addresses: VoiceAddresses,
): void {
  response.dial({ action: addresses.leftConference(acceptance), method: "POST" }).conference(
    {
      startConferenceOnEnter: true,
      // The caller's leaving also takes the engineer's telephone out.
      endConferenceOnExit: true,
      beep: "false",
      waitUrl: addresses.holdMusic(),
      waitMethod: "GET",
      participantLabel: CALLER_LABEL,
    },
    conferenceName(acceptance),
  );
}

/** Prompts are written by people; what XML cannot carry is left out. */
const UNSPEAKABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** As `say`, with the recordings that can be played in place of their words. */
function speak(to: Pick<VoiceResponse, "say" | "play">, says: Said, links: Links): void {
  for (const spoken of says) {
    const link = spoken.recordingId && links.get(spoken.recordingId);
    if (link === undefined) say(to, [spoken]);
    else to.play(link);
  }
}

function say(to: Pick<VoiceResponse, "say">, says: Said): void {
  for (const { text, language } of says) {
    const spoken = text.replace(UNSPEAKABLE, "").trim();
    if (spoken !== "") to.say({ ...voiceOf(language) }, spoken);
  }
}
