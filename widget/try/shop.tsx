/**
 * A plain website with the widget in its corner. The page that frames it says in the address who is
 * signed in, as a real website would know from its own session.
 */
import { render } from "preact";
import { read, write } from "./kept.js";
import { TEXTS } from "./texts.js";

const asked = new URLSearchParams(location.search);
const lang = asked.get("lang") === "zh" ? "zh" : "en";
const texts = TEXTS[lang].shop;
const organisation = asked.get("organisation") ?? "Strowger";
const name = asked.get("name") ?? "";
const email = asked.get("email") ?? "";

function Shop(): preact.JSX.Element {
  return (
    <>
      <header>
        <strong>{organisation}</strong>
        <nav>
          <span>{texts.home}</span>
          <span>{texts.support}</span>
        </nav>
        {name !== "" && (
          <span class="account">
            {texts.account} {name}
          </span>
        )}
      </header>
      <main>
        <h1>{texts.headline}</h1>
        <p>{texts.lead}</p>
        <ul>
          {texts.goods.map(([title, detail]) => (
            <li key={title}>
              <div class="picture" aria-hidden="true" />
              <strong>{title}</strong>
              <span>{detail}</span>
            </li>
          ))}
        </ul>
        <div class="help">
          <span>{texts.help}</span>
          <button
            type="button"
            onClick={() => {
              window.strowgerChat?.open();
            }}
          >
            {texts.chat}
          </button>
        </div>
      </main>
    </>
  );
}

/** Somebody else signed in: the chat of whoever was here before is not theirs. */
function forgetOthersChat(): void {
  const owner = "strowger-try:chat-of";
  if (read(owner) !== null && read(owner) !== email) {
    localStorage.removeItem(`strowger:${location.origin}:chat`);
    localStorage.removeItem(`strowger:${location.origin}:open`);
  }
  write(owner, email);
}

/** What a website has in its HTML as one line; here it depends on who is signed in. */
function addWidget(): void {
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.async = true;
  script.dataset["name"] = organisation;
  script.dataset["locale"] = lang;
  script.dataset["customerName"] = name;
  script.dataset["customerEmail"] = email;
  document.body.append(script);
}

document.documentElement.lang = lang;
document.title = organisation;
const page = document.querySelector("#page");
if (page !== null) render(<Shop />, page);
forgetOthersChat();
addWidget();
