/** Files that go with a mail: those that are up, and those on their way. */
import { CloseButton, Loader } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatSize } from "../conversation/attachments.js";
import type { MailDraft } from "../state/drafts.js";

interface Props {
  readonly files: MailDraft["attachments"];
  /** Names of files that are being uploaded. */
  readonly uploading: readonly string[];
  readonly onRemove: (id: string) => void;
}

export function MailFiles({ files, uploading, onRemove }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  if (files.length === 0 && uploading.length === 0) return null;
  return (
    <ul className="sw-attachments" aria-label={t("conversation.attachments")}>
      {files.map((file) => (
        <li key={file.id}>
          <IconPaperclip size={14} aria-hidden />
          {file.name} <span className="sw-dim">{formatSize(file.size, i18n.language)}</span>
          <CloseButton
            size="xs"
            aria-label={t("compose.removeFile", { name: file.name })}
            onClick={() => {
              onRemove(file.id);
            }}
          />
        </li>
      ))}
      {uploading.map((name) => (
        <li key={name}>
          <Loader size={12} /> {t("compose.uploading", { name })}
        </li>
      ))}
    </ul>
  );
}
