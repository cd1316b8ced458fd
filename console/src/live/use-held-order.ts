/** Keeps a list still while the pointer or the keyboard is in it. */
import { type PointerEvent, useCallback, useEffect, useRef, useState } from "react";
import { heldOrder } from "../state/held-order.js";

/** After a key walked through the list it stays as it is for this long. */
const WALK_MS = 4000;

export interface Held {
  readonly order: readonly string[];
  /** Goes onto the list's element. */
  readonly hold: {
    readonly onPointerEnter: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
  };
  /** Called when a key walks through the list. */
  readonly walk: () => void;
}

export function useHeldOrder(wanted: readonly string[]): Held {
  const [under, setUnder] = useState({ pointer: false, focus: false, walking: false });
  const [shown, setShown] = useState(wanted);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const order = heldOrder(shown, wanted, under.pointer || under.focus || under.walking);
  // The order shown is state of its own: it is what the next order is held against.
  if (order.join() !== shown.join()) setShown(order);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const walk = useCallback(() => {
    clearTimeout(timer.current);
    setUnder((u) => ({ ...u, walking: true }));
    timer.current = setTimeout(() => {
      setUnder((u) => ({ ...u, walking: false }));
    }, WALK_MS);
  }, []);
  return {
    order,
    walk,
    hold: {
      // A finger has no hover: it leaves no pointer behind.
      onPointerEnter: (event) => {
        if (event.pointerType === "mouse") setUnder((u) => ({ ...u, pointer: true }));
      },
      onPointerLeave: () => {
        setUnder((u) => ({ ...u, pointer: false }));
      },
      onFocus: () => {
        setUnder((u) => ({ ...u, focus: true }));
      },
      onBlur: () => {
        setUnder((u) => ({ ...u, focus: false }));
      },
    },
  };
}
