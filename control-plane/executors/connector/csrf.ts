// A token against forged requests, as SAP's gateways want it with everything that changes something.

import type { ConnectorCsrf } from "#schemas/types.ts";
import { type Answer, NoAnswer } from "../http/exchange.ts";
import { TaskFailure } from "../in-process.ts";
import { sleep } from "../stop.ts";

const mostTries = 3;
const pauseMs = 500;

/** Which requests go without one. */
export const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

/**
 * Headers for the next request: the token, and the cookies of the session that it is for.
 * @param ask asks the connector's path for one
 * @throws TaskFailure where there is none to be had: the request itself has not gone out
 */
export async function csrfHeaders(
  { header = "X-CSRF-Token" }: ConnectorCsrf,
  ask: (headers: Record<string, string>) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const name = header.toLowerCase();
  for (let tries = 1; ; tries++) {
    const answer = await ask({ [name]: "Fetch" }).catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    const token = answer instanceof NoAnswer ? undefined : answer.headers[name];
    if (!(answer instanceof NoAnswer) && answer.status < 400 && token !== undefined)
      return {
        [name]: token,
        ...(answer.cookies.length === 0 ? {} : { cookie: answer.cookies.join("; ") }),
      };
    const why = answer instanceof NoAnswer ? answer.message : `it answered ${answer.status}`;
    const isPassing = answer instanceof NoAnswer || answer.status >= 500;
    if (!isPassing || tries === mostTries)
      throw new TaskFailure(`There is no ${header} to be had: ${why}.`, { mayRetry: isPassing });
    await sleep(pauseMs * tries, signal);
  }
}
