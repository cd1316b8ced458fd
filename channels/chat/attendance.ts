/**
 * Watches over chats: who waits is told their place again, and who has been away from every page for
 * too long, while still in the menu or waiting, has left. Once an engineer talks to them it is the
 * engineer who decides.
 */
import type { InteractionId } from "../../protocol/ids.js";
import { isSms } from "../../protocol/sms.js";
import type { ContactStage, Desk } from "../channel.js";
import type { ChannelLog } from "./edge.js";
import type { OpenChat, OpenChats } from "./open-chats.js";

/** A reload takes seconds, a tunnel minutes; longer than this and nobody comes back. */
const ABSENT_MS_MAX = 10 * 60_000;

export interface Attendance {
  /** One round; a second call during a round is the same round. */
  sweep(): Promise<void>;
  /** Shows every page here where its chat stands now: what was told last may be old. */
  showAgain(): Promise<void>;
  /** Ends the present round early and waits for it. */
  close(): Promise<void>;
}

export function createAttendance(parts: {
  readonly desk: Desk;
  readonly chats: OpenChats;
  readonly show: (chat: OpenChat, stage: ContactStage) => void;
  readonly hasPage: (id: InteractionId) => Promise<boolean>;
  readonly log: ChannelLog;
  readonly now: () => number;
}): Attendance {
  const { desk, chats, log, now } = parts;
  let round: Promise<void> | null = null;
  let isClosing = false;

  async function lookAtAll(): Promise<void> {
    for (const chat of chats.all()) {
      if (isClosing) return;
      try {
        if (chat.pages === 0) await lookForAbsence(chat);
        else if (chat.stage?.stage === "waiting") await refresh(chat);
      } catch (error) {
        // An outage: the next round tries again.
        log.warn({ err: error, interactionId: chat.id }, "a chat could not be looked after");
      }
    }
  }

  async function showAllAgain(): Promise<void> {
    for (const chat of chats.all().filter(({ pages }) => pages > 0)) {
      await refresh(chat).catch((error: unknown) => {
        log.warn({ err: error, interactionId: chat.id }, "a chat could not be shown again");
      });
    }
  }

  async function refresh(chat: OpenChat): Promise<void> {
    const heard = chat.heard;
    const stage = await desk.stage(chat.id);
    if (stage !== null && chat.heard === heard) parts.show(chat, stage);
  }

  async function lookForAbsence(chat: OpenChat): Promise<void> {
    if (chat.absentSince === null || now() - chat.absentSince < ABSENT_MS_MAX) return;
    if (await parts.hasPage(chat.id)) {
      // At another node, which watches over it; unless that node dies, so look again later.
      chat.absentSince = now();
      return;
    }
    const interaction = await desk.interaction(chat.id);
    if (interaction !== null && isSms(interaction)) {
      // By text message: it never had a page.
      chats.drop(chat.id);
      return;
    }
    const stage = await desk.stage(chat.id);
    if (stage?.stage === "menu" || stage?.stage === "waiting") {
      log.info({ interactionId: chat.id }, "the customer left the chat page");
      await desk.leave(chat.id);
    }
    if (chat.pages === 0) chats.drop(chat.id);
  }

  return {
    sweep: () => {
      round ??= lookAtAll().finally(() => {
        round = null;
      });
      return round;
    },
    showAgain: showAllAgain,
    close: async () => {
      isClosing = true;
      await round;
    },
  };
}
