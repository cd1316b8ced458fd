/**
 * The embeddable chat: one script tag puts it into a page.
 *
 * `<script src="https://HOST/widget.js" data-name="Shop" async></script>`. Further attributes, all
 * optional: `data-locale` (`en`, `zh`; else the browser's), and what the page knows of a signed-in
 * visitor: `data-customer-name`, `data-customer-email`. `strowgerChat.open()` and `.close()` are for
 * the page's own buttons.
 */
import { render } from "preact";
import { createChat } from "./chat/chat.js";
import { createKeep, createMemoryShelf, type Shelf } from "./chat/keep.js";
import { textsOf } from "./chat/texts.js";
import type { View } from "./chat/view.js";
import css from "./ui/styles.css?inline";
import { Widget } from "./ui/widget.js";

declare global {
  interface Window {
    strowgerChat?: { readonly open: () => void; readonly close: () => void };
  }
}

// Only while the script itself runs does the browser say which tag it came from.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && window.strowgerChat === undefined) {
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => {
      mount(script);
    });
  } else {
    mount(script);
  }
}

function mount({ src, dataset }: HTMLScriptElement): void {
  const server = new URL(src).origin;
  const locale = localeOf(dataset["locale"] ?? navigator.language);
  const texts = textsOf(locale);
  const keep = createKeep(shelf(), server);
  const visitor = {
    name: dataset["customerName"] ?? "",
    email: dataset["customerEmail"] ?? "",
  };
  // A tag of its own, so that a page's styles for its own elements do not meet it.
  const host = document.createElement("strowger-chat");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  // A page's keyboard shortcuts must not hear what is typed to us.
  for (const type of ["keydown", "keyup", "keypress"]) {
    host.addEventListener(type, (event) => {
      event.stopPropagation();
    });
  }
  document.body.append(host);

  let isOpen = keep.get("open") === true;
  let mayTakeFocus = false;

  const chat = createChat({
    server,
    locale,
    keep,
    onChange: (_view, cause) => {
      if (cause.type === "forgotten") keep.remove("seen");
      paint();
    },
  });

  function paint(): void {
    const view = chat.view();
    const received = countReceived(view);
    if (isOpen) keep.set("seen", received);
    const seen = keep.get("seen");
    render(
      <Widget
        chat={chat}
        view={view}
        texts={texts}
        locale={locale}
        title={dataset["name"] ?? texts.title}
        visitor={visitor}
        keep={keep}
        isOpen={isOpen}
        mayTakeFocus={mayTakeFocus}
        unread={Math.max(0, received - (typeof seen === "number" ? seen : 0))}
        onToggle={toggle}
      />,
      root,
    );
  }

  function toggle(next: boolean): void {
    isOpen = next;
    mayTakeFocus = next;
    keep.set("open", next);
    paint();
    if (!next) root.querySelector<HTMLElement>(".launcher")?.focus();
  }

  window.addEventListener("storage", (event) => {
    // Another tab of this site began a chat: it is this tab's too.
    if (event.key === keep.fullName("chat") && event.newValue !== null) chat.resume();
  });
  window.addEventListener("online", () => {
    if (chat.view().line === "off") chat.retry();
  });
  window.strowgerChat = {
    open: () => {
      toggle(true);
    },
    close: () => {
      toggle(false);
    },
  };
  paint();
  chat.resume();
}

function countReceived(view: View): number {
  return view.entries.filter((entry) => entry.from === "them").length;
}

/** A BCP 47 tag in its usual spelling, as in `zh-CN`; what is none is English. */
function localeOf(wanted: string): string {
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? "en";
  } catch {
    return "en";
  }
}

function shelf(): Shelf {
  try {
    window.localStorage.setItem("strowger:probe", "1");
    window.localStorage.removeItem("strowger:probe");
    return window.localStorage;
  } catch {
    return createMemoryShelf();
  }
}
