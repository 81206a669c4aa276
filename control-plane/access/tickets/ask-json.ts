// One question to a ticket system. Its address is the server's own setting and nobody else's: what is asked for by people
// is one part of the path or the query, encoded; wherever its name leads is judged as for requests of tasks, no redirect is
// followed, and an answer is neither waited for long nor read whole.

import type { GuardedFetch } from "#executors/guarded-fetch.ts";
import { RefusedAddress } from "#executors/judged-lookup.ts";
import { messageOf } from "#store/errors.ts";
import { TicketError } from "./verifier.ts";

export const ticketTimeoutMs = 10_000;
const mostBytes = 1024 * 1024;

export interface JsonQuestion {
  /** For messages. */
  system: string;
  url: URL;
  authorization: string | null;
  web: GuardedFetch;
  timeoutMs?: number;
  /** What says that there is no such ticket. */
  missing?: number;
}

/** @returns null when it answers that there is none. @throws TicketError */
export async function askJson(question: JsonQuestion): Promise<unknown> {
  const { system, url, authorization, web, timeoutMs = ticketTimeoutMs } = question;
  const failed = (why: string) => new TicketError(`${system} (${url.host}) ${why}`);
  const response = await web
    .fetch(url, {
      ...{ method: "GET", body: null },
      headers: { accept: "application/json", ...(authorization && { authorization }) },
      signal: AbortSignal.timeout(timeoutMs),
    })
    .catch((error: unknown) => {
      if (error instanceof RefusedAddress) throw failed(`is not asked: ${error.message}`);
      const cause = error instanceof Error && error.cause ? error.cause : error;
      throw failed(`does not answer: ${messageOf(cause)}`);
    });
  const text = await limited(response).catch((error: unknown) => {
    throw failed(`breaks off: ${messageOf(error)}`);
  });
  if (response.status === question.missing) return null;
  if (!response.ok) throw failed(`answers ${response.status}`);
  try {
    return JSON.parse(text);
  } catch {
    throw failed("answers something that is not JSON");
  }
}

async function limited(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Error("its answer is larger than 1 MiB");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
