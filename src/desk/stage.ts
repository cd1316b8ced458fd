/** Where a contact stands, as its customer may know it. */
import type { ContactStage } from "../../channels/channel.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { InteractionId } from "../../protocol/ids.js";
import type { Interaction, RoutedInteraction } from "../../protocol/interactions.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import type { Router } from "../../routing/router.js";
import type { LiveContact } from "./contacts.js";

/** Spoken when nobody chose a language. */
export const DEFAULT_LANGUAGE = "en";

/** From the router's row and the live content. `router` must be settled (see `Dispatch.read`). */
export function stageOf(
  router: Router,
  row: RoutedInteraction,
  look: { readonly contact: LiveContact | undefined; readonly at: number },
): ContactStage {
  const { contact, at } = look;
  const language = contact?.content.language ?? DEFAULT_LANGUAGE;
  switch (row.state) {
    case "menu": {
      const screen = contact?.session?.screen;
      if (screen === undefined) return { stage: "ended", by: "system", says: [], language };
      return { stage: "menu", screen };
    }
    case "waiting":
    case "offered": {
      const place = router.position(row.id, at);
      return {
        stage: "waiting",
        position: place?.position ?? 1,
        estimatedSeconds: place?.estimatedSeconds ?? null,
        language,
        says: [],
        ...(row.callback !== null && { callback: { notBeforeAt: row.notBeforeAt } }),
      };
    }
    case "active": {
      const engineer = row.engineerId === null ? undefined : router.engineer(row.engineerId);
      return { stage: "talking", engineerName: engineer?.name ?? "", language };
    }
    case "wrapup":
    case "closed":
      return endedStage(row, language);
  }
}

/** Of an interaction that is over; who ended it is told from its outcome. */
export function endedStage(
  row: Pick<Interaction, "outcome">,
  language: string,
): ContactStage & { stage: "ended" } {
  const by = {
    handled: "engineer",
    abandoned: "customer",
    left_in_menu: "customer",
    menu_ended: "menu",
    dismissed: "system",
    overflowed: "system",
    unreached: "system",
  } as const;
  return { stage: "ended", by: by[row.outcome ?? "handled"], says: [], language };
}

/** What the overflow that ended it says to the customer; nothing when it ended in another way. */
export function lastWords(
  events: readonly DomainEvent[],
  of: { readonly interactionId: InteractionId; readonly language: string },
): MenuScreen["says"] {
  const spoken = events.findLast(
    (event) =>
      event.type === "interaction.overflowed" &&
      event.interactionId === of.interactionId &&
      event.then.kind === "message",
  );
  if (spoken?.type !== "interaction.overflowed" || spoken.then.kind !== "message") return [];
  const { text } = spoken.then;
  const [base = ""] = of.language.split("-", 1);
  for (const language of [of.language, base, ...Object.keys(text)]) {
    const words = text[language];
    if (words !== undefined) return [{ text: words, language }];
  }
  return [];
}

/** The stage with what the menu said on the way, for the answer to the last key. */
export function withWords(stage: ContactStage, says: MenuScreen["says"]): ContactStage {
  return stage.stage === "waiting" || stage.stage === "ended"
    ? { ...stage, says: [...says, ...stage.says] }
    : stage;
}

/** Of whoever is called back: what the menu says first, when it was the menu that let them go. */
export function withFarewell(stage: ContactStage, { expects, says }: MenuScreen): ContactStage {
  if (stage.stage !== "waiting" || stage.callback === undefined) return stage;
  if (expects.kind !== "bucket" || expects.instead === undefined) return stage;
  const isVoicemail = expects.instead === "voicemail";
  return { ...stage, callback: { ...stage.callback, fromMenu: { says, isVoicemail } } };
}
