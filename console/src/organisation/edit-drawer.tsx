/** A form in a drawer: tabs, what is not saved, and nobody leaves it behind by accident. */
import { Button, Drawer, Kbd, Modal, Tabs } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { onMac, useAction } from "../keys/actions.js";
import { keyName } from "../keys/keymap.js";
import { hasProblem } from "./form-problems.js";
import { TheirsAlert } from "./theirs-alert.js";
import type { Editing } from "./use-editing.js";

export interface EditTab {
  readonly name: string;
  readonly label: string;
  /** Fields on it, by the beginning of their path: their problems mark the tab. */
  readonly fields: readonly string[];
  readonly content: ReactNode;
}

interface Props {
  readonly title: string;
  /** Above the tabs, and no part of the form. */
  readonly head?: ReactNode;
  readonly tabs: readonly EditTab[];
  readonly editing: Omit<Editing<object>, "form"> & {
    readonly form: { readonly errors: Readonly<Record<string, unknown>> };
  };
  readonly onClose: () => void;
}

export function EditDrawer({ title, head, tabs, editing, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { changed, save, refusal, reset } = editing;
  const { errors } = editing.form;
  const [tab, setTab] = useState(tabs[0]?.name ?? "");
  // Where something was typed stays as it is, even what is not understood yet; the rest is not drawn.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set([tab]));
  const goTo = (name: string): void => {
    setTab(name);
    setSeen((before) => new Set([...before, name]));
  };
  const leaving = useLeaving(changed.length > 0, onClose);
  const wrong = ({ fields }: EditTab): boolean => fields.some((field) => hasProblem(errors, field));
  const saveAndShow = useSaving(async () => {
    const paths = await save();
    if (paths.length === 0) return;
    const touched = ({ fields }: EditTab): boolean =>
      fields.some((field) => paths.some((path) => path === field || path.startsWith(`${field}.`)));
    // It leads to where something is wrong, unless something is here.
    const here = tabs.find((one) => one.name === tab);
    const first = tabs.find(touched);
    if (first !== undefined && !(here && touched(here))) goTo(first.name);
  });
  return (
    <Drawer
      opened
      position="right"
      size={760}
      onClose={leaving.close}
      title={title}
      closeButtonProps={{ "aria-label": t("floor.close") }}
      classNames={{ body: "sw-edit-body", content: "sw-edit" }}
    >
      {head}
      <TheirsAlert editing={editing} />
      <Tabs
        value={tab}
        onChange={(next) => {
          goTo(next ?? tab);
        }}
        className="sw-edit-tabs"
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab
              key={one.name}
              value={one.name}
              rightSection={
                wrong(one) ? (
                  <span
                    className="sw-edit-mark"
                    role="img"
                    aria-label={t("organisation.problems")}
                  />
                ) : null
              }
            >
              {one.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((one) => (
          <Tabs.Panel
            key={one.name}
            value={one.name}
            keepMounted={seen.has(one.name)}
            className="sw-edit-panel"
          >
            {one.content}
          </Tabs.Panel>
        ))}
      </Tabs>
      <footer className="sw-edit-foot">
        <span className="sw-fill" role="status" data-problem={refusal !== null}>
          {refusal ??
            (changed.length === 0
              ? t("organisation.nothing")
              : t("organisation.unsaved", { count: changed.length }))}
        </span>
        <Button variant="default" disabled={changed.length === 0} onClick={reset}>
          {t("organisation.discard")}
        </Button>
        <Button
          disabled={changed.length === 0}
          loading={editing.saving}
          onClick={saveAndShow}
          rightSection={<Kbd size="xs">{keyName("compose.send", onMac)}</Kbd>}
        >
          {t("organisation.save")}
        </Button>
      </footer>
      {leaving.asked && (
        <Modal
          opened
          onClose={leaving.stay}
          title={t("organisation.leaveTitle")}
          closeButtonProps={{ "aria-label": t("organisation.stay") }}
        >
          <p>{t("organisation.leave")}</p>
          <div className="sw-form-end">
            <Button variant="default" onClick={leaving.leave}>
              {t("organisation.discard")}
            </Button>
            <Button data-autofocus onClick={leaving.stay}>
              {t("organisation.stay")}
            </Button>
          </div>
        </Modal>
      )}
    </Drawer>
  );
}

function useSaving(save: () => Promise<void>): () => void {
  const { t } = useTranslation();
  const run = useCallback(() => void save(), [save]);
  useAction({
    id: "organisation-save",
    label: t("organisation.save"),
    group: t("palette.settings"),
    key: "compose.send",
    run,
  });
  return run;
}

interface Leaving {
  readonly asked: boolean;
  /** Somebody wants to close the drawer. */
  readonly close: () => void;
  readonly stay: () => void;
  readonly leave: () => void;
}

/** Closing the drawer, going to another place and closing the page all ask first. */
function useLeaving(unsaved: boolean, onClose: () => void): Leaving {
  const [closing, setClosing] = useState(false);
  const blocked = useBlocker({
    shouldBlockFn: () => unsaved,
    enableBeforeUnload: () => unsaved,
    withResolver: true,
  });
  return {
    asked: closing || blocked.status === "blocked",
    close: () => {
      if (unsaved) setClosing(true);
      else onClose();
    },
    stay: () => {
      setClosing(false);
      blocked.reset?.();
    },
    leave: () => {
      if (blocked.status === "blocked") blocked.proceed();
      else onClose();
    },
  };
}
