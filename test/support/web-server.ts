// A real HTTP server of its own for a test, which remembers what it was asked.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  method: string;
  /** Path with the query. */
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface WebServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  asked: Asked[];
  /** Requests without an answer whose client still waits. */
  waiting(): number;
}

export type Handler = (asked: Asked, response: ServerResponse) => void;

/** Answers JSON, or a text. */
export function answer(
  response: ServerResponse,
  status: number,
  body: unknown = "",
  headers: Record<string, string> = {},
): void {
  const isText = typeof body === "string";
  const type = isText ? "text/plain; charset=utf-8" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

export async function webServer(handler: Handler): Promise<WebServer> {
  const asked: Asked[] = [];
  let waiting = 0;
  const server = createServer(async (request, response) => {
    waiting++;
    response.once("close", () => waiting--);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const one: Asked = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(pieces).toString(),
    };
    asked.push(one);
    handler(one, response);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    waiting: () => waiting,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
