/**
 * What a handset's ear-piece does: speaks prompts with the browser's voices and plays recordings.
 * A browser without voices, or a page that was not clicked yet, stays silent; nothing else changes.
 */
export class Speaker {
  #on = true;
  #music: HTMLAudioElement | null = null;

  /** Turning it off also stops what is heard now. */
  turn(on: boolean): void {
    this.#on = on;
    if (!on) this.stop();
  }

  say(said: { readonly text: string; readonly language: string }): void {
    this.#next(() => {
      if (!("speechSynthesis" in window)) return;
      const utterance = new SpeechSynthesisUtterance(said.text);
      // The exchange speaks Twilio's `cmn-CN`; browsers know Mandarin as `zh-CN`.
      utterance.lang = said.language.replace(/^cmn/, "zh");
      window.speechSynthesis.speak(utterance);
    });
  }

  play(url: string): void {
    this.#next(() => {
      const music = new Audio(url);
      this.#music = music;
      music.play().catch(() => {
        // The browser forbids sound before the first click; the call goes on without it.
        if (this.#music === music) this.#music = null;
      });
    });
  }

  stop(): void {
    this.#music?.pause();
    this.#music = null;
    if ("speechSynthesis" in window) window.speechSynthesis.cancel();
  }

  /**
   * What is played ends a moment later here than at the exchange, which did not have to fetch it: unless
   * it was stopped, it is heard to its end.
   */
  #next(begin: () => void): void {
    const before = this.#music;
    const start = (): void => {
      this.stop();
      if (this.#on) begin();
    };
    if (before === null || before.ended) start();
    else {
      const unlessStopped = (): void => {
        if (this.#music === before) start();
      };
      before.onended = unlessStopped;
      before.onerror = unlessStopped;
    }
  }
}
