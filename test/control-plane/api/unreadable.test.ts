// What comes before a request is one, on raw sockets: the answer is a problem with the headers of every answer, the connection
// is closed, and the next is served.

import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maxHeaderSize } from "#api/unreadable.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
let address: URL;
beforeAll(async () => {
  api = await apiUnderTest([pipeline("one", [task("a")])]);
  address = new URL(await api.api.listen({ host: "127.0.0.1", port: 0 }));
});
afterAll(() => api[Symbol.asyncDispose]());

/** What a connection gets until it is closed; a reset after that is of no interest. */
async function sent(text: string): Promise<string> {
  const socket = connect(Number(address.port), address.hostname);
  let got = "";
  socket.on("data", (piece) => {
    got += piece;
  });
  socket.on("error", () => {});
  const closed = once(socket, "close").catch(() => {});
  socket.write(text);
  await closed;
  return got;
}

const who = `host: localhost\r\nauthorization: Bearer ${token}\r\n`;
const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\n${who}${headers}\r\n`;
const post = (headers: string, body = "") =>
  `POST /api/v1/pipelines/test/one/runs HTTP/1.1\r\n${who}${headers}\r\n${body}`;
const many = Array.from({ length: 2_000 }, (_, n) => `x-${n}: some\r\n`).join("");

test.for([
  ["no HTTP", "GARBAGE\r\n\r\n", 400, "bad-request"],
  ["NUL in a header", get("/healthz", "x-a: a\0b\r\n"), 400, "bad-request"],
  ["a line break without its return", get("/healthz", "x-a: a\nx-b: b\r\n"), 400, "bad-request"],
  ["two lengths", post("content-length: 5\r\ncontent-length: 6\r\n", "{}"), 400, "bad-request"],
  [
    "a length and chunks, which two servers in a row would read differently",
    post("content-length: 5\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"),
    400,
    "bad-request",
  ],
  [
    "a large header",
    get("/healthz", `x-a: ${"a".repeat(maxHeaderSize)}\r\n`),
    431,
    "headers-too-large",
  ],
  ["many headers", get("/healthz", many), 431, "headers-too-large"],
  [
    "a large cookie",
    get("/login", `cookie: a=${"a".repeat(20_000)}\r\n`),
    431,
    "headers-too-large",
  ],
  ["a long path", get(`/api/v1/pipelines/${"a".repeat(20_000)}`), 431, "headers-too-large"],
  ["a long query", get(`/api/v1/runs?where=${"a".repeat(20_000)}`), 431, "headers-too-large"],
] as const)("%s", async ([, text, status, code]) => {
  const [head = "", body = ""] = (await sent(text)).split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  expect(head).toContain("x-content-type-options: nosniff");
  expect(head).toContain("content-type: application/problem+json");
  expect(head).toContain("connection: close");
  expect(JSON.parse(body)).toMatchObject({ status, code, detail: expect.stringMatching(/\S/) });
  expect(body).not.toContain(token);
  expect((await fetch(new URL("/healthz", address))).status).toBe(200);
});

test("what fits and is longer than anything of ours is an ordinary refusal", async () => {
  const close = "connection: close\r\n";
  const long = "a".repeat(maxHeaderSize - 1_000);
  expect(await sent(get(`/api/v1/pipelines/-/${long}`, close))).toMatch(/^HTTP\/1\.1 400 /);
  expect(await sent(get(`/api/v1/runs?where=${long}`, close))).toMatch(/^HTTP\/1\.1 422 /);
  expect(await sent(get(`/api/v1/runs?pipeline=${long}`, close))).toMatch(/^HTTP\/1\.1 422 /);
  const token = `authorization: Bearer ${long}\r\n`;
  const unknown = `GET /api/v1/me HTTP/1.1\r\nhost: localhost\r\n${token}${close}\r\n`;
  expect(await sent(unknown)).toMatch(/^HTTP\/1\.1 401 /);
  // Its length alone is enough: none of it is waited for.
  const large = `content-type: application/json\r\ncontent-length: 5000000\r\n`;
  expect(await sent(post(large, "{"))).toMatch(/^HTTP\/1\.1 413 /);
  const { rows } = await api.pool.query("select from trunkline.run");
  expect(rows).toEqual([]);
});
