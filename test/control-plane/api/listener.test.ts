// Requests that trickle in, on raw sockets: each ends when its time is over, and nobody else waits for it.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, test } from "vitest";
import { listenerOptions } from "#api/listener.ts";
import { eventually } from "#test/support/eventually.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import { apiUnderTest, token } from "./api-under-test.ts";

const post = (length: number) =>
  `POST /api/v1/blackouts HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

/** What a socket gets, while a byte of the text follows another for as long as it is open. */
async function trickle(socket: Socket, whole: string, slow: string): Promise<string> {
  let got = "";
  let isOver = false;
  socket.on("data", (piece) => {
    got += piece;
  });
  socket.on("error", () => {});
  socket.once("close", () => {
    isOver = true;
  });
  socket.write(whole);
  let sent = 0;
  await eventually("the connection is closed", () => {
    if (!isOver && socket.writable) socket.write(slow[sent++ % slow.length] ?? "");
    return isOver;
  });
  return got;
}

test("headers, a body and nothing at all that trickle in: the connection is closed, and others are served meanwhile", async () => {
  await using api = await apiUnderTest([], { requestTimeoutMs: 500 });
  const url = new URL(await api.api.listen({ host: "127.0.0.1", port: 0 }));
  const open = async () => {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, "connect");
    return socket;
  };
  const slow = [
    trickle(await open(), "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ", "a"),
    trickle(await open(), post(100_000), " "),
    // No byte is ever sent.
    trickle(await open(), "", ""),
    trickle(await open(), "G", ""),
  ];
  expect((await fetch(new URL("/healthz", url))).status).toBe(200);
  const answers = await Promise.all(slow);
  for (const text of answers) expect(text).toMatch(/^(HTTP\/1\.1 408 |$)/);
  expect(answers[0]).toContain("408");
  expect(answers[1]).toContain("408");
  expect((await api.get("/blackouts")).body.items).toEqual([]);
  expect((await fetch(new URL("/healthz", url))).status).toBe(200);
});

test("the same by TLS, where the handshake has its time too", async (context) => {
  const made = await selfSigned();
  if (made === null) return context.skip("there is no openssl");
  const tls = { key: Buffer.from(made.key), cert: Buffer.from(made.cert) };
  await using api = await apiUnderTest([], { requestTimeoutMs: 500, tls });
  const { port, hostname } = new URL(await api.api.listen({ host: "127.0.0.1", port: 0 }));
  const plain = connect(Number(port), hostname);
  await once(plain, "connect");
  const secure = connectTls({ port: Number(port), host: hostname, rejectUnauthorized: false });
  await once(secure, "secureConnect");
  const [, got] = await Promise.all([
    // Begins a handshake and goes on with none.
    trickle(plain, "\x16\x03\x01", ""),
    trickle(secure, "GET /healthz HTTP/1.1\r\nx-slow: ", "a"),
  ]);
  expect(got).toContain("408");
});

test("headers have no more than ten seconds, and looks for what is over are frequent enough", () => {
  const usual = listenerOptions({ tls: null, requestTimeoutMs: 30_000 });
  expect(usual).toEqual({
    requestTimeout: 30_000,
    http: {
      ...{ requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
      maxHeaderSize: 16_384,
    },
  });
  expect(listenerOptions({ tls: null, requestTimeoutMs: 2_000 })).toMatchObject({
    http: { headersTimeout: 2_000, connectionsCheckingInterval: 500 },
  });
});
