/** Sign-in by mail address and password. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type ProblemCode } from "../live/api.js";
import { useSession } from "../live/use-console.js";
import { SignInCard } from "./sign-in-card.js";

export function SignInPage(): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const [problem, setProblem] = useState<ProblemCode | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: (email) => (/^\S+@\S+$/.test(email) ? null : t("signIn.wrongEmail")),
      password: (password) => (password === "" ? t("signIn.noPassword") : null),
    },
  });
  const submit = form.onSubmit(({ email, password }) => {
    setBusy(true);
    setProblem(null);
    session
      .signIn(email.trim(), password)
      .catch((cause: unknown) => {
        setProblem(cause instanceof ApiProblem ? cause.code : "INTERNAL");
      })
      .finally(() => {
        setBusy(false);
      });
  });
  return (
    <SignInCard title={t("signIn.title")}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t("signIn.email")}
          type="email"
          autoComplete="username"
          autoFocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("signIn.password")}
          autoComplete="current-password"
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        {problem !== null && (
          <p role="alert" className="sw-problem">
            {t(`errors.${problem}`)} <small>{problem}</small>
          </p>
        )}
        <Button type="submit" size="sm" fullWidth loading={busy}>
          {t("signIn.submit")}
        </Button>
      </form>
    </SignInCard>
  );
}
