// `fetch` that judges where a name leads, and connects to exactly the addresses that it has judged.

import { lookup } from "node:dns";
import type { Agent, fetch as WebFetch } from "undici";
import type { JudgeAddress } from "./addresses.ts";
import { judgedLookup, mustBeAllowed, RefusedAddress } from "./judged-lookup.ts";

/** PEM texts. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** A file is sent as it is read, and can be sent again. */
export type RequestBody = string | Blob | null;

export interface GuardedFetch {
  /** As `fetch`; never follows a redirect by itself. @throws RefusedAddress */
  fetch(
    url: URL,
    init: {
      method: string;
      headers: Record<string, string>;
      body: RequestBody;
      signal: AbortSignal;
    },
  ): Promise<Response>;
  /** The same with connections of its own, which show a certificate. */
  certified(certificate: ClientCertificate): GuardedFetch;
  /** The same with connections of its own, which believe this authority alone. @param ca PEM text */
  trusting(ca: string): GuardedFetch;
  /** It shows a certificate: other hosts than the one that was named must not get to see it. */
  isCertified?: true;
  close(): Promise<void>;
}

/**
 * @param resolve Answers names; the host's own resolver unless a test has another.
 * @param ca The only authority that is believed, as PEM text; those of Node otherwise.
 */
export function guardedFetch(
  judge: JudgeAddress,
  resolve: typeof lookup = lookup,
  certificate: ClientCertificate | null = null,
  ca?: string,
): GuardedFetch {
  let opened: Promise<{ fetch: typeof WebFetch; agent: Agent }> | undefined;
  const judged = judgedLookup(judge, resolve);
  // 0.1 s to load, which workers without requests don't pay.
  const open = async () => {
    const { Agent, fetch } = await import("undici");
    return {
      fetch,
      agent: new Agent({
        connect: { ...certificate, ...(ca ? { ca } : {}), lookup: judged as never },
      }),
    };
  };
  return {
    async fetch(url, init) {
      // Of a URL's parser every form of an address (decimal, octal, mapped) comes back as the plain one.
      mustBeAllowed(judge, url.hostname);
      opened ??= open();
      const { fetch, agent } = await opened;
      try {
        const answer = await fetch(url, { ...init, redirect: "manual", dispatcher: agent });
        return answer as unknown as Response;
      } catch (error) {
        const { cause } = error as Error;
        throw cause instanceof RefusedAddress ? cause : error;
      }
    },
    certified: (own) => guardedFetch(judge, resolve, own, ca),
    trusting: (own) => guardedFetch(judge, resolve, certificate, own),
    ...(certificate === null ? {} : { isCertified: true as const }),
    close: async () => (await opened)?.agent.destroy(),
  };
}
