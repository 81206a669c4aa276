// One request of SFTP, and what its refusal means.

import { printable } from "#core/printable.ts";
import { untilStopped } from "../in-process.ts";
import { reason } from "../stop.ts";

/** Codes of the protocol's answers. */
const codes = { end: 1, missing: 2, denied: 3 } as const;

/** What a host answered instead of doing it. */
export class SftpRefused extends Error {
  override name = "SftpRefused";
  readonly code: number | null;

  constructor(message: string, code: number | null, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** @param doing For people. @param gone Of the session. @throws SftpRefused, and why the session is gone */
export async function asked<T>(
  doing: string,
  gone: AbortSignal,
  ask: (answer: (error: Error | undefined | null, value: T) => void) => void,
): Promise<T> {
  gone.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  try {
    ask((error, value) => (error ? reject(error) : resolve(value)));
    return await untilStopped(promise, gone);
  } catch (error) {
    gone.throwIfAborted();
    const code = (error as { code?: unknown }).code;
    // A host may say anything.
    const why = printable(reason(error)).slice(0, 300);
    throw new SftpRefused(`${doing} failed: ${why}`, typeof code === "number" ? code : null, error);
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof SftpRefused && error.code === codes.missing;

export const isEnd = (error: unknown): boolean =>
  error instanceof SftpRefused && error.code === codes.end;
