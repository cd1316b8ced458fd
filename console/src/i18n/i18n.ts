/** The console's languages. Both are small, so both are in the build and switching is instant. */
import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { type ConsoleLanguage, keepLanguage, preferredLanguage } from "../live/preferences.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

export async function startLanguages(): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, zh: { translation: zh } },
    lng: preferredLanguage(),
    fallbackLng: "en",
    // React escapes; escaping twice would show entities.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
  return i18next;
}

export async function switchLanguage(language: ConsoleLanguage): Promise<void> {
  keepLanguage(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The language words of the organisation are shown in. */
export function consoleLanguage(language: string): ConsoleLanguage {
  return language.startsWith("zh") ? "zh" : "en";
}
