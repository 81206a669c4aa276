// An HTTP executor against a real server, for the tests of this folder.

import type { HttpAction } from "#core/action.ts";
import { httpAction } from "#core/http-action.ts";
import type { OutputType } from "#core/pipeline.ts";
import { createHttpExecutor, type HttpExecutorOptions } from "#executors/http.ts";
import type { HttpInputs } from "#schemas/types.ts";
import { type Handler, type WebServer, webServer } from "#test/support/web-server.ts";

/** The action of inputs, with declared outputs, and a pause between questions that tests can wait for. */
export function request(inputs: HttpInputs, outputs: Record<string, OutputType> = {}): HttpAction {
  const action = httpAction(inputs, outputs);
  return action.poll === null ? action : { ...action, poll: { ...action.poll, everyMs: 20 } };
}

export interface HttpUnderTest {
  server: WebServer;
  executor: ReturnType<typeof createHttpExecutor>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export async function httpUnderTest(
  handler: Handler,
  options: HttpExecutorOptions = {},
): Promise<HttpUnderTest> {
  const server = await webServer(handler);
  const executor = createHttpExecutor(options);
  return {
    server,
    executor,
    async [Symbol.asyncDispose]() {
      await executor.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
