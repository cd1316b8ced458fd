/**
 * Records with the microphone. Always in one of three modes: off; asking the browser, which asks the
 * person; on, until it is stopped or as long as a recording may be.
 */
import { useEffect, useRef, useState } from "react";
import { RECORDING_SECONDS_MAX } from "../../../../protocol/menu-tree.js";

export type MicrophoneTrouble = "denied" | "missing" | "insecure";

export interface Microphone {
  readonly mode: "off" | "asking" | "on";
  /** Since it is on. */
  readonly seconds: number;
  readonly start: () => void;
  /** Gives what was recorded to `onSound`. */
  readonly stop: () => void;
  /** Forgets it. */
  readonly cancel: () => void;
}

export function useMicrophone(on: {
  readonly sound: (sound: Blob) => void;
  readonly trouble: (trouble: MicrophoneTrouble) => void;
}): Microphone {
  const [mode, setMode] = useState<Microphone["mode"]>("off");
  const [seconds, setSeconds] = useState(0);
  const recorder = useRef<MediaRecorder | null>(null);
  const wanted = useRef(false);

  const letGo = (): void => {
    recorder.current?.stream.getTracks().forEach((track) => {
      track.stop();
    });
    recorder.current = null;
    setMode("off");
  };
  const cancel = (): void => {
    wanted.current = false;
    const running = recorder.current;
    if (running !== null && running.state !== "inactive") running.stop();
    letGo();
  };
  const record = (stream: MediaStream): void => {
    const made = new MediaRecorder(stream);
    const pieces: Blob[] = [];
    made.ondataavailable = ({ data }) => pieces.push(data);
    made.onstop = () => {
      const isWanted = wanted.current;
      letGo();
      if (isWanted) on.sound(new Blob(pieces, { type: made.mimeType }));
    };
    recorder.current = made;
    made.start();
    setSeconds(0);
    setMode("on");
  };

  useEffect(() => {
    if (mode !== "on") return undefined;
    const startedAt = Date.now();
    const timer = setInterval(() => {
      const passed = (Date.now() - startedAt) / 1000;
      setSeconds(Math.floor(passed));
      // A moment earlier, because what is too long would be refused.
      if (passed >= RECORDING_SECONDS_MAX - 1) recorder.current?.stop();
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [mode]);
  useEffect(
    () => () => {
      wanted.current = false;
      recorder.current?.stream.getTracks().forEach((track) => {
        track.stop();
      });
    },
    [],
  );

  return {
    mode,
    seconds,
    start: () => {
      // Without https there is none, whatever the types say.
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      if (devices === undefined) {
        on.trouble("insecure");
        return;
      }
      wanted.current = true;
      setMode("asking");
      devices.getUserMedia({ audio: true }).then(
        (stream) => {
          if (wanted.current) record(stream);
          else {
            stream.getTracks().forEach((track) => {
              track.stop();
            });
          }
        },
        (problem: unknown) => {
          setMode("off");
          const name = problem instanceof DOMException ? problem.name : "";
          on.trouble(name === "NotAllowedError" ? "denied" : "missing");
        },
      );
    },
    stop: () => {
      recorder.current?.stop();
    },
    cancel,
  };
}
