// An HTTP executor against a real server, for the tests of this folder.

import type { HttpAction } from "#core/action.ts";
import { httpAction } from "#core/http-action.ts";
import type { OutputType } from "#core/pipeline.ts";
import { createHttpExecutor, type HttpExecutorOptions } from "#executors/http.ts";
import type { HttpInputs } from "#schemas/types.ts";
import type { Handler } from "#test/support/web-server.ts";
import { type Served, served } from "./served.ts";

/** The action of inputs, with declared outputs, and a pause between questions that tests can wait for. */
export function request(inputs: HttpInputs, outputs: Record<string, OutputType> = {}): HttpAction {
  const action = httpAction(inputs, outputs);
  return action.poll === null ? action : { ...action, poll: { ...action.poll, everyMs: 20 } };
}

export type HttpUnderTest = Served<ReturnType<typeof createHttpExecutor>>;

export const httpUnderTest = (
  handler: Handler,
  options: HttpExecutorOptions = {},
): Promise<HttpUnderTest> => served(handler, createHttpExecutor(options));
