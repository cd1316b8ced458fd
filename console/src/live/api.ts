/** The server over HTTP. Everything it refuses becomes an `ApiProblem` with the server's code. */
import { type ErrorCode, errorCatalog } from "../../../protocol/errors.js";
import type { Explanation } from "../../../protocol/explanation.js";
import type { RecordingId } from "../../../protocol/ids.js";
import type { Attachment, Interaction } from "../../../protocol/interactions.js";
import type { Bucket, Engineer, Settings } from "../../../protocol/organisation.js";
import type { PhoneAccess } from "../../../protocol/phone.js";
import type { ThreadAnswer } from "../state/thread-record.js";

/** OFFLINE: no answer came at all. */
export type ProblemCode = ErrorCode | "OFFLINE";

/** One field of what was sent, such as `policy.relax.0.drop.1`, and what the server says of it. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

export class ApiProblem extends Error {
  readonly code: ProblemCode;
  /** Empty: it is not about fields. */
  readonly fields: readonly FieldProblem[];
  constructor(code: ProblemCode, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.name = "ApiProblem";
    this.code = code;
    this.fields = fields;
  }
}

/** A country, a state or a region. */
export interface HolidayPlace {
  readonly code: string;
  readonly name: string;
}

export interface HolidayAnswer {
  readonly states: readonly (HolidayPlace & { readonly regions: readonly HolidayPlace[] })[];
  /** This year and the next two. */
  readonly days: readonly { readonly day: string; readonly name: string }[];
}

export type Upload = Omit<Attachment, "cid">;

/** A recorded prompt, as the server knows it. */
export interface Recording {
  readonly id: RecordingId;
  readonly seconds: number;
}

/** Longest wait for an answer; below it a slow network is slow, above it something is wrong. */
const ANSWER_MS_MAX = 20_000;

export const api = {
  me: () => ask("GET", "/api/v1/me"),
  signIn: (email: string, password: string) => ask("POST", "/api/v1/session", { email, password }),
  signInByLink: (token: string) => ask("POST", "/api/v1/session/link", { token }),
  signOut: () => ask("DELETE", "/api/v1/session"),
  thread: async (id: string) =>
    (await ask("GET", `/api/v1/interactions/${encodeURIComponent(id)}`)) as ThreadAnswer,
  /** Newest first. */
  interactions: async (filter: Readonly<Record<string, string>>) =>
    (await ask("GET", `/api/v1/interactions?${new URLSearchParams(filter).toString()}`)) as {
      readonly items: readonly Interaction[];
      readonly nextCursor: string | null;
    },
  why: async (id: string) =>
    (await ask("GET", `/api/v1/interactions/${encodeURIComponent(id)}/why`)) as Explanation,
  /** What is not given stays. `was`: refused when it is something else by now. */
  changeBucket: async (
    id: string,
    part: Partial<Omit<Bucket, "id">> & { readonly was?: Partial<Omit<Bucket, "id">> },
  ) => (await ask("PATCH", `/api/v1/buckets/${encodeURIComponent(id)}`, part)) as Bucket,
  changeEngineer: async (
    id: string,
    part: Partial<Omit<Engineer, "id">> & { readonly was?: Partial<Omit<Engineer, "id">> },
  ) => (await ask("PATCH", `/api/v1/engineers/${encodeURIComponent(id)}`, part)) as Engineer,
  /** What is not given stays. `was`: refused when it is something else by now. */
  changeSettings: async (part: Partial<Settings> & { readonly was: Partial<Settings> }) =>
    (await ask("PATCH", "/api/v1/settings", part)) as Settings,
  holidayCountries: async (language: string) => {
    const answer = await ask("GET", `/api/v1/holidays?language=${language}`);
    return (answer as { readonly items: readonly HolidayPlace[] }).items;
  },
  holidays: async (country: string, filter: Readonly<Record<string, string>>) =>
    (await ask(
      "GET",
      `/api/v1/holidays/${country}?${new URLSearchParams(filter).toString()}`,
    )) as HolidayAnswer,
  phone: async () => (await ask("GET", "/api/v1/phone")) as PhoneAccess,
  upload: async (file: File) => {
    const query = new URLSearchParams({ name: file.name, type: file.type });
    const init = {
      method: "POST",
      body: file,
      headers: { "content-type": "application/octet-stream" },
    };
    return (await send(`/api/v1/uploads?${query.toString()}`, init)) as Upload;
  },
  recordings: async () =>
    ((await ask("GET", "/api/v1/recordings")) as { readonly items: readonly Recording[] }).items,
  keepRecording: async (sound: Blob) => {
    const headers = { "content-type": "application/octet-stream" };
    const init = { method: "POST", body: sound, headers };
    return (await send("/api/v1/recordings", init)) as Recording;
  },
} as const;

/** Where an attachment is downloaded from. */
export function attachmentAddress(id: string): string {
  return `/api/v1/attachments/${encodeURIComponent(id)}`;
}

/** Where a recorded prompt is listened to. */
export function recordingAddress(id: RecordingId): string {
  return `/api/v1/recordings/${id}`;
}

export function ask(method: string, path: string, body?: object): Promise<unknown> {
  if (body === undefined) return send(path, { method });
  const headers = { "content-type": "application/json" };
  return send(path, { method, headers, body: JSON.stringify(body) });
}

/** The answer's shape is the server's promise; both are built from the same `protocol/`. */
async function send(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, {
    ...init,
    credentials: "same-origin",
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  }).catch((cause: unknown) => {
    throw new ApiProblem("OFFLINE", String(cause));
  });
  const text = await response.text();
  const answer = parse(text);
  if (response.ok) return answer;
  throw problemOf(answer) ?? new ApiProblem("INTERNAL", `${path}: ${String(response.status)}`);
}

function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(answer: unknown): ApiProblem | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
  const { error } = answer;
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  const { code } = error;
  if (typeof code !== "string") return null;
  const message = "message" in error && typeof error.message === "string" ? error.message : code;
  const details = "details" in error && Array.isArray(error.details) ? error.details : [];
  const fields = details.filter(isFieldProblem).map(({ field, problem }) => ({
    field: field.replace(/^body\./, ""),
    problem,
  }));
  return new ApiProblem(isErrorCode(code) ? code : "INTERNAL", message, fields);
}

function isFieldProblem(detail: unknown): detail is FieldProblem {
  return (
    typeof detail === "object" &&
    detail !== null &&
    "field" in detail &&
    typeof detail.field === "string" &&
    "problem" in detail &&
    typeof detail.problem === "string"
  );
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalog, code);
}
