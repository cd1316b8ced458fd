/**
 * One voice conversation between two browsers over WebRTC, negotiated in the "perfect negotiation"
 * pattern of the WebRTC specification (section 10.7): both may offer at any time, and the polite
 * side yields. Always in one of three modes:
 * - none: no peer, no connection, the microphone is off;
 * - connecting: a peer is there, no sound yet;
 * - live: sound flows.
 *
 * Without a microphone (none there, or not allowed) this side only listens; without WebRTC the
 * call simply stays silent. `widget/try/peer-audio.ts` is the other browser's half.
 */
import type { PhoneSignal } from "../../../protocol/phone.js";

export type AudioState = "none" | "connecting" | "live";

interface PeerAudioOptions {
  readonly send: (signal: PhoneSignal) => void;
  readonly onState: (state: AudioState, microphone: boolean) => void;
}

export class PeerAudio {
  readonly #options: PeerAudioOptions;
  #connection: RTCPeerConnection | null = null;
  #microphone: MediaStream | null = null;
  #muted = false;
  #polite = false;
  #offering = false;
  #ignoring = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: PeerAudioOptions) {
    this.#options = options;
  }

  begin(polite: boolean): void {
    this.end();
    if (!("RTCPeerConnection" in window)) return;
    const connection = new RTCPeerConnection();
    const loudspeaker = new Audio();
    this.#connection = connection;
    this.#polite = polite;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== "") {
        this.#options.send({ candidate: candidate.toJSON() as { candidate: string } });
      }
    };
    connection.ontrack = ({ track }) => {
      loudspeaker.srcObject = new MediaStream([track]);
      loudspeaker.play().catch(() => {
        // Not allowed before a click; the conversation itself is unaffected.
      });
    };
    connection.onconnectionstatechange = () => {
      this.#tell(connection.connectionState === "connected" ? "live" : "connecting");
    };
    connection.onnegotiationneeded = () => {
      this.#queue(() => this.#offer(connection));
    };
    this.#tell("connecting");
    this.#queue(() => this.#addMicrophone(connection));
  }

  receive(signal: PhoneSignal): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#queue(() => this.#take(connection, signal));
  }

  mute(on: boolean): void {
    this.#muted = on;
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !on;
  }

  end(): void {
    if (this.#connection === null) return;
    this.#connection.close();
    this.#connection = null;
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = null;
    this.#tell("none");
  }

  async #addMicrophone(connection: RTCPeerConnection): Promise<void> {
    try {
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (this.#connection !== connection) {
        for (const track of microphone.getTracks()) track.stop();
        return;
      }
      this.#microphone = microphone;
      this.mute(this.#muted);
      for (const track of microphone.getAudioTracks()) connection.addTrack(track, microphone);
    } catch {
      // No microphone: listen only.
      if (this.#connection === connection) {
        connection.addTransceiver("audio", { direction: "recvonly" });
      }
    }
    this.#tell(connection.connectionState === "connected" ? "live" : "connecting");
  }

  async #offer(connection: RTCPeerConnection): Promise<void> {
    this.#offering = true;
    try {
      await connection.setLocalDescription();
      this.#sendDescription(connection);
    } finally {
      this.#offering = false;
    }
  }

  async #take(connection: RTCPeerConnection, signal: PhoneSignal): Promise<void> {
    if ("candidate" in signal) {
      try {
        await connection.addIceCandidate(signal.candidate as RTCIceCandidateInit);
      } catch (error) {
        if (!this.#ignoring) throw error;
      }
      return;
    }
    const { description } = signal;
    const collides =
      description.type === "offer" && (this.#offering || connection.signalingState !== "stable");
    this.#ignoring = !this.#polite && collides;
    if (this.#ignoring) return;
    await connection.setRemoteDescription(description as RTCSessionDescriptionInit);
    if (description.type === "offer") {
      await connection.setLocalDescription();
      this.#sendDescription(connection);
    }
  }

  #sendDescription(connection: RTCPeerConnection): void {
    const description = connection.localDescription;
    if (description === null) return;
    this.#options.send({ description: { type: description.type, sdp: description.sdp } });
  }

  #tell(state: AudioState): void {
    this.#options.onState(state, this.#microphone !== null);
  }

  /** Signalling steps run one after another; one that fails leaves the call without sound. */
  #queue(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch(() => {
      if (this.#connection !== null) this.#tell("connecting");
    });
  }
}
