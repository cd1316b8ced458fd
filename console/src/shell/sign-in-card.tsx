/** The one card on the page before anybody is signed in. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

export function SignInCard({ title, children }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <main className="sw-sign-in">
      <div className="sw-sign-in-card">
        <p className="sw-brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          {t("product")}
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
