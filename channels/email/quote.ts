/**
 * Finds where the history begins that a mail program put below an answer. Only trailing history
 * counts: who answers between the quoted lines is read whole. The text itself is never cut.
 */
import EmailReplyParser from "email-reply-parser";
import { QUOTE_MARKS } from "./html.js";

/** The library's patterns look back and forth; beyond this length only our own line marks are used. */
const LIBRARY_LENGTH_MAX = 20_000;
/** A header that mail programs break over lines, such as "On … wrote:", is at most this many. */
const HEADER_LINES_MAX = 4;

/** After one of these everything is history. */
const REST_MARKS = [
  /^[-_\s*]{0,20}(?:original message|original appointment|ursprüngliche nachricht|originalnachricht|message d['’]origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig meddelelse|original ?meddelande|wiadomość oryginalna|исходное сообщение|原始邮件|邮件原件|原始郵件|回复的原邮件|元のメッセージ)[-_\s*]{0,20}$/i,
  /^[-_*\s]{3,30}(?:original|forwarded by .{1,60})[-_*\s]{3,30}$/i,
];
/** The header block that Outlook and QQ put above what they quote, in the languages they speak. */
const BLOCK_FROM =
  /^[>*\s]{0,4}(?:from|von|de|da|van|från|fra|od|от|发件人|寄件者|差出人|보낸 사람)\s?\*?[:：]\*?\s?\S/i;
const BLOCK_SENT =
  /^[>*\s]{0,4}(?:sent|date|gesendet|datum|envoyé|enviado|enviado el|data|inviato|verzonden|skickat|sendt|wysłano|отправлено|дата|发送时间|日期|寄件日期|送信日時|보낸 날짜)\s?\*?[:：]/i;
const BLOCK_TO =
  /^[>*\s]{0,4}(?:to|an|à|para|a|aan|till|til|do|кому|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|收件人|主题|主旨|件名|宛先|받는 사람|제목)\s?\*?[:：]/i;
/** The line above a quote whose lines begin with `>`, or that is all the rest. */
const ATTRIBUTION =
  /(?:\bwrote|\bschrieb\b.{0,120}|\ba écrit|\bescribió|\bescreveu|\bha scritto|\bschreef\b.{0,120}|\bskrev\b.{0,120}|\bpisze|\bnapisał(?:\(a\))?|\bkirjoitti|пишет|написал(?:\(а\))?|写道|寫道|のメッセージ|작성)\s?[:：]\s*$/i;
const ATTRIBUTION_START =
  /^[>\s-]{0,4}(?:on|am|le|el|em|il|op|den|dnia|w dniu|pe|在|於|于|\d{4}[年./-]|\d{1,2}[./]\d{1,2}[./]|[^\s<]{1,60}.{0,80}<[^<>\s]+@[^<>\s]+>)/i;

/** Characters before the history; null: there is none, or nothing else. */
export function quoteStart(text: string): number | null {
  const starts = [byOwnMarks(text), byLibrary(text)].filter(
    (start): start is number => start !== null && hasWords(text.slice(0, start)),
  );
  return starts.length === 0 ? null : aboveLine(text, Math.min(...starts));
}

/** The line that a program draws between answer and history belongs to the history. */
function aboveLine(text: string, start: number): number {
  const line = /\n[ \t]*[-_]{5,}\s*$/.exec(text.slice(Math.max(0, start - 200), start));
  return line === null ? start : start - line[0].length + 1;
}

/** The same for text made from HTML whose history carries `QUOTE_MARKS`; takes the marks out. */
export function quoteStartOfMarked(marked: string): {
  readonly text: string;
  readonly start: number | null;
} {
  const text = marked
    .replace(/\n*[\uFDD0\uFDD1]\n?/g, "\n\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  const starts: number[] = [];
  for (const match of marked.matchAll(/[\uFDD0\uFDD1]/g)) {
    const rest = match[0] === QUOTE_MARKS.rest;
    const after = marked.slice(match.index).replace(/[\uFDD0\uFDD1]/g, "");
    if (!rest && !isTrailing(after.split("\n"), 0)) continue;
    const start = skipInk(text, inkOf(marked.slice(0, match.index)));
    if (hasWords(text.slice(0, start))) starts.push(start);
    break;
  }
  const plain = quoteStart(text);
  if (plain !== null) starts.push(plain);
  return { text, start: starts.length === 0 ? null : aboveLine(text, Math.min(...starts)) };
}

function byOwnMarks(text: string): number | null {
  const lines = text.split("\n");
  let offset = 0;
  for (let at = 0; at < lines.length; at++) {
    if (beginsRest(lines, at)) return offset;
    if (beginsQuote(lines, at) && isTrailing(lines, at)) return offset;
    offset += (lines[at] ?? "").length + 1;
  }
  return null;
}

function beginsRest(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (line.length > 200) return false;
  if (REST_MARKS.some((mark) => mark.test(line))) return true;
  const block = /^[_-]{5,}$/.test(line.trim()) ? at + 1 : at;
  if (!BLOCK_FROM.test(lines[block] ?? "")) return false;
  const next = lines.slice(block + 1, block + 6).filter((following) => following.length < 1000);
  return next.some((l) => BLOCK_SENT.test(l)) && next.some((l) => BLOCK_TO.test(l));
}

function beginsQuote(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (/^\s?>/.test(line)) return true;
  if (line.length > 300 || !ATTRIBUTION_START.test(line)) return false;
  let joined = "";
  for (const part of lines.slice(at, at + HEADER_LINES_MAX)) {
    if (part.trim() === "") break;
    joined += ` ${part.trim()}`;
    if (joined.length > 400) return false;
    if (ATTRIBUTION.test(joined)) return true;
  }
  return false;
}

/**
 * From here on nobody answers: once lines begin with `>`, only such lines, blank ones, attributions
 * and a footer below a separator follow.
 */
function isTrailing(lines: readonly string[], from: number): boolean {
  let quoted = false;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (/^\s?>/.test(line)) quoted = true;
    if (!quoted || line.trim() === "" || /^\s?>/.test(line)) continue;
    if (/^(?:--|__|==|\*\*)/.test(line.trim())) return lines.length - at <= 12;
    if (beginsQuote(lines, at) || attributionEndsBy(lines, at)) continue;
    return false;
  }
  return true;
}

function attributionEndsBy(lines: readonly string[], at: number): boolean {
  for (let start = Math.max(0, at - HEADER_LINES_MAX + 1); start < at; start++) {
    if (beginsQuote(lines, start) && !/^\s?>/.test(lines[start] ?? "")) {
      const before = lines.slice(start, at + 1);
      if (before.every((line) => line.trim() !== "" && !/^\s?>/.test(line))) return true;
    }
  }
  return false;
}

/**
 * The library rewrites white space, so its fragments are found again by counting everything else.
 * History begins with the first quoted fragment after which only quoted and signature ones follow.
 */
function byLibrary(text: string): number | null {
  if (text.length > LIBRARY_LENGTH_MAX) return null;
  const fragments = new EmailReplyParser().read(text).getFragments();
  let end = fragments.length;
  while (end > 0) {
    const fragment = fragments[end - 1];
    if (fragment === undefined) break;
    if (!fragment.isQuoted() && !fragment.isSignature() && !fragment.isEmpty()) break;
    end--;
  }
  const quoted = fragments.findIndex((fragment, index) => index >= end && fragment.isQuoted());
  if (quoted < 0) return null;
  const ink = fragments
    .slice(0, quoted)
    .reduce((sum, fragment) => sum + inkOf(fragment.getContent()), 0);
  const start = skipInk(text, ink);
  return isTrailing(text.slice(start).split("\n"), 0) ? start : null;
}

function inkOf(text: string): number {
  return text.replace(/[\s\uFDD0\uFDD1]/g, "").length;
}

/** The beginning of the line after so many characters that are not white space. */
function skipInk(text: string, ink: number): number {
  let seen = 0;
  let at = 0;
  while (at < text.length && seen < ink) if (!/\s/.test(text.charAt(at++))) seen++;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
