/** Recorded prompts: uploaded in the menu editor, played there, and on telephones over links of their own. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { readAudioFile } from "../../../channels/voice/audio-file.js";
import { RecordingId } from "../../../protocol/ids.js";
import { RECORDING_SECONDS_MAX } from "../../../protocol/menu-tree.js";
import { At } from "../../../protocol/words.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, caller, download, listOf, onePage, route, type Route } from "../route.js";

/** Five minutes of telephone quality. */
const RECORDING_BYTES_MAX = 5_000_000;

const Recording = z.object({
  id: RecordingId,
  type: z.string(),
  seconds: z.number(),
  /** Bytes. */
  size: z.int(),
  uploadedBy: z.string(),
  uploadedAt: At,
});

export function recordingRoutes({ store, now }: Pick<HttpParts, "store" | "now">): Route[] {
  return [
    route({
      method: "post",
      path: "/recordings",
      summary: "Keep a recorded prompt; the body is the WAV or MP3 file, at most 5 MB.",
      roles: SUPERVISORS,
      body: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0, "the file is empty"),
      bodyKind: "raw",
      bodyMax: RECORDING_BYTES_MAX,
      answer: Recording,
      status: 201,
      handle: async (call) => {
        const { body: bytes } = call;
        const audio = await readAudioFile(bytes);
        if (audio === null || audio.seconds > RECORDING_SECONDS_MAX) {
          throw new HttpRefusal("RECORDING_UNPLAYABLE");
        }
        const sum = createHash("sha256").update(bytes).digest("hex");
        const recording = {
          id: RecordingId.parse(`rec-${sum}`),
          ...audio,
          uploadedBy: caller(call).name,
          uploadedAt: now(),
        };
        await store.saveRecording({ ...recording, bytes });
        return { ...recording, size: bytes.length };
      },
    }),
    route({
      method: "get",
      path: "/recordings",
      summary: "All recorded prompts, the youngest first.",
      roles: SUPERVISORS,
      answer: listOf(Recording),
      handle: async () => onePage(await store.recordings()),
    }),
    download({
      method: "get",
      path: "/recordings/{id}",
      summary: "The sound of a recorded prompt; ranges of it may be asked for.",
      roles: SUPERVISORS,
      params: z.object({ id: z.string().max(120) }),
      handle: async ({ params }) => {
        const id = RecordingId.safeParse(params.id);
        const found = id.success ? await store.recording(id.data) : null;
        if (found === null) throw new HttpRefusal("NOT_FOUND");
        return { ...found, name: `${params.id}.${found.type === "audio/wav" ? "wav" : "mp3"}` };
      },
    }),
  ];
}
