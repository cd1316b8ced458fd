/** Says and plays a screen aloud, cut off by the next, as a caller cuts off a prompt. */
import { useEffect } from "react";
import type { MenuScreen } from "../../../../protocol/menu-session.js";
import { recordingAddress } from "../../live/api.js";

type Said = MenuScreen["says"][number];

/** `null`: silence. Whoever `reads` hears no recordings: a chat has none. */
export function useHeard(screen: MenuScreen | null, reads: boolean): void {
  useEffect(() => {
    if (screen === null) return undefined;
    const over = new AbortController();
    void hear(screen.says, { reads, signal: over.signal });
    return () => {
      over.abort();
      if ("speechSynthesis" in window) speechSynthesis.cancel();
    };
  }, [screen, reads]);
}

async function hear(
  says: readonly Said[],
  how: { readonly reads: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { reads, signal } = how;
  for (const said of says) {
    if (reads || !(await played(said, signal))) await spoken(said, signal);
    if (signal.aborted) return;
  }
}

/** To its end. false: it has no recording, or that cannot be had: then its words are said. */
function played({ recordingId }: Said, signal: AbortSignal): Promise<boolean> {
  if (recordingId === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const audio = new Audio(recordingAddress(recordingId));
    const end = (isPlayed: boolean) => (): void => {
      resolve(isPlayed);
    };
    audio.onended = end(true);
    audio.onerror = end(false);
    signal.addEventListener("abort", () => {
      audio.pause();
      resolve(true);
    });
    audio.play().catch(end(false));
  });
}

function spoken({ text, language }: Said, signal: AbortSignal): Promise<void> {
  if (!("speechSynthesis" in window) || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.onend = () => {
      resolve();
    };
    utterance.onerror = () => {
      resolve();
    };
    speechSynthesis.speak(utterance);
    // A browser without voices never says that it has ended.
    if (speechSynthesis.getVoices().length === 0) resolve();
  });
}
