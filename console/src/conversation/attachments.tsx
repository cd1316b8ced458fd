/** Files of a message, to be downloaded; nothing is ever shown in the page. */
import { IconPaperclip } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../../../protocol/interactions.js";
import { attachmentAddress } from "../live/api.js";

export function Attachments({
  attachments,
}: {
  readonly attachments: readonly Attachment[];
}): ReactNode {
  const { t, i18n } = useTranslation();
  const files = attachments.filter((a) => a.cid === null);
  if (files.length === 0) return null;
  return (
    <ul className="sw-attachments" aria-label={t("conversation.attachments")}>
      {files.map((file) => (
        <li key={file.id}>
          <a href={attachmentAddress(file.id)} download={file.name}>
            <IconPaperclip size={14} aria-hidden />
            {file.name} <span className="sw-dim">{formatSize(file.size, i18n.language)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Bytes as `12 kB` or `3.4 MB`. */
export function formatSize(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: bytes < 1_000_000 ? 0 : 1,
  }).format(Math.max(value, 1));
}
