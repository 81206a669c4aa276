// Why and when an attempt is stopped before its end: the same for all executors.

/** The first reason wins. */
export interface Stop {
  ending: "timedOut" | "cancelled" | "error";
  /** One sentence for people. */
  message: string;
  /** How long what runs may take to end by itself; 0 when the task may already be starting elsewhere. */
  graceMs: number;
}

export const tookTooLong = (timeoutMs: number, graceMs: number): Stop => ({
  ending: "timedOut",
  message: `Took longer than ${timeoutMs / 1000} s.`,
  graceMs,
});

const cancellations: Record<string, string> = {
  cancelled: "Cancelled.",
  drained: "Stopped because the worker was drained.",
  lost: "Stopped because the worker lost its connection or ended.",
};

/** A lost attempt may already be starting elsewhere: it gets no grace. */
export function cancelled(signal: AbortSignal, graceMs: number): Stop {
  const message = cancellations[String(signal.reason)] ?? "Cancelled.";
  return { ending: "cancelled", message, graceMs: signal.reason === "lost" ? 0 : graceMs };
}

/** Calls `action` when the signal is aborted, or now when it is already. Returns how to stop it. */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  if (signal.aborted) action();
  signal.addEventListener("abort", action, { once: true });
  return () => signal.removeEventListener("abort", action);
}

/** An error's text as a part of a sentence. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");

/** setTimeout's own limit is 24.8 days, beyond which it fires at once. Returns how to stop it. */
export function after(ms: number, action: () => void): () => void {
  const longest = 2 ** 31 - 1;
  let timer: NodeJS.Timeout;
  const arm = (left: number) => {
    timer = setTimeout(
      () => (left > longest ? arm(left - longest) : action()),
      Math.min(left, longest),
    );
  };
  arm(ms);
  return () => clearTimeout(timer);
}

/** @throws the signal's reason. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stopTimer = after(ms, resolve);
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  return promise.finally(() => {
    stopTimer();
    signal.removeEventListener("abort", stop);
  });
}
