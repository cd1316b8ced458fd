/**
 * Recorded prompts on the telephone. A recording is played only when its bytes are in hand: they are
 * read before the carrier is told to play them, and kept, because they never change and the carrier
 * comes for them in a moment. Whatever cannot be read is said as text, and counted.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import type { Desk } from "../channel.js";
import { RecordingId } from "../../protocol/ids.js";
import type { MenuScreen } from "../../protocol/menu-session.js";

/** Where each recording that can be played is found. */
export type Links = ReadonlyMap<RecordingId, string>;

export const NO_LINKS: Links = new Map();

export interface VoiceRecordings {
  /** Of what is about to be heard. Never rejects: what is not among the links is said. */
  links(says: MenuScreen["says"]): Promise<Links>;
  /** Answers the carrier, which has no session: the link's seal is enough for this one recording. */
  readonly handler: RequestHandler;
}

export interface RecordingsParts {
  readonly desk: Pick<Desk, "recording">;
  /** The organisation's. */
  readonly secret: string;
  readonly address: (id: RecordingId, seal: string) => string;
  /** A recording could not be had, and its text is said. */
  readonly onMissing: () => void;
  readonly log: { warn(details: object, message: string): void };
}

type File = NonNullable<Awaited<ReturnType<Desk["recording"]>>>;

/** Some hundred prompts of half a minute. */
const KEPT_BYTES_MAX = 32_000_000;
/** A caller does not wait longer for a database that hangs than for a menu that is said. */
const READ_MS_MAX = 2000;
/** The carrier keeps them as long as it likes: another sound has another address. */
const FRESH_SECONDS = 31_536_000;

export function createRecordings(parts: RecordingsParts): VoiceRecordings {
  const { desk, secret, address, onMissing, log } = parts;
  const kept = new Map<RecordingId, File>();
  let keptBytes = 0;

  async function read(id: RecordingId): Promise<File | null> {
    const known = kept.get(id);
    if (known !== undefined) {
      // The one that was wanted last goes last.
      kept.delete(id);
      kept.set(id, known);
      return known;
    }
    const file = await desk.recording(id);
    if (file !== null && !kept.has(id)) {
      kept.set(id, file);
      keptBytes += file.bytes.length;
      for (const [oldest, { bytes }] of kept) {
        if (keptBytes <= KEPT_BYTES_MAX) break;
        kept.delete(oldest);
        keptBytes -= bytes.length;
      }
    }
    return file;
  }

  async function isPlayable(id: RecordingId): Promise<boolean> {
    try {
      return (await inTime(read(id))) !== null;
    } catch (error) {
      log.warn({ err: error, recordingId: id }, "a recording could not be read");
      return false;
    }
  }

  return {
    links: async (says) => {
      const wanted = new Set(says.flatMap(({ recordingId: id }) => (id === undefined ? [] : [id])));
      const links = new Map<RecordingId, string>();
      await Promise.all(
        Array.from(wanted, async (id) => {
          if (await isPlayable(id)) links.set(id, address(id, sealOf(secret, id)));
          else onMissing();
        }),
      );
      return links;
    },
    handler: async (request, response) => {
      const id = RecordingId.safeParse(request.params["id"]).data;
      const seal = typeof request.query["s"] === "string" ? request.query["s"] : "";
      const file = id === undefined || !isSealed(seal, sealOf(secret, id)) ? null : await read(id);
      if (file === null) {
        const error = { code: "NOT_FOUND", message: "There is nothing with this id." };
        response.status(404).set("Cache-Control", "no-store").json({ error });
        return;
      }
      response
        .set("Cache-Control", `public, max-age=${String(FRESH_SECONDS)}, immutable`)
        .set("Content-Security-Policy", "sandbox; default-src 'none'")
        .type(file.type)
        .send(Buffer.from(file.bytes));
    },
  };
}

function sealOf(secret: string, id: RecordingId): string {
  return createHmac("sha256", secret).update(`recording:${id}`).digest("base64url");
}

/** In constant time, so that a seal cannot be guessed sign by sign. */
function isSealed(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("it took too long"));
    }, READ_MS_MAX);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
