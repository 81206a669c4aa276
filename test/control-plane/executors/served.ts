// An executor with a real server of its own, for the tests of this folder.

import { type Handler, type WebServer, webServer } from "#test/support/web-server.ts";

export interface Served<E> {
  server: WebServer;
  executor: E;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export async function served<E extends { close(): Promise<void> }>(
  handler: Handler,
  executor: E,
): Promise<Served<E>> {
  const server = await webServer(handler);
  return {
    server,
    executor,
    async [Symbol.asyncDispose]() {
      await executor.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
