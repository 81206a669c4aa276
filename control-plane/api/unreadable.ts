// What a connection is told before anything on it is a request: what is no HTTP, too large or too slow. There is no route and
// no hook then, so the answer is written as it is: the same problem, with the same headers.

import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { Problem, problemBody } from "./problem.ts";
import { alwaysHeaders } from "./security-headers.ts";

/** Of request line and headers together, in bytes: Node's own limit, written down. */
export const maxHeaderSize = 16_384;

/** By the codes of Node's parser; anything else is no HTTP. */
const known: Readonly<Record<string, () => Problem>> = {
  HPE_HEADER_OVERFLOW: () =>
    new Problem(
      "headers-too-large",
      `address and headers may have ${maxHeaderSize} bytes together`,
    ),
  ERR_HTTP_REQUEST_TIMEOUT: () =>
    new Problem("too-slow", "the request was not here in time; `--request-timeout` is its limit"),
};

/** Answers and closes: nobody reads what else is sent. For fastify's `clientErrorHandler`. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed || error.code === "ECONNRESET") return;
  const problem =
    known[error.code ?? ""]?.() ?? new Problem("bad-request", "what was sent is no HTTP request");
  const answer = problemBody(problem);
  const body = JSON.stringify(answer);
  const headers = Object.entries({
    ...alwaysHeaders,
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const first = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n`;
  if (socket.writable) socket.write(`${first}${headers.join("")}\r\n${body}`);
  socket.destroy(error);
}
