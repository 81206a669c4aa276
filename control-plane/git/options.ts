// How to open a Git source: its settings with their defaults, declared once.

import type { MirrorRoom } from "./mirrors/room.ts";

export interface SourceOptions {
  /** Path, file://, http(s)://, ssh:// or user@host:path. Credentials in it are refused. */
  repository: string;
  /** Folder for mirrors of remote repositories, created when missing; local repositories leave it untouched. */
  cacheDir: string;
  /** `auto`: native when `git` is on PATH, unless TRUNKLINE_GIT says `native` or `isomorphic`. */
  transport?: "auto" | "native" | "isomorphic";
  /** A token (or `user:password`) for a host such as `git.example:8443`, or null. Sent to that host only. */
  credentials?: (host: string) => string | null;
  /** Longest time of one operation with the server, from its start to its end. */
  timeoutMs?: number;
  /** Most bytes of one fetch. */
  maxBytes?: number;
  /** Aborts what is going on; the source stays usable for reading. */
  signal?: AbortSignal;
  /** The room that all mirrors may take together; without it nothing limits them. */
  room?: MirrorRoom;
}

export interface RemoteLimits {
  timeoutMs: number;
  maxBytes: number;
  signal: AbortSignal | undefined;
}

/** Of one fetch: how much it may receive altogether, when it has received so much. */
export type MostBytes = (received: number) => number;

/** A first fetch over a slow line takes minutes; a poll has its own, shorter limit below. */
export const defaultTimeoutMs = 300_000;
/** isomorphic-git holds a pack several times in memory, so it stops earlier. */
export const defaultMaxBytes = { native: 2 ** 31, isomorphic: 2 ** 29 };
/** Asking for a tip moves a few kilobytes. */
export const maxTipMs = 30_000;

/** Git hosts take any user name beside a token; this one GitHub documents. */
const tokenUser = "x-access-token";

/** The value of an Authorization header for what `credentials` returned. */
export const authorization = (credential: string): string =>
  `Basic ${Buffer.from(credential.includes(":") ? credential : `${tokenUser}:${credential}`).toString("base64")}`;
