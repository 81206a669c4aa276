// A token that is asked for once, shared by all attempts with the same connection, and asked for again before it ends.

import { type Authorizer, isRefusal } from "./authorizer.ts";

export interface Token {
  headers: Record<string, string>;
  /** Milliseconds since 1970 by the system's clock. */
  expiresAt: number;
}

/** A token is renewed when a tenth of its life is left, a minute at most. */
const spareMs = (lifeMs: number): number => Math.min(lifeMs / 10, 60_000);

export function keptToken(
  fetchToken: () => Promise<Token>,
  now: () => number,
  end?: () => Promise<void>,
): Authorizer {
  let kept: { token: Promise<Token>; since: number } | null = null;
  const renewed = async (): Promise<Token> => {
    const asked = { token: fetchToken(), since: now() };
    kept = asked;
    // A login that failed is nobody else's: the next attempt asks anew.
    asked.token.catch(() => {
      if (kept === asked) kept = null;
    });
    return await asked.token;
  };
  return {
    async prove() {
      const token = kept === null ? await renewed() : await kept.token;
      const since = kept?.since ?? now();
      const isOld = now() >= token.expiresAt - spareMs(token.expiresAt - since);
      return { headers: (isOld ? await renewed() : token).headers };
    },
    refused(answer) {
      if (!isRefusal(answer)) return false;
      const had = kept !== null;
      kept = null;
      return had;
    },
    async close() {
      if (kept !== null) await end?.().catch(() => undefined);
      kept = null;
    },
  };
}
