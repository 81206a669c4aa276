// isomorphic-git's talks with one server: each ends in time, whatever becomes of its promises, and fails as a GitError.

import type { HttpClient } from "isomorphic-git";
import { isBranchName } from "#core/branch-name.ts";
import { httpClient, stopped } from "../http.ts";
import { maxTipMs, type RemoteLimits } from "../options.ts";
import { GitError } from "../source.ts";

export interface Session {
  /** Also ends work that no longer listens: a promise of isomorphic-git may stay pending for ever. */
  within<T>(timeoutMs: number, work: (http: HttpClient) => Promise<T>): Promise<T>;
  /** What a ref points to there, or null when it is missing. */
  tipAt(ref: string): Promise<string | null>;
  /** Tips of those branches that are there. */
  tipsOf(branches: readonly string[]): Promise<Map<string, string>>;
}

export function openSession(url: string, credential: string | null, limits: RemoteLimits): Session {
  async function within<T>(timeoutMs: number, work: (http: HttpClient) => Promise<T>): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = limits.signal ? AbortSignal.any([timeout, limits.signal]) : timeout;
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(stopped(url, signal, timeoutMs));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
    try {
      return await Promise.race([
        work(httpClient(credential, { ...limits, timeoutMs }, signal)),
        ended,
      ]);
    } catch (error) {
      throw error instanceof GitError ? error : translate(url, error);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async function tipsOf(branches: readonly string[]): Promise<Map<string, string>> {
    const wanted = new Set(branches.filter(isBranchName));
    const [only] = wanted;
    if (only === undefined) return new Map();
    const { default: git } = await import("isomorphic-git");
    // One beginning can be asked for: that of one branch, or of all.
    const prefix = wanted.size === 1 ? heads + only : heads;
    const refs = await within(Math.min(limits.timeoutMs, maxTipMs), (http) =>
      git.listServerRefs({ http, url, prefix }),
    );
    const found = refs.map(({ ref, oid }) => [ref.slice(heads.length), oid] as const);
    return new Map(found.filter(([branch]) => wanted.has(branch)));
  }

  return {
    within,
    async tipAt(ref) {
      const { default: git } = await import("isomorphic-git");
      const refs = await within(Math.min(limits.timeoutMs, maxTipMs), (http) =>
        git.listServerRefs({ http, url, prefix: ref }),
      );
      return refs.find((found) => found.ref === ref)?.oid ?? null;
    },
    tipsOf,
  };
}

const heads = "refs/heads/";

const translate = (url: string, cause: unknown): GitError =>
  new GitError(
    (cause as { code?: string }).code === "NotFoundError" ? "missing" : "corrupt",
    `${url} was not understood: ${cause instanceof Error ? cause.message : String(cause)}`,
    "Check that the address is that of a Git repository.",
    cause,
  );
