/** Writes a mail: recipients, subject, text, files, quote. Sending has a few seconds to think again. */
import "@mantine/tiptap/styles.css";
import { Button, Checkbox, Kbd, TagsInput, TextInput } from "@mantine/core";
import { Link, RichTextEditor } from "@mantine/tiptap";
import { IconPaperclip } from "@tabler/icons-react";
import { type Editor, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { type ReactNode, useCallback, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction, Message } from "../../../protocol/interactions.js";
import { onMac, useAction } from "../keys/actions.js";
import { actionOf, keyName } from "../keys/keymap.js";
import { undoWindow } from "../live/undo-window.js";
import { useConsole } from "../live/use-console.js";
import { useDraft } from "../live/use-draft.js";
import type { MailDraft } from "../state/drafts.js";
import { replyTo } from "../state/mail-reply.js";
import { MailFiles } from "./mail-files.js";
import { LeavingBar } from "./leaving-bar.js";
import { useSendMail } from "./use-send-mail.js";
import { useUploads } from "./use-uploads.js";

/** Shown once the record is here, because a reply starts from the last mail. */
export function MailComposer({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const thread = useConsole((s) => s.threads[interaction.id]);
  const { emptied, draft } = useDraft(interaction.id, "reply");
  const known = thread !== undefined && thread.interaction !== null;
  if (!known && draft === null) return <p className="sw-dim">{t("compose.loading")}</p>;
  return <Form key={emptied} interaction={interaction} messages={thread?.messages ?? []} />;
}

interface FormProps {
  readonly interaction: Interaction;
  readonly messages: readonly Message[];
}

function Form({ interaction, messages }: FormProps): ReactNode {
  const { t } = useTranslation();
  const { draft, keep } = useDraft(interaction.id, "reply");
  const [first] = useState(() => draft?.mail ?? replyTo(interaction, messages));
  const mail = draft?.mail ?? first;
  const [ccShown, setCcShown] = useState(first.cc.length > 0);
  const leaving = useSyncExternalStore(undoWindow.subscribe, undoWindow.get).find(
    (l) => l.interactionId === interaction.id,
  );
  const change = useCallback(
    (part: Partial<MailDraft>, text?: string) => {
      keep((before) => ({
        text: text ?? before?.text ?? "",
        mail: { ...(before?.mail ?? first), ...part },
      }));
    },
    [keep, first],
  );
  const editor = useMailEditor(first.html, (html, text) => {
    change({ html }, text);
  });
  const uploads = useUploads((file) => {
    keep((before) => {
      const held = before?.mail ?? first;
      const attachments = [...held.attachments, file];
      return { text: before?.text ?? "", mail: { ...held, attachments } };
    });
  });
  const { problem, send } = useSendMail({ interaction, mail, text: draft?.text ?? "", keep });
  useAction({
    id: "send",
    label: t("compose.send"),
    group: t("palette.interaction"),
    key: "compose.send",
    run: leaving === undefined && uploads.names.length === 0 ? send : null,
  });
  if (leaving !== undefined) return <LeavingBar leaving={leaving} text={draft?.text ?? ""} />;
  return (
    <div
      className="sw-mail-composer"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        uploads.add(event.dataTransfer.files);
      }}
    >
      <Recipients
        name={t("compose.to")}
        value={mail.to}
        onChange={(to) => {
          change({ to });
        }}
      />
      {ccShown ? (
        <Recipients
          name={t("compose.cc")}
          value={mail.cc}
          onChange={(cc) => {
            change({ cc });
          }}
        />
      ) : (
        <Button
          size="compact-xs"
          variant="subtle"
          className="sw-add-cc"
          onClick={() => {
            setCcShown(true);
          }}
        >
          {t("compose.addCc")}
        </Button>
      )}
      <TextInput
        size="xs"
        aria-label={t("compose.subject")}
        leftSection={<span className="sw-field-name">{t("compose.subject")}</span>}
        leftSectionWidth={72}
        value={mail.subject}
        maxLength={1000}
        onChange={(event) => {
          change({ subject: event.currentTarget.value });
        }}
      />
      <EditorBox editor={editor} />
      <MailFiles
        files={mail.attachments}
        uploading={uploads.names}
        onRemove={(id) => {
          change({ attachments: mail.attachments.filter((file) => file.id !== id) });
        }}
      />
      {problem !== null && (
        <p className="sw-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="sw-form-end">
        <Checkbox
          size="xs"
          label={t("compose.quote")}
          checked={mail.quote}
          onChange={(event) => {
            change({ quote: event.currentTarget.checked });
          }}
        />
        <span className="sw-fill" />
        <Button
          variant="default"
          leftSection={<IconPaperclip size={16} />}
          onClick={uploads.choose}
        >
          {t("compose.attach")}
        </Button>
        <Button
          disabled={uploads.names.length > 0}
          onClick={send}
          rightSection={<Kbd size="xs">{keyName("compose.send", onMac)}</Kbd>}
        >
          {t("compose.send")}
        </Button>
      </div>
    </div>
  );
}

function useMailEditor(html: string, onText: (html: string, text: string) => void): Editor | null {
  const { t } = useTranslation();
  return useEditor({
    extensions: [StarterKit.configure({ link: false }), Link],
    content: html,
    editorProps: {
      attributes: { "aria-label": t("compose.editor"), role: "textbox", "aria-multiline": "true" },
      handleDOMEvents: {
        // Our keys pass the editor by: it would make ⌘-Enter a line break and ⌘-K a link.
        keydown: (_view, event) => actionOf({ ...pressed(event), inField: true }) !== null,
      },
    },
    onUpdate: ({ editor }) => {
      onText(editor.isEmpty ? "" : editor.getHTML(), editor.getText({ blockSeparator: "\n" }));
    },
  });
}

function pressed({ key, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
} {
  return { key, ctrlKey, metaKey, altKey, isComposing };
}

function EditorBox({ editor }: { readonly editor: Editor | null }): ReactNode {
  const { t } = useTranslation();
  return (
    <RichTextEditor
      editor={editor}
      labels={{
        boldControlLabel: t("compose.bold"),
        italicControlLabel: t("compose.italic"),
        bulletListControlLabel: t("compose.bullets"),
        orderedListControlLabel: t("compose.numbers"),
        linkControlLabel: t("compose.link"),
      }}
    >
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Link />
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content />
    </RichTextEditor>
  );
}

interface RecipientsProps {
  readonly name: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

function Recipients({ name, value, onChange }: RecipientsProps): ReactNode {
  return (
    <TagsInput
      size="xs"
      aria-label={name}
      leftSection={<span className="sw-field-name">{name}</span>}
      leftSectionWidth={72}
      value={[...value]}
      onChange={onChange}
      splitChars={[",", ";", " "]}
      acceptValueOnBlur
      maxTags={50}
    />
  );
}
