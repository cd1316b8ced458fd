/** Keeps the keyboard inside the panel, and puts it where the next thing is to be done. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const FOCUSABLE = "button:not(:disabled), input, textarea, [tabindex='0']";

interface FocusRules {
  /** A new scene moves the focus to its `data-focus`, if the focus was in the panel before. */
  readonly scene: string;
  readonly mayTakeFocus: boolean;
  readonly onEscape: () => void;
}

export function useFocusInside(rules: FocusRules): RefObject<HTMLDivElement | null> {
  const panel = useRef<HTMLDivElement>(null);
  // Kept apart from the document's own idea: a focused button that disappears leaves it nowhere.
  const isInside = useRef(rules.mayTakeFocus);
  const escape = useRef(rules.onEscape);
  escape.current = rules.onEscape;

  useEffect(() => {
    const element = panel.current;
    if (element === null) return undefined;
    const entered = (): void => {
      isInside.current = true;
    };
    const elsewhere = (event: Event): void => {
      if (!event.composedPath().includes(element)) isInside.current = false;
    };
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.isComposing) escape.current();
      if (event.key === "Tab") keepInside(element, event);
    };
    element.addEventListener("focusin", entered);
    element.addEventListener("keydown", pressed);
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    return () => {
      element.removeEventListener("focusin", entered);
      element.removeEventListener("keydown", pressed);
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, []);

  useLayoutEffect(() => {
    if (!isInside.current) return;
    panel.current?.querySelector<HTMLElement>("[data-focus]")?.focus({ preventScroll: true });
  }, [rules.scene]);

  return panel;
}

/** Tab goes round: after the last the first, before the first the last. */
function keepInside(panel: HTMLElement, event: KeyboardEvent): void {
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const root = panel.getRootNode();
  const active = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
  const edge = event.shiftKey ? all.at(0) : all.at(-1);
  if (active !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all.at(0))?.focus();
}
