/** A one-time sign-in link: used up as soon as the page opens, then the desk. */
import { Button, Loader } from "@mantine/core";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type ProblemCode } from "../live/api.js";
import { useConsole, useSession } from "../live/use-console.js";
import type { Session } from "../live/session.js";
import { SignInCard } from "./sign-in-card.js";

export function LinkPage({ token }: { readonly token: string }): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const online = useConsole((s) => s.connection === "online");
  const [problem, setProblem] = useState<ProblemCode | null>(null);
  useEffect(() => {
    let here = true;
    takeUp(session, token).catch((cause: unknown) => {
      if (here) setProblem(cause instanceof ApiProblem ? cause.code : "INTERNAL");
    });
    return () => {
      here = false;
    };
  }, [session, token]);
  if (online && problem === null) return <Navigate to="/" replace />;
  if (problem === null) {
    return (
      <SignInCard title={t("signIn.linkTitle")}>
        <Loader size="sm" aria-label={t("connection.asking")} />
      </SignInCard>
    );
  }
  return (
    <SignInCard title={t("signIn.linkFailed")}>
      <p role="alert">{t(`errors.${problem}`)}</p>
      <Button
        onClick={() => {
          void session.start();
          void navigate({ to: "/" });
        }}
      >
        {t("signIn.usePassword")}
      </Button>
    </SignInCard>
  );
}

/** A link works once, and the page may be drawn anew while it is being used. */
const uses = new Map<string, Promise<void>>();

function takeUp(session: Session, token: string): Promise<void> {
  const use = uses.get(token) ?? session.signInByLink(token);
  uses.set(token, use);
  return use;
}
