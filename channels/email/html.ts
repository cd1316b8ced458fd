/**
 * Mail HTML, made harmless, and text from it. What comes out is an allowlist of tags, attributes and
 * styles; pictures from elsewhere lose their address to `data-src` until somebody asks for them, so
 * that opening a mail tells its sender nothing. It is shown in a sandboxed frame all the same.
 */
import { convert, type FormatCallback } from "html-to-text";
import { wellFormed } from "./addresses.js";
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from "sanitize-html";

/**
 * Larger HTML is kept as an attachment only: no mail a person wrote is that long, and cleaning it takes
 * as many microseconds as it has characters, in which nobody else is served.
 */
export const HTML_LENGTH_MAX = 500_000;
/** Real mails nest tables some 30 deep. */
const NESTING_MAX = 200;
/** Old mail programs close neither paragraphs nor list items, so this counts what was never closed. */
const UNCLOSED_MAX = 5000;
const VOID_TAGS = /^<\/?(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
/** Newsletters have hundreds; above this it is an attack on whatever renders it. */
const LINKS_MAX = 5000;
const DATA_IMAGES_MAX = 50;

export interface DataImage {
  readonly cid: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface SafeHtml {
  readonly html: string;
  /** Pictures that stood inside the HTML; it refers to them by `cid:` now. */
  readonly images: readonly DataImage[];
}

const TAGS =
  "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del " +
  "details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li " +
  "main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot " +
  "th thead time tr tt u ul var wbr";

const LENGTH = /^-?(?:\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|%|cm|mm|in)?|auto|normal|none)$/i;
const LENGTHS = /^(?:(?:-?\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|%|cm|mm|in)?|auto)\s*){1,4}$/i;
const COLOR =
  /^(?:#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]{1,40}\)|hsla?\([\d\s.,%/deg]{1,40}\)|[a-z]{3,25})$/i;
const WORDS = /^[a-z -]{1,60}$/i;
const FONT = /^[\p{L}\d\s"',._-]{1,300}$/u;
const BORDER =
  /^(?:(?:\d{1,3}(?:\.\d{1,3})?(?:px|pt|em|cm|mm|in)?|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{1,40}\)|[a-z]{3,25})\s*){1,3}$/i;

const STYLES: Record<string, RegExp[]> = {
  color: [COLOR],
  "background-color": [COLOR],
  background: [COLOR],
  "font-family": [FONT],
  "font-size": [LENGTH, WORDS],
  "font-style": [WORDS],
  "font-weight": [/^(?:\d{3}|[a-z]{4,7})$/i],
  "font-variant": [WORDS],
  "line-height": [LENGTH],
  "letter-spacing": [LENGTH],
  "text-align": [WORDS],
  "text-decoration": [WORDS],
  "text-indent": [LENGTH],
  "text-transform": [WORDS],
  "vertical-align": [WORDS, LENGTH],
  "white-space": [WORDS],
  "word-break": [WORDS],
  "overflow-wrap": [WORDS],
  direction: [/^(?:ltr|rtl)$/i],
  display: [/^(?:block|inline|inline-block|table|table-row|table-cell|list-item|none)$/i],
  width: [LENGTH],
  "max-width": [LENGTH],
  "min-width": [LENGTH],
  height: [LENGTH],
  margin: [LENGTHS],
  padding: [LENGTHS],
  border: [BORDER],
  "border-collapse": [WORDS],
  "border-spacing": [LENGTHS],
  "border-radius": [LENGTHS],
  "list-style-type": [WORDS],
};
for (const side of ["top", "right", "bottom", "left"]) {
  STYLES[`margin-${side}`] = [LENGTH];
  STYLES[`padding-${side}`] = [LENGTH];
  STYLES[`border-${side}`] = [BORDER];
}

const BLOCK = ["align", "dir", "lang", "style", "title", "data-quote"];
const CELL = [...BLOCK, "width", "height", "valign", "bgcolor", "colspan", "rowspan", "nowrap"];

const COMMON: IOptions = {
  allowedTags: TAGS.split(" "),
  allowedAttributes: {
    "*": BLOCK,
    a: [...BLOCK, "href", "name", "target", "rel"],
    img: ["src", "data-src", "alt", "title", "width", "height", "align", "style", "border"],
    font: ["color", "face", "size"],
    table: [...CELL, "cellpadding", "cellspacing", "border"],
    tr: CELL,
    td: CELL,
    th: CELL,
    col: ["span", "width"],
    colgroup: ["span", "width"],
    ol: [...BLOCK, "start", "type"],
    li: [...BLOCK, "value"],
    time: ["datetime"],
    details: ["open"],
  },
  allowedStyles: { "*": STYLES },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: { img: ["cid", "http", "https"] },
  allowedSchemesAppliedToAttributes: ["href", "src", "data-src"],
  allowProtocolRelative: false,
  nonTextTags: [
    "script",
    "style",
    "textarea",
    "option",
    "noscript",
    "title",
    "svg",
    "math",
    "head",
  ],
  nestingLimit: NESTING_MAX,
  disallowedTagsMode: "discard",
};

/** HTML that came in. `known`: the Content-IDs of the mail's own pictures. */
export function sanitiseInbound(html: string, known: ReadonlySet<string>): SafeHtml {
  const images: DataImage[] = [];
  const keep = (type: string, base64: string): string | null => {
    if (images.length >= DATA_IMAGES_MAX) return null;
    const cid = `inline-${String(images.length + 1)}@data.invalid`;
    images.push({ cid, type: type.toLowerCase(), bytes: Buffer.from(base64, "base64") });
    return cid;
  };
  const image = (_name: string, { src, "data-src": deferred, ...rest }: Attributes): Tag => {
    const address = plainUrl(src ?? deferred ?? "");
    const data = /^data:(image\/(?:png|jpe?g|gif|webp|bmp));base64,([\w+/=\s]*)$/i.exec(address);
    const cid = data === null ? cidOf(address) : keep(data[1] ?? "", data[2] ?? "");
    if (cid !== null && (data !== null || known.has(cid))) {
      return { tagName: "img", attribs: { ...rest, src: `cid:${cid}` } };
    }
    const remote = /^(?:https?:)?\/\//i.test(address) ? address.replace(/^\/\//, "https://") : null;
    return { tagName: "img", attribs: remote === null ? rest : { ...rest, "data-src": remote } };
  };
  const options: IOptions = {
    ...COMMON,
    ...(countLinks(html) > LINKS_MAX
      ? { allowedTags: TAGS.split(" ").filter((tag) => tag !== "a") }
      : {}),
    transformTags: { "*": markQuote, a: safeLink, img: image },
  };
  return { html: sanitizeHtml(stripUnreadable(html), options).trim(), images };
}

/** HTML that goes out: the same allowlist, with deferred pictures back in place and our marks gone. */
export function sanitiseOutgoing(html: string): string {
  const image = (_name: string, { "data-src": deferred, ...rest }: Attributes): Tag => ({
    tagName: "img",
    attribs: deferred === undefined ? rest : { ...rest, src: deferred },
  });
  const unmark = (tagName: string, { "data-quote": _mark, ...attribs }: Attributes): Tag => ({
    tagName,
    attribs,
  });
  return sanitizeHtml(stripUnreadable(html), {
    ...COMMON,
    transformTags: { "*": unmark, a: safeLink, img: image },
  }).trim();
}

/** Where quoted history begins in text made from HTML; removed again by whoever looks for them. */
export const QUOTE_MARKS = { itself: "\uFDD0", rest: "\uFDD1" } as const;

/** Readable text of sanitised HTML, with `QUOTE_MARKS` where an element was marked as history. */
export function textOfHtml(html: string): string {
  const quoteAware =
    (format: "block" | "blockquote"): FormatCallback =>
    // eslint-disable-next-line max-params -- the library calls it with four
    (element, walk, builder, options) => {
      const attributes = element.attribs as Record<string, string | undefined>;
      const mark = attributes["data-quote"];
      if (mark === "itself" || mark === "rest") {
        builder.openBlock({ leadingLineBreaks: 1 });
        builder.addLiteral(QUOTE_MARKS[mark]);
        builder.closeBlock({ trailingLineBreaks: 1 });
      }
      builder.options.formatters[format]?.(element, walk, builder, options);
    };
  return convert(html.slice(0, HTML_LENGTH_MAX * 2), {
    wordwrap: false,
    limits: {
      maxDepth: NESTING_MAX,
      maxChildNodes: 50_000,
      ellipsis: "…",
    },
    formatters: { quoteBlock: quoteAware("block"), quoteQuote: quoteAware("blockquote") },
    selectors: [
      { selector: "img", format: "skip" },
      { selector: "hr", options: { length: 40 } },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: "div[data-quote]", format: "quoteBlock" },
      { selector: "blockquote[data-quote]", format: "quoteQuote" },
    ],
  }).replace(/\n{3,}/g, "\n\n");
}

/** Without marks, for a mail whose history is mixed with answers and must be shown whole. */
export function unmarked(html: string): string {
  return html.replace(/(<[a-z0-9]+[^<>]*?) data-quote="(?:itself|rest)"/g, "$1");
}

/** For text without HTML, quoted or sent beside HTML. */
export function htmlOfText(text: string): string {
  return sanitizeHtml(text, { allowedTags: [], disallowedTagsMode: "escape" }).replace(
    /\r?\n/g,
    "<br>",
  );
}

/**
 * Marks the elements with which mail programs begin quoted history. `itself`: the element is the
 * history; `rest`: so is everything after it. The console folds `[data-quote]` and, for `rest`, its
 * later siblings; then nobody needs the programs' class names any more, and they are dropped.
 */
function markQuote(tagName: string, { "data-quote": _forged, ...attribs }: Attributes): Tag {
  const mark = quoteMark(tagName, attribs);
  return { tagName, attribs: mark === null ? attribs : { ...attribs, "data-quote": mark } };
}

function quoteMark(tagName: string, attribs: Attributes): keyof typeof QUOTE_MARKS | null {
  const classes = ` ${attribs["class"] ?? ""} `.toLowerCase();
  const id = (attribs["id"] ?? "").toLowerCase();
  const style = (attribs["style"] ?? "").toLowerCase();
  if (tagName === "blockquote") {
    return attribs["type"] === "cite" || / (?:\S*_)?(?:gmail|protonmail|yahoo)_quote/.test(classes)
      ? "itself"
      : null;
  }
  if (tagName !== "div" && tagName !== "table") return null;
  if (
    / (?:\S*_)?(?:gmail_quote\S*|protonmail_quote|yahoo_quoted\S*|zmail_extra|moz-signature-quote) /.test(
      classes,
    )
  ) {
    return "itself";
  }
  if (attribs["name"] === "quote" || id.startsWith("yahoo_quoted")) return "itself";
  if (/(?:^|_)(?:divrplyfwdmsg|appendonsend|ms-outlook-mobile-reference-message)$/.test(id)) {
    return "rest";
  }
  if (/(?:^|_)(?:mail-editor-reference-message-container|olk_src_body_section)$/.test(id)) {
    return "itself";
  }
  if (/ (?:\S*_)?(?:outlookmessageheader|moz-cite-prefix) /.test(classes)) return "rest";
  // Outlook for desktop draws one line above the headers of what is quoted, in points or its metric twin.
  return /border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1\.0pt/.test(style)
    ? "rest"
    : null;
}

function safeLink(_name: string, attribs: Attributes): Tag {
  const { href, target: _target, rel: _rel, ...rest } = attribs;
  return {
    tagName: "a",
    attribs:
      href === undefined
        ? rest
        : { ...rest, href: plainUrl(href), target: "_blank", rel: "noopener noreferrer nofollow" },
  };
}

/** Browsers ignore control characters and space in a scheme; so must we, before looking at it. */
function plainUrl(url: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it removes
  return url.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\ufeff]+/g, "");
}

function cidOf(address: string): string | null {
  if (!/^cid:/i.test(address)) return null;
  try {
    return decodeURIComponent(address.slice(4));
  } catch {
    return address.slice(4);
  }
}

/** Whether cleaning it would take too long: too much of it, or nested beyond any mail program's need. */
export function isExcessive(html: string): boolean {
  if (html.length > HTML_LENGTH_MAX) return true;
  let depth = 0;
  for (const [tag] of html.matchAll(/<\/?[a-z][a-z0-9]{0,20}/gi)) {
    if (VOID_TAGS.test(tag)) continue;
    depth = Math.max(0, depth + (tag.startsWith("</") ? -1 : 1));
    if (depth > UNCLOSED_MAX) return true;
  }
  return false;
}

function countLinks(html: string): number {
  return html.match(/<a[\s>]/gi)?.length ?? 0;
}

/** PostgreSQL takes neither NUL nor lone surrogates; our own marks must not come from outside. */
export function stripUnreadable(text: string): string {
  return wellFormed(text.replace(/[\0\uFDD0\uFDD1]/g, ""));
}
