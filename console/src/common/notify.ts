/** Short messages in the corner: what happened, and what to do when it did not. */
import { notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../live/session.js";
import type { ProblemCode } from "../live/api.js";

export interface Notify {
  readonly done: (message: string) => void;
  readonly problem: (code: ProblemCode, title?: string) => void;
  /** Says what was refused; answers whether it was done. */
  readonly unlessDone: (answer: Answer) => boolean;
}

export function useNotify(): Notify {
  const { t } = useTranslation();
  return useMemo(() => {
    const problem: Notify["problem"] = (code, title) => {
      notifications.show({
        color: "red",
        title: title ?? null,
        message: `${t(`errors.${code}`)} (${code})`,
        autoClose: 8000,
      });
    };
    return {
      done: (message) => {
        notifications.show({ message, autoClose: 4000 });
      },
      problem,
      unlessDone: (answer) => {
        if (!answer.ok) problem(answer.code);
        return answer.ok;
      },
    };
  }, [t]);
}
