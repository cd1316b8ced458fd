/** A telephone that walks the draft: keys are pressed, prompts are shown and spoken, the path lights up. */
import { Button, Switch, TextInput } from "@mantine/core";
import {
  IconListCheck,
  IconMicrophone,
  IconPhone,
  IconPhoneX,
  IconVolume3,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MenuInput, MenuScreen } from "../../../protocol/menu-session.js";
import type { MenuTest, MenuTree } from "../../../protocol/menu-tree.js";
import { useNames } from "../common/names.js";
import { NOWHERE } from "./edit/slots.js";
import { useEditor } from "./editor.js";
import { PanelHead } from "./panel-head.js";
import { PhoneFacts, circumstancesOf, useCallerFacts } from "./phone-facts.js";
import { useHeard } from "./recordings/use-heard.js";
import { testOf } from "./tests/test-fields.js";
import { type Trial, beginTrial, continueTrial, litOf, restsAt } from "./trial.js";
import { useParts } from "./use-parts.js";

interface Props {
  readonly tree: MenuTree;
  readonly onLit: (lit: ReadonlySet<string>) => void;
  /** null: what is walked cannot be changed, or has all the tests that it can have. */
  readonly onKeep: ((test: MenuTest) => void) | null;
  readonly onClose: () => void;
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

export function Phone({ tree, onLit, onKeep, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { show } = useEditor();
  const [trial, setTrial] = useState<Trial | null>(null);
  const [broken, setBroken] = useState(false);
  const [facts, setFacts] = useCallerFacts();
  const parts = useParts(tree);
  const [said, setSaid] = useState("");
  const [digits, setDigits] = useState("");
  const [speaks, setSpeaks] = useState(false);
  const screen = trial?.steps.at(-1)?.screen ?? null;
  useHeard(speaks ? screen : null, facts.writes);
  const take = (next: Trial | null): void => {
    setBroken(next === null);
    setDigits("");
    if (next === null) return;
    setTrial(next);
    onLit(litOf(next));
    const here = restsAt(next);
    if (here !== null) show(here);
  };
  const call = (): void => {
    setTrial(null);
    if (parts !== null) take(beginTrial(tree, parts, circumstancesOf(facts)));
  };
  const answer = (input: MenuInput): void => {
    if (trial !== null) take(continueTrial(trial, input, circumstancesOf(facts)));
  };
  const hangUp = (): void => {
    setTrial(null);
    setBroken(false);
    setDigits("");
    onLit(new Set());
  };
  /** Where digits are taken they gather until they are enough or ended, as on a real line. */
  const press = (key: string): void => {
    if (screen?.expects.kind !== "digits") {
      answer({ type: "key", key });
      return;
    }
    const { terminator, maxDigits } = screen.expects;
    const typed = digits + key;
    const isDone = key === terminator || typed.length >= maxDigits || !/^\d$/.test(key);
    if (isDone) answer({ type: "digits", digits: typed });
    else setDigits(typed);
  };
  const over = screen?.expects.kind === "bucket" || screen?.expects.kind === "hangup";
  const asks = screen !== null && !over && screen.expects.kind !== "lookup";
  const pad = useRef<HTMLDivElement>(null);
  return (
    <div
      className="sw-try"
      ref={pad}
      onKeyDown={(event) => {
        if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
        if (!/^[0-9*#]$/.test(event.key) || !asks) return;
        event.preventDefault();
        press(event.key);
      }}
    >
      <PanelHead title={t("menus.phone.title")} onClose={onClose} />
      <div className="sw-try-log" role="log" aria-label={t("menus.phone.log")} tabIndex={0}>
        {trial === null && !broken && <p className="sw-dim">{t("menus.phone.hint")}</p>}
        {trial?.steps.map((step, k) => (
          <StepLines key={k} step={step} isFirst={k === 0} reads={facts.writes} />
        ))}
        {digits !== "" && <p className="sw-try-input">{digits}</p>}
        {broken && <p className="sw-problem">{t("menus.phone.broken")}</p>}
        {screen?.expects.kind === "lookup" && (
          <p className="sw-try-end">
            {t("menus.phone.looksUp")}
            <span className="sw-try-calls">
              {(["found", "missing", "failed"] as const).map((result) => (
                <Button
                  key={result}
                  variant="default"
                  size="compact-xs"
                  onClick={() => {
                    answer({ type: "looked_up", result, fields: {}, tier: null });
                  }}
                >
                  {t(`menus.phone.lookup.${result}`)}
                </Button>
              ))}
            </span>
          </p>
        )}
        {screen !== null && over && <EndLine screen={screen} />}
        {trial !== null && over && onKeep !== null && screen.nodeId !== NOWHERE && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconListCheck size={14} />}
            onClick={() => {
              onKeep(testOf(trial, facts));
            }}
          >
            {t("menuTools.tests.keep")}
          </Button>
        )}
        <Bottom of={trial} />
      </div>
      <div className="sw-try-keys">
        {KEYS.map((key) => (
          <Button
            key={key}
            variant="default"
            size="sm"
            aria-label={t("menus.form.key", { key })}
            disabled={!asks}
            onClick={() => {
              press(key);
            }}
          >
            {key}
          </Button>
        ))}
      </div>
      <div className="sw-try-calls">
        {trial === null || over ? (
          <Button leftSection={<IconPhone size={14} />} onClick={call}>
            {t(trial === null ? "menus.phone.call" : "menus.phone.again")}
          </Button>
        ) : (
          <Button
            variant="default"
            className="sw-danger"
            leftSection={<IconPhoneX size={14} />}
            onClick={hangUp}
          >
            {t("menus.phone.hangUp")}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconVolume3 size={14} />}
          disabled={!asks}
          onClick={() => {
            // What was typed so far counts: silence ends an entry.
            answer(digits === "" ? { type: "silence" } : { type: "digits", digits });
          }}
        >
          {t("menus.phone.silence")}
        </Button>
      </div>
      <form
        className="sw-try-settings"
        onSubmit={(event) => {
          event.preventDefault();
          if (said.trim() !== "" && asks) answer({ type: "speech", text: said });
          setSaid("");
        }}
      >
        <TextInput
          size="xs"
          aria-label={t("menus.phone.say")}
          placeholder={t("menus.phone.say")}
          disabled={!asks}
          value={said}
          onChange={({ currentTarget: { value } }) => {
            setSaid(value);
          }}
        />
      </form>
      <div className="sw-try-settings">
        <Switch
          size="xs"
          label={t("menus.phone.speak")}
          checked={speaks}
          onChange={({ currentTarget: { checked } }) => {
            setSpeaks(checked);
          }}
        />
        <PhoneFacts tree={tree} facts={facts} onChange={setFacts} />
      </div>
    </div>
  );
}

/** What was just said is in sight. */
function Bottom({ of }: { readonly of: unknown }): ReactNode {
  const end = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [of]);
  return <span ref={end} />;
}

function StepLines({
  step,
  isFirst,
  reads,
}: {
  readonly step: Trial["steps"][number];
  readonly isFirst: boolean;
  readonly reads: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { fact, screen } = step;
  return (
    <>
      {!isFirst && (
        <p className="sw-try-input">
          {fact.input === "silence" ? t("menus.phone.silent") : fact.input}
          {fact.result !== "moved" && (
            <small className="sw-dim"> {t(`menus.phone.result.${fact.result}`)}</small>
          )}
        </p>
      )}
      {screen.says.map(({ text, language, recordingId }, k) => (
        <p key={k} lang={language} className="sw-try-says">
          {recordingId !== undefined && !reads && (
            <IconMicrophone size={13} role="img" aria-label={t("menus.phone.recorded")} />
          )}
          {text}
        </p>
      ))}
    </>
  );
}

function EndLine({ screen }: { readonly screen: MenuScreen }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { expects, path, nodeId } = screen;
  if (nodeId === NOWHERE) return <p className="sw-try-end">{t("menus.phone.loose")}</p>;
  if (expects.kind !== "bucket") return <p className="sw-try-end">{t("menus.phone.ended")}</p>;
  return (
    <p className="sw-try-end">
      {t(`menus.phone.${expects.instead ?? "arrived"}`, { bucket: names.bucket(expects.bucketId) })}
      <small className="sw-dim">{path.map(({ label }) => label).join(" › ")}</small>
    </p>
  );
}
