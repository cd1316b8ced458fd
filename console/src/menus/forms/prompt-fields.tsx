/** What is said, in each language of the tree side by side. */
import { Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { spokenSeconds } from "../../../../flows/rules/words.js";
import { languageName } from "../../../../flows/walk.js";
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, Prompt, Recordings } from "../../../../protocol/menu-tree.js";
import { type RecordedPlace, withRecording } from "../edit/recordings.js";
import { withNode } from "../edit/slots.js";
import { useEditor, useReplace } from "../editor.js";
import { RecordingField } from "../recordings/recording-field.js";

const PROMPT_CHARACTERS_MAX = 2000;

interface Props {
  readonly label: string;
  readonly prompt: Prompt;
  /** Each may stay empty. */
  readonly optional?: boolean;
  /** Where its recordings stand. Left out: it is only ever read. */
  readonly recorded?: {
    readonly nodeId: NodeId;
    readonly place: RecordedPlace;
    readonly recordings: Recordings | undefined;
  };
  readonly onChange: (prompt: Prompt, language: string) => void;
}

export function PromptFields({
  label,
  prompt,
  optional = false,
  recorded,
  onChange,
}: Props): ReactNode {
  const { t } = useTranslation();
  const { tree, readOnly, change } = useEditor();
  // What the tree does not speak any more can still be seen and taken out.
  const there = [...Object.keys(prompt), ...Object.keys(recorded?.recordings ?? {})];
  const surplus = [...new Set(there)].filter((one) => !tree.languages.includes(one));
  return (
    <fieldset className="sw-prompt">
      <legend>{label}</legend>
      {[...tree.languages, ...surplus].map((language) => {
        const text = prompt[language] ?? "";
        const seconds = Math.ceil(spokenSeconds(text));
        const recording = recorded?.recordings?.[language] ?? null;
        const missing = !optional && text.trim() === "";
        const field = (
          <Textarea
            key={language}
            label={languageName(language)}
            aria-label={`${label}: ${languageName(language)}`}
            lang={language}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={PROMPT_CHARACTERS_MAX}
            readOnly={readOnly}
            data-missing={missing}
            value={text}
            inputWrapperOrder={["label", "input", "description"]}
            description={
              missing
                ? t("menus.form.missing")
                : recording !== null
                  ? t("menus.recording.length", {
                      seconds: Math.round(recording.seconds * 10) / 10,
                    })
                  : seconds > 0
                    ? t("menus.form.seconds", { count: seconds })
                    : " "
            }
            onChange={({ currentTarget: { value } }) => {
              onChange(
                written(prompt, language, { value, isSurplus: surplus.includes(language) }),
                language,
              );
            }}
          />
        );
        if (recorded === undefined) return field;
        const { nodeId, place } = recorded;
        return (
          <RecordingField
            // Of another node it is another one: this one may be recording.
            key={`${nodeId}/${place}/${language}`}
            name={`${label}: ${languageName(language)}`}
            recording={recording}
            readOnly={readOnly}
            onChange={(given) => {
              // An upload takes a moment, in which the node may have become another.
              change(
                (now) =>
                  withNode(now, nodeId, (node) =>
                    withRecording(node, place, { language, recording: given }),
                  ),
                null,
              );
            }}
          >
            {field}
          </RecordingField>
        );
      })}
    </fieldset>
  );
}

interface PromptOfProps {
  readonly node: Extract<MenuNode, { prompt: unknown }>;
  readonly prompt: Prompt;
}

/** What is said at a node. */
export function PromptOf({ node, prompt }: PromptOfProps): ReactNode {
  const { t } = useTranslation();
  const replace = useReplace();
  return (
    <PromptFields
      label={t("menus.form.prompt")}
      prompt={prompt}
      recorded={{ nodeId: node.id, place: "prompt", recordings: node.recordings }}
      onChange={(said, language) => {
        replace({ ...node, prompt: said }, `prompt.${language}`);
      }}
    />
  );
}

function written(
  prompt: Prompt,
  language: string,
  { value, isSurplus }: { readonly value: string; readonly isSurplus: boolean },
): Prompt {
  if (value !== "" || !isSurplus) return { ...prompt, [language]: value };
  return Object.fromEntries(Object.entries(prompt).filter(([one]) => one !== language));
}
