/** Reads any file of menus that we know: our own JSON, a Twilio Studio flow, FreeSWITCH's XML. */
import { SaxesParser } from "saxes";
import { importFreeswitch, type IvrEntry, type IvrMenu } from "../flows/exchange/freeswitch.js";
import {
  PIECES_MAX,
  refused,
  tooMany,
  type Imported,
  type MenuFile,
  type Refused,
} from "../flows/exchange/imported.js";
import { importOurs, isOurs } from "../flows/exchange/json.js";
import { importStudio, studioFlowIn } from "../flows/exchange/studio.js";
import type { Names } from "../protocol/menu-exchange.js";

/** A tree of the largest size, with its prompts in several languages. */
export const MENU_FILE_BYTES_MAX = 8_000_000;

/** Never throws. `home` is the organisation that it is for. */
export function readMenuFile({ name, text }: MenuFile, home: Names): Imported {
  // Some editors begin a file with a byte order mark.
  const plain = text.replace(/^\uFEFF/, "").trim();
  if (plain.length > MENU_FILE_BYTES_MAX) {
    return refused("MENU_FILE_TOO_LARGE", "file", "has more than 8 MB");
  }
  const title = name.replace(/\.[^.]*$/, "");
  if (plain.startsWith("<")) {
    const menus = readIvrMenus(plain);
    return "type" in menus ? menus : importFreeswitch(menus.menus, { name: title, home });
  }
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (error) {
    return refused("MENU_FILE_BROKEN", placeIn(plain, error), reason(error));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return unknownFormat();
  if (isOurs(value)) return importOurs(value, home);
  const flow = studioFlowIn(value);
  return flow === null ? unknownFormat() : importStudio(flow, { name: title, home });
}

function unknownFormat(): Refused {
  const problem = "is neither a menu of ours, nor a Studio flow, nor FreeSWITCH's ivr_menus";
  return refused("MENU_FILE_UNKNOWN", "file", problem);
}

class XmlRefused extends Error {}

/** A document type could name entities that grow without end, so none is read. */
function readIvrMenus(xml: string): { readonly menus: readonly IvrMenu[] } | Refused {
  const menus: { name: string; attributes: Map<string, string>; entries: IvrEntry[] }[] = [];
  let pieces = 0;
  const open: string[] = [];
  const parser = new SaxesParser();
  const stop = (problem: string): never => {
    throw new XmlRefused(problem);
  };
  parser.on("error", ({ message }) => stop(message.replace(/^\d+:\d+: /, "")));
  parser.on("doctype", () => stop("a document type is not allowed"));
  parser.on("opentag", ({ name, attributes }) => {
    const inside = open.at(-1);
    open.push(name);
    if (name !== "menu" && !(name === "entry" && inside === "menu")) return;
    pieces += 1;
    if (pieces > PIECES_MAX) return;
    const values = new Map<string, string>(Object.entries(attributes));
    const text = (attribute: string): string => values.get(attribute) ?? "";
    if (name === "menu") {
      const named = text("name");
      values.delete("name");
      menus.push({ name: named, attributes: values, entries: [] });
    } else {
      const entry = { action: text("action"), digits: text("digits"), param: text("param") };
      menus.at(-1)?.entries.push(entry);
    }
  });
  parser.on("closetag", () => {
    open.pop();
  });
  try {
    parser.write(xml).close();
  } catch (error) {
    const place = `${String(parser.line)}:${String(parser.column)}`;
    return refused("MENU_FILE_BROKEN", place, reason(error));
  }
  if (pieces > PIECES_MAX) return tooMany("menu and entry");
  return menus.length === 0 ? unknownFormat() : { menus };
}

/** `line:column`, where the parser says how far it came. */
function placeIn(text: string, error: unknown): string {
  const [, position] = /position (\d+)/.exec(reason(error)) ?? [];
  if (position === undefined) return "file";
  const before = text.slice(0, Number(position)).split("\n");
  return `${String(before.length)}:${String((before.at(-1) ?? "").length + 1)}`;
}

function reason(error: unknown): string {
  // The parser may quote the file, however long its line.
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
