/** What the engineer's telephone tells and takes, whoever carries the call. */
export interface SoftphoneState {
  readonly mode: "off" | "connecting" | "registered" | "ringing" | "in-call";
  readonly muted: boolean;
  /** In a call: whether sound flows, and whether this side has a microphone. */
  readonly audio: "none" | "connecting" | "live";
  readonly microphone: boolean;
  /** What is wrong, in words of the provider; null: nothing. */
  readonly problem: string | null;
}

export interface Softphone {
  /** Silences the microphone; stays so for the next call too. */
  mute(on: boolean): void;
  /** Hangs up; the exchange then ends the interaction. */
  hangup(): void;
  /** Unregisters for good. */
  close(): void;
}

/** What a provider's telephone is given. */
export interface PhoneParts {
  readonly url: string;
  /** A token that is good now. */
  readonly token: () => Promise<string>;
  /** Changes some of the state. */
  readonly tell: (change: Partial<SoftphoneState>) => void;
}
