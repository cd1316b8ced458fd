/** Reads a TwiML document. Strict, as the carrier is: what is not well formed is not run at all. */
import { SaxesParser } from "saxes";

/** One element: a verb or a noun. Names are as written; TwiML is case sensitive. */
export interface TwimlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly TwimlElement[];
  /** Its own text, without that of its children; white space at both ends removed. */
  readonly text: string;
}

/** Twilio's error for a document that cannot be read. */
export class TwimlError extends Error {
  /** https://www.twilio.com/docs/api/errors, such as 12100. */
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = "TwimlError";
    this.code = code;
  }
}

/** Twilio takes 64 KB of TwiML. */
export const TWIML_CHARACTERS_MAX = 64 * 1024;

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: TwimlElement[];
  text: string;
}

/** The verbs of the document, in order. Throws `TwimlError`. */
export function parseTwiml(xml: string): readonly TwimlElement[] {
  if (xml.length > TWIML_CHARACTERS_MAX) throw new TwimlError(11750, "the document is too large");
  const stack: Open[] = [];
  let root: TwimlElement | null = null;
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw new TwimlError(12100, error.message);
  });
  parser.on("doctype", () => {
    throw new TwimlError(12100, "a document type is not allowed");
  });
  parser.on("opentag", ({ name, attributes }) => {
    stack.push({ name, attributes, children: [], text: "" });
  });
  const addText = (text: string): void => {
    const open = stack.at(-1);
    if (open !== undefined) open.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const open = stack.pop();
    if (open === undefined) return;
    const element: TwimlElement = { ...open, text: open.text.trim() };
    const parent = stack.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(xml).close();
  const document = root as TwimlElement | null;
  if (document?.name !== "Response") {
    throw new TwimlError(12102, "the document's root is not <Response>");
  }
  return document.children;
}
