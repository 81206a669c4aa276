// Rights of whoever reads a stream or waits for an answer are looked at again: both end when the right does.

import type { EventEmitter } from "node:events";
import type { FastifyRequest } from "fastify";
import type { ApiContext } from "./server.ts";

/** Aborted, with the refusal as its reason, when whoever asks may no longer do what it asked for. */
export function rightEnds(
  context: ApiContext,
  request: FastifyRequest,
  response: EventEmitter,
): AbortSignal {
  const ended = new AbortController();
  if (request.server.eyes.isUnlimited(request.identity)) return ended.signal;
  const { recheckMs } = context;
  const look = () =>
    request.server.askAgain(request).then(
      () => {
        timer = setTimeout(look, recheckMs);
      },
      // Whatever keeps it from being asked: what can't be decided is denied.
      (error) => ended.abort(error),
    );
  let timer = setTimeout(look, recheckMs);
  response.once("close", () => clearTimeout(timer));
  return ended.signal;
}
