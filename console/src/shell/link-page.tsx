/** A one-time sign-in link: used up as soon as the page opens, then the desk. */
import { Button, Loader } from "@mantine/core";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type ProblemCode } from "../live/api.js";
import { useConsole, useSession } from "../live/use-console.js";
import { SignInCard } from "./sign-in-card.js";

export function LinkPage({ token }: { readonly token: string }): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const online = useConsole((s) => s.connection === "online");
  const [problem, setProblem] = useState<ProblemCode | null>(null);
  const used = useRef<string | null>(null);
  useEffect(() => {
    // A link works once; React may run an effect twice.
    if (used.current === token) return;
    used.current = token;
    session.signInByLink(token).catch((cause: unknown) => {
      setProblem(cause instanceof ApiProblem ? cause.code : "INTERNAL");
    });
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
