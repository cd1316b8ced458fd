/** What is played in place of a prompt in one language: uploaded, dropped or spoken into the microphone. */
import { ActionIcon, Button, FileButton, Loader, Tooltip } from "@mantine/core";
import {
  IconMicrophone,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
  IconUpload,
  type TablerIcon,
} from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Recordings } from "../../../../protocol/menu-tree.js";
import { ApiProblem } from "../../live/api.js";
import { useMicrophone } from "./use-microphone.js";
import { usePlayer } from "./use-player.js";
import { useUploadRecording } from "./use-upload.js";

type Recording = Recordings[string];

interface Props {
  /** Which prompt in which language, for those who hear the page. */
  readonly name: string;
  /** null: the text is spoken. */
  readonly recording: Recording | null;
  readonly readOnly: boolean;
  readonly onChange: (recording: Recording | null) => void;
  /** The text, which is there in any case. */
  readonly children: ReactNode;
}

export function RecordingField({
  name,
  recording,
  readOnly,
  onChange,
  children,
}: Props): ReactNode {
  const { t } = useTranslation();
  const upload = useUploadRecording();
  const [isBusy, setBusy] = useState(false);
  const [isOver, setOver] = useState(false);
  const again = useRef<() => void>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const take = async (sound: Blob): Promise<void> => {
    setTrouble(null);
    setBusy(true);
    try {
      const { id, seconds } = await upload(sound);
      onChange({ id, seconds });
    } catch (problem) {
      const code = problem instanceof ApiProblem ? problem.code : "INTERNAL";
      const isSize = code === "BODY_TOO_LARGE";
      setTrouble(isSize ? t("menus.recording.tooLarge") : t(`errors.${code}`));
    } finally {
      setBusy(false);
    }
  };
  const microphone = useMicrophone({
    sound: (sound) => void take(sound),
    trouble: (what) => {
      setTrouble(t(`menus.recording.microphone.${what}`));
    },
  });
  const player = usePlayer();
  const isFree = !readOnly && !isBusy && microphone.mode === "off";
  const button = (label: string, Icon: TablerIcon, onClick: () => void): ReactNode => (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={`${label}: ${name}`} onClick={onClick}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div
      className="sw-recording"
      data-over={isOver}
      onDragOver={(event) => {
        if (!isFree || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (!isFree || file === undefined) return;
        event.preventDefault();
        void take(file);
      }}
    >
      {children}
      <div className="sw-recording-row">
        {recording !== null &&
          microphone.mode === "off" &&
          (player.isPlaying
            ? button(t("menus.recording.stop"), IconPlayerStop, player.stop)
            : button(t("menus.recording.play"), IconPlayerPlay, () => {
                setTrouble(null);
                player.play(recording.id, () => {
                  setTrouble(t("menus.recording.gone"));
                });
              }))}
        {isBusy && (
          <span className="sw-dim" role="status">
            <Loader size={12} /> {t("menus.recording.uploading")}
          </span>
        )}
        {microphone.mode === "asking" && (
          <span className="sw-dim" role="status">
            {t("menus.recording.asking")}
          </span>
        )}
        {microphone.mode === "on" && (
          <>
            <span className="sw-recording-on" role="status">
              {t("menus.recording.on", { seconds: microphone.seconds })}
            </span>
            <Button size="compact-xs" onClick={microphone.stop}>
              {t("menus.recording.use")}
            </Button>
            <Button size="compact-xs" variant="default" onClick={microphone.cancel}>
              {t("menus.recording.discard")}
            </Button>
          </>
        )}
        {isFree && (
          <>
            <FileButton
              accept="audio/*"
              resetRef={again}
              onChange={(file) => {
                // The same file may be chosen once more, after it was mended.
                again.current?.();
                if (file !== null) void take(file);
              }}
            >
              {({ onClick }) =>
                button(
                  t(recording === null ? "menus.recording.upload" : "menus.recording.replace"),
                  IconUpload,
                  onClick,
                )
              }
            </FileButton>
            {button(t("menus.recording.record"), IconMicrophone, () => {
              setTrouble(null);
              player.stop();
              microphone.start();
            })}
            {recording !== null &&
              button(t("menus.recording.remove"), IconTrash, () => {
                player.stop();
                setTrouble(null);
                onChange(null);
              })}
          </>
        )}
      </div>
      {trouble !== null && (
        <p className="sw-problem" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
