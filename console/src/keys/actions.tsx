/**
 * What can be done right now. Components say what they offer while they are on the screen; the keys
 * and the palette both read it from here, so they cannot differ.
 */
import {
  type ReactNode,
  createContext,
  use,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from "react";
import { type Store, createStore } from "../live/store.js";
import { type KeyAction, actionOf } from "./keymap.js";

export interface Action {
  readonly id: string;
  readonly label: string;
  /** The palette's heading above it. */
  readonly group: string;
  /** null: it has no key. */
  readonly key: KeyAction | null;
  readonly run: () => void;
}

type Change =
  | { readonly type: "offer"; readonly action: Action }
  | { readonly type: "withdraw"; readonly action: Action };

type Actions = Store<readonly Action[], Change>;

const ActionsContext = createContext<Actions | null>(null);

export function ActionsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const store = useMemo(
    () =>
      createStore<readonly Action[], Change>([], (all, change) =>
        change.type === "offer" ? [...all, change.action] : all.filter((a) => a !== change.action),
      ),
    [],
  );
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const key = actionOf({
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        isComposing: event.isComposing,
        inField: isField(event.target) || dialogIsOpen(),
      });
      // What came last is nearest to the hand: a dialog's "send" before the page's.
      const action = store.get().findLast((a) => a.key !== null && a.key === key);
      if (action === undefined || event.defaultPrevented || event.repeat) return;
      event.preventDefault();
      action.run();
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
    };
  }, [store]);
  return <ActionsContext value={store}>{children}</ActionsContext>;
}

/** Everything on offer now. */
export function useActions(): readonly Action[] {
  const store = useActionStore();
  return useSyncExternalStore(store.subscribe, store.get);
}

/**
 * Offers an action while the component is there. `run` null: not now. Renewed when what it says or
 * does changes, so keep `run` stable where that matters.
 */
export function useAction(
  action: Omit<Action, "run"> & { readonly run: (() => void) | null },
): void {
  const store = useActionStore();
  const { id, label, group, key, run } = action;
  useEffect(() => {
    if (run === null) return;
    const offered: Action = { id, label, group, key, run };
    store.send({ type: "offer", action: offered });
    return () => {
      store.send({ type: "withdraw", action: offered });
    };
  }, [store, id, label, group, key, run]);
}

function useActionStore(): Actions {
  const store = use(ActionsContext);
  if (store === null) throw new Error("no actions around this component");
  return store;
}

/** Inputs that take no text leave single letters to us. */
const textless = ["radio", "checkbox", "button", "submit", "file"];

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !textless.includes(target.type);
  return target.matches("textarea, select") || target.isContentEditable;
}

function dialogIsOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/** How keys are written on this machine. */
export const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
