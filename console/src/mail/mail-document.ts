/**
 * The document a mail's HTML is shown in: its own Content-Security-Policy, no scripts, no forms, no
 * pictures from outside until somebody asks, inline pictures from our own attachments, and the
 * quoted history folded. The server has sanitised the HTML already; this is the second wall, and
 * the frame's sandbox the third.
 */
import type { Attachment } from "../../../protocol/interactions.js";
import { attachmentAddress } from "../live/api.js";

export interface MailLook {
  readonly attachments: readonly Attachment[];
  /** Pictures from other sites may be loaded. */
  readonly outside: boolean;
  /** The words on the fold of the quoted history. */
  readonly quoted: string;
  /** Our own origin; a framed document cannot say `'self'` and mean it. */
  readonly origin: string;
}

/** Where mail programs put the history. */
const QUOTES =
  '.gmail_quote, blockquote[type="cite"], .yahoo_quoted, #appendonsend ~ *, .protonmail_quote';

const STYLE = `
  :root { color-scheme: light; }
  body { margin: 0; padding: 12px; background: #fff; color: #1b1f24; overflow-wrap: anywhere;
    font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  img { max-width: 100%; height: auto; }
  table { max-width: 100%; }
  pre { white-space: pre-wrap; }
  blockquote { margin: 8px 0 8px 0; padding-left: 12px; border-left: 2px solid #dcdfe4; }
  summary { cursor: pointer; color: #59616b; font-size: 12px; margin: 8px 0; }
  a { color: #1c5fc4; }
`;

export function mailDocument(html: string, look: MailLook): string {
  const mail = new DOMParser().parseFromString(html, "text/html");
  for (const element of mail.querySelectorAll("script, base, meta, link, iframe, object, embed")) {
    element.remove();
  }
  dropHandlers(mail);
  showInline(mail, look.attachments);
  foldQuote(mail, look.quoted);
  const pictures = look.outside ? "data: https: http:" : "data:";
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src ${look.origin} ${pictures}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><base target="_blank"><style>${STYLE}</style></head><body>${mail.body.innerHTML}</body></html>`;
}

/** Whether the HTML asks for anything from another site. */
export function asksOutside(html: string): boolean {
  return /(?:src|srcset|background)\s*=\s*["']?\s*(?:https?:)?\/\/|url\(\s*["']?(?:https?:)?\/\//i.test(
    html,
  );
}

/** They could not run anyway; without them the browser has nothing to complain of. */
function dropHandlers(mail: Document): void {
  for (const element of mail.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith("on")) element.removeAttribute(name);
    }
  }
}

/** `cid:` names an attachment of the same mail. */
function showInline(mail: Document, attachments: readonly Attachment[]): void {
  for (const image of mail.querySelectorAll("img[src]")) {
    const source = image.getAttribute("src") ?? "";
    if (!source.startsWith("cid:")) continue;
    const file = attachments.find((a) => a.cid === source.slice("cid:".length));
    if (file === undefined) image.remove();
    else image.setAttribute("src", attachmentAddress(file.id));
  }
}

function foldQuote(mail: Document, quoted: string): void {
  const quote = mail.querySelector(QUOTES);
  if (quote === null) return;
  const fold = mail.createElement("details");
  const word = mail.createElement("summary");
  word.textContent = quoted;
  quote.replaceWith(fold);
  fold.append(word, quote);
}
