import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { refusal, startHttp, type HttpServer } from "./http-server.js";

let server: HttpServer;

beforeAll(async () => {
  server = await startHttp();
});

afterAll(() => server.close());

const as = "engineer" as const;

async function upload(
  name: string,
  type: string,
  body: string,
): Promise<{ id: string; name: string }> {
  const query = new URLSearchParams({ name, type }).toString();
  const answered = await server.ask("POST", `/api/v1/uploads?${query}`, { as, body });
  expect(answered.status).toBe(201);
  return answered.body as { id: string; name: string };
}

test("[H7] a page that came as an attachment is saved under its name, and never runs", async () => {
  const { id } = await upload("résumé.html", "text/html", "<script>alert(1)</script>");
  const { headers, text } = await server.ask("GET", `/api/v1/attachments/${id}`, { as });
  expect(text).toBe("<script>alert(1)</script>");
  expect(headers.get("content-type")).toBe("application/octet-stream");
  expect(headers.get("content-disposition")).toBe(
    `attachment; filename="r?sum?.html"; filename*=UTF-8''r%C3%A9sum%C3%A9.html`,
  );
  expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});

test("[H7] a name is a plain name, whatever was sent", async () => {
  expect((await upload("..\\..\\evil\r\nX: y.exe", "application/x", "x")).name).toBe(
    "evilX: y.exe",
  );
  expect((await upload("/etc/passwd", "nonsense", "x")).name).toBe("passwd");
});

test("[H1] a stranger gets no attachment", async () => {
  const { id } = await upload("a.txt", "text/plain", "x");
  expect(refusal(await server.ask("GET", `/api/v1/attachments/${id}`))).toBe("401 NOT_SIGNED_IN");
});

test("[H2] an empty or oversized upload is refused", async () => {
  const send = (body: string | Uint8Array): ReturnType<HttpServer["ask"]> =>
    server.ask("POST", "/api/v1/uploads?name=a&type=text/plain", { as, body });
  expect(refusal(await send(""))).toBe("400 BAD_REQUEST");
  expect(refusal(await send(new Uint8Array(10_000_001)))).toBe("413 BODY_TOO_LARGE");
  expect((await send(new Uint8Array(10_000_000))).status).toBe(201);
});

test("a dead letter is listed, read as it came, tried again, dropped", async () => {
  const raw = new TextEncoder().encode("Subject: =?broken\r\n\r\nHello");
  const letter = { mailbox: "smtp", cursor: null, raw, because: "no bucket", at: server.clock.now };
  await server.store.saveDeadLetter({ id: "dl-1", ...letter });
  await server.store.saveDeadLetter({ id: "dl-2", ...letter });
  const supervisor = { as: "supervisor" } as const;
  const list = await server.ask("GET", "/api/v1/dead-letters", supervisor);
  expect(list.body).toMatchObject({ items: [{ because: "no bucket", size: raw.length }, {}] });
  const read = await server.ask("GET", "/api/v1/dead-letters/dl-1/raw", supervisor);
  expect(read.text).toBe("Subject: =?broken\r\n\r\nHello");
  expect(read.headers.get("content-type")).toBe("application/octet-stream");
  expect((await server.ask("POST", "/api/v1/dead-letters/dl-1/retry", supervisor)).status).toBe(
    204,
  );
  expect((await server.ask("DELETE", "/api/v1/dead-letters/dl-2", supervisor)).status).toBe(204);
  const left = await server.ask("GET", "/api/v1/dead-letters", supervisor);
  expect(left.body).toEqual({ items: [], nextCursor: null });
});
