/** The page: what to do first, who one is, and the three ways in. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Customer, fetchInfo, type Info } from "./api.js";
import { useKept } from "./kept.js";
import { Mailbox } from "./mailbox.js";
import { Phone } from "./phone.js";
import { type Lang, TEXTS, type Texts } from "./texts.js";

const AREAS = ["phone", "shop", "mail"] as const;
type Area = (typeof AREAS)[number];

export function App(): JSX.Element {
  const [kept, setLang] = useKept("lang", navigator.language.startsWith("zh") ? "zh" : "en");
  const lang: Lang = kept === "zh" ? "zh" : "en";
  const texts = TEXTS[lang];
  const [info, setInfo] = useState<Info | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = `${texts.title} · Strowger`;
  }, [lang, texts]);
  useEffect(() => {
    let isCurrent = true;
    fetchInfo().then(
      (loaded) => {
        if (isCurrent) setInfo(loaded);
      },
      (error: unknown) => {
        if (isCurrent) setFailure(error instanceof Error ? error.message : "");
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt]);

  return (
    <>
      <header class="top">
        <div class="brand">
          <h1>{info?.organisation ?? "Strowger"}</h1>
          <span>{texts.title}</span>
        </div>
        <button
          type="button"
          class="plain"
          lang={lang === "en" ? "zh" : "en"}
          onClick={() => {
            setLang(lang === "en" ? "zh" : "en");
          }}
        >
          {texts.language}
        </button>
      </header>
      {info !== null && <Loaded info={info} lang={lang} texts={texts} />}
      {info === null && failure !== null && (
        <main class="failure">
          <p role="alert">
            {texts.failed}: {failure}
          </p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              setFailure(null);
              setAttempt(attempt + 1);
            }}
          >
            {texts.retry}
          </button>
        </main>
      )}
    </>
  );
}

interface LoadedProps {
  readonly info: Info;
  readonly lang: Lang;
  readonly texts: Texts;
}

function Loaded({ info, lang, texts }: LoadedProps): JSX.Element {
  const [name, setName] = useKept("customer", info.customers[0]?.name ?? "");
  const customer = info.customers.find((one) => one.name === name) ?? info.customers[0];
  const [area, setArea] = useState<Area>("phone");
  const [unread, setUnread] = useState(0);
  if (customer === undefined) return <main class="failure">{texts.failed}</main>;

  return (
    <main>
      <div class="first">
        <p>{texts.intro}</p>
        <ol>
          {texts.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div class="who">
          <label for="customer">{texts.iAm}</label>
          <select
            id="customer"
            value={customer.name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          >
            {info.customers.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
          <a class="plain" href="/" target="_blank" rel="noopener">
            {texts.console}
          </a>
        </div>
      </div>
      <nav class="tabs">
        {AREAS.map((one) => (
          <button
            key={one}
            type="button"
            aria-current={one === area ? "true" : undefined}
            onClick={() => {
              setArea(one);
            }}
          >
            {texts.areas[one]}
            {one === "mail" && unread > 0 && <span class="count">{unread}</span>}
          </button>
        ))}
      </nav>
      <div class="areas">
        <section class={areaClass("phone", area)} aria-label={texts.areas.phone}>
          <h2>{texts.areas.phone}</h2>
          <Phone number={info.number} customer={customer} texts={texts} />
        </section>
        <section class={areaClass("shop", area)} aria-label={texts.areas.shop}>
          <h2>{texts.areas.shop}</h2>
          <iframe
            key={`${lang} ${customer.email}`}
            title={texts.shop.frame}
            src={shopUrl(info, customer, lang)}
          />
        </section>
        <section class={areaClass("mail", area)} aria-label={texts.areas.mail}>
          <h2>
            {texts.areas.mail}
            {unread > 0 && <span class="count">{texts.newMail(unread)}</span>}
          </h2>
          <Mailbox
            key={customer.email}
            customer={customer}
            addresses={info.mailAddresses}
            lang={lang}
            texts={texts}
            onUnread={setUnread}
          />
        </section>
      </div>
    </main>
  );
}

/** On a wide page all three stand side by side; on a narrow one only the chosen one is shown. */
function areaClass(area: Area, chosen: Area): string {
  return `area area-${area}${area === chosen ? " chosen" : ""}`;
}

function shopUrl(info: Info, customer: Customer, lang: Lang): string {
  const { organisation } = info;
  const { name, email } = customer;
  return `/try/shop.html?${new URLSearchParams({ lang, organisation, name, email }).toString()}`;
}
