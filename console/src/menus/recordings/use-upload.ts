/** Takes a sound to the server, as it is or as a telephone can play it. */
import { useQueryClient } from "@tanstack/react-query";
import { ApiProblem, type ProblemCode, type Recording, api } from "../../live/api.js";
import { toTelephoneWav } from "./telephone-wav.js";

/** What the server takes. Larger ones become smaller on the way to the telephone. */
const BYTES_MAX = 5_000_000;
/** What is read into memory to be made smaller: an hour of MP3. */
const READ_BYTES_MAX = 60_000_000;

export const RECORDINGS_KEY = ["recordings"] as const;

/** `throw`s `ApiProblem`. */
export function useUploadRecording(): (sound: Blob) => Promise<Recording> {
  const queries = useQueryClient();
  return async (sound) => {
    const kept = await keep(sound);
    // Known at once, so that no finding says for a moment that it is not there.
    queries.setQueryData<readonly Recording[]>(
      RECORDINGS_KEY,
      (known) => known && [kept, ...known],
    );
    return kept;
  };
}

async function keep(sound: Blob): Promise<Recording> {
  if (sound.size > READ_BYTES_MAX) throw new ApiProblem("BODY_TOO_LARGE", "too large to read");
  let refused: ProblemCode = "BODY_TOO_LARGE";
  if (sound.size <= BYTES_MAX) {
    try {
      return await api.keepRecording(sound);
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.code !== "RECORDING_UNPLAYABLE")
        throw problem;
      refused = problem.code;
    }
  }
  const wav = await toTelephoneWav(sound);
  if (wav === null) throw new ApiProblem(refused, "this browser cannot read it either");
  return api.keepRecording(wav);
}
