/**
 * `<Record>`: no sound passes through this carrier, so a recording is only its length: until a
 * finishing key, the time limit, or the end of the call. Its address answers with silence.
 */
import { sidOf } from "./call.js";
import { Aborted } from "./pace.js";
import { flagOf, numberOf, requestOf, type Next, type Run } from "./run.js";
import type { TwimlElement } from "./twiml-document.js";

export async function record(run: Run, element: TwimlElement): Promise<Next> {
  const { board, call } = run;
  const keys = call.listen();
  const finishers = element.attributes["finishOnKey"] ?? "1234567890*#";
  const startedAt = Date.now();
  if (flagOf(element, "playBeep", true)) {
    call.hear({ type: "say", text: "♪", language: "en-US", seconds: board.pace.heard(0.5) });
  }
  try {
    const done = new AbortController();
    const limit = board.pace
      .wait(numberOf(element, "maxLength", 3600), AbortSignal.any([run.signal, done.signal]))
      .then(
        () => null,
        () => null,
      );
    let key: string | null;
    do key = await Promise.race([keys.next(), limit]);
    while (key !== null && !finishers.includes(key));
    done.abort(new Aborted());
    // Hanging up ends a recording too: the address is told, and its document is not run.
    if (run.signal.aborted && !call.isOver) throw new Aborted();
    const seconds = Math.max(1, Math.round((Date.now() - startedAt) / 1000));
    const fields = {
      RecordingSid: sidOf("RE"),
      RecordingDuration: String(seconds),
      Digits: call.isOver ? "hangup" : (key ?? ""),
    };
    const told = requestOf(run, element, {
      url: "recordingStatusCallback",
      method: "recordingStatusCallbackMethod",
      fields: {},
    });
    if (told !== null) {
      const status = { ...call.fields(), ...fields, RecordingStatus: "completed" };
      board.notify(call, { ...told, fields: status });
    }
    const next = requestOf(run, element, { url: "action", method: "method", fields });
    if (call.isOver) {
      if (next !== null)
        board.notify(call, { ...next, fields: { ...call.fields(), ...next.fields } });
      throw new Aborted();
    }
    return next === null ? null : { type: "goto", source: next };
  } finally {
    keys.close();
  }
}
