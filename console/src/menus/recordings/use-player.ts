/** Plays one recording at a time. */
import { useEffect, useRef, useState } from "react";
import type { RecordingId } from "../../../../protocol/ids.js";
import { recordingAddress } from "../../live/api.js";

export interface Player {
  readonly isPlaying: boolean;
  /** `onTrouble`: it cannot be had. */
  readonly play: (id: RecordingId, onTrouble: () => void) => void;
  readonly stop: () => void;
}

export function usePlayer(): Player {
  const [isPlaying, setPlaying] = useState(false);
  const playing = useRef<HTMLAudioElement | null>(null);
  const stop = (): void => {
    playing.current?.pause();
    playing.current = null;
    setPlaying(false);
  };
  useEffect(
    () => () => {
      playing.current?.pause();
    },
    [],
  );
  return {
    isPlaying,
    stop,
    play: (id, onTrouble) => {
      stop();
      const audio = new Audio(recordingAddress(id));
      playing.current = audio;
      setPlaying(true);
      audio.onended = stop;
      audio.play().catch(() => {
        // Stopped before it began is no trouble.
        if (playing.current !== audio) return;
        stop();
        onTrouble();
      });
    },
  };
}
