/**
 * This console's telephone, for engineers whose telephone is the console. Registered while the page
 * is open, whatever place is shown; its code is loaded only when there is somebody to answer.
 */
import { type ReactNode, createContext, use, useEffect, useMemo, useRef, useState } from "react";
import type { Softphone, SoftphoneState } from "../phone/telephone-port.js";
import { api } from "./api.js";
import { useConsole } from "./use-console.js";

export interface Telephone {
  readonly state: SoftphoneState;
  readonly mute: (on: boolean) => void;
}

/** null: calls reach this engineer elsewhere, or nobody here answers calls. */
const TelephoneContext = createContext<Telephone | null>(null);

const silent: SoftphoneState = {
  mode: "connecting",
  muted: false,
  audio: "none",
  microphone: false,
  problem: null,
};

export function useTelephone(): Telephone | null {
  return use(TelephoneContext);
}

export function TelephoneProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const here = useConsole((s) => s.engineer?.engineer.phone.kind === "client");
  const userId = useConsole((s) => s.me?.id ?? null);
  const [state, setState] = useState(silent);
  const phone = useRef<Softphone | null>(null);
  useEffect(() => {
    if (!here) return;
    const leaving = new AbortController();
    open(setState, leaving.signal).then(
      (opened) => {
        phone.current = opened;
      },
      (cause: unknown) => {
        setState({ ...silent, mode: "off", problem: String(cause) });
      },
    );
    return () => {
      leaving.abort();
      phone.current?.close();
      phone.current = null;
    };
    // Somebody else's telephone is another one.
  }, [here, userId]);
  const telephone = useMemo<Telephone | null>(
    () =>
      here
        ? {
            state,
            mute: (on) => {
              phone.current?.mute(on);
            },
          }
        : null,
    [here, state],
  );
  return <TelephoneContext value={telephone}>{children}</TelephoneContext>;
}

/** null: it was no longer wanted when everything was there. */
async function open(
  onState: (state: SoftphoneState) => void,
  leaving: AbortSignal,
): Promise<Softphone | null> {
  const [{ createSoftphone }, access] = await Promise.all([
    import("../phone/softphone.js"),
    api.phone(),
  ]);
  if (leaving.aborted) return null;
  return createSoftphone({
    ...access,
    url: "",
    onState,
    refresh: async () => (await api.phone()).token,
  });
}
