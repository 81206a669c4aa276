// A source ends when it is closed or its signal is aborted, whichever comes first, also in the middle of anything.

/** `signal` is aborted by both. */
export function closing(outer: AbortSignal): { signal: AbortSignal; close(): void } {
  const own = new AbortController();
  return {
    signal: AbortSignal.any([outer, own.signal]),
    close: () => own.abort(new Error("the source was closed")),
  };
}
