// Attempts that run within the worker itself, such as a request or a statement: when they are stopped, what they print,
// and that a result is given only when nothing of them goes on.

import type { Action } from "#core/action.ts";
import type { AttemptRequest, AttemptResult } from "./executor.ts";
import { after, cancelled, onAbort, reason, type Stop, tookTooLong } from "./stop.ts";

/** Between a cancellation and giving up on a system that doesn't answer it. Milliseconds. */
export const defaultGraceMs = 5_000;

/** Thrown by what an attempt waits for, once it is stopped. */
export class Stopped extends Error {
  override name = "Stopped";
  readonly stop: Stop;

  constructor(stop: Stop) {
    super(stop.message);
    this.stop = stop;
  }
}

/** What a failure says beside its sentence; it has exited with the code 1 unless it says otherwise. */
type FailureDetails = Partial<Omit<AttemptResult, "message">>;
/** The task's own fault, with the sentence for people. */
export class TaskFailure extends Error {
  override name = "TaskFailure";
  readonly details: FailureDetails;

  constructor(message: string, details: FailureDetails = {}) {
    super(message);
    this.details = details;
  }
}

export interface LiveAttempt {
  /** Aborted with a `Stopped` when the attempt is to end. */
  readonly signal: AbortSignal;
  /** Takes text as output; throws `Stopped`. */
  print(text: string): Promise<void>;
  /** The same of bytes. */
  write(bytes: Uint8Array): Promise<void>;
}

/** The attempts of one executor. */
export class InProcessAttempts {
  readonly #graceMs: number;
  readonly #running = new Map<Promise<AttemptResult>, (stop: Stop) => void>();
  readonly #closing = new AbortController();

  constructor(graceMs: number = defaultGraceMs) {
    this.#graceMs = graceMs;
  }

  /** `work` gives the outputs; what it throws is the attempt's end. Never rejects. */
  run<A extends Action>(
    request: AttemptRequest<A>,
    work: (live: LiveAttempt) => Promise<Record<string, string>>,
  ): Promise<AttemptResult> {
    const stopper = new AbortController();
    const stopBy = (stop: Stop) => stopper.abort(new Stopped(stop));
    const attempt = this.#run(request, work, stopper.signal, stopBy);
    this.#running.set(attempt, stopBy);
    return attempt.finally(() => this.#running.delete(attempt));
  }

  /** Of what goes on in another system without its worker: `over` says that it is known to have ended there. */
  async runElsewhere<A extends Action>(
    request: AttemptRequest<A>,
    work: (live: LiveAttempt, over: () => void) => Promise<Record<string, string>>,
  ): Promise<AttemptResult> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    const result = await this.run(request, (live) => work(live, over));
    return isOver ? { ...result, externalOver: true } : result;
  }

  async #run<A extends Action>(
    request: AttemptRequest<A>,
    work: (live: LiveAttempt) => Promise<Record<string, string>>,
    signal: AbortSignal,
    stopBy: (stop: Stop) => void,
  ): Promise<AttemptResult> {
    const { timeoutMs } = request;
    const forget = [request.signal, this.#closing.signal].map((source) =>
      onAbort(source, () => stopBy(cancelled(source, this.#graceMs))),
    );
    if (timeoutMs !== null)
      forget.push(after(timeoutMs, () => stopBy(tookTooLong(timeoutMs, this.#graceMs))));
    try {
      signal.throwIfAborted();
      const write = writer(request, signal, stopBy);
      const print = (text: string) => write(new TextEncoder().encode(text));
      const outputs = await work({ signal, print, write });
      return { ...ended("exited", null), exitCode: 0, outputs };
    } catch (error) {
      // What the attempt waits for may have its own word for having been stopped.
      if (signal.aborted) return stoppedBy((signal.reason as Stopped).stop);
      if (error instanceof TaskFailure)
        return { ...ended("exited", error.message), exitCode: 1, ...error.details };
      return ended("error", `${reason(error)}.`);
    } finally {
      for (const stopListening of forget) stopListening();
    }
  }

  /** Ends all that runs now; later attempts run. */
  async killAll(): Promise<void> {
    const attempts = [...this.#running];
    const lost = cancelled(AbortSignal.abort("lost"), 0);
    for (const [, stopBy] of attempts) stopBy(lost);
    await Promise.all(attempts.map(([attempt]) => attempt));
  }

  async close(): Promise<void> {
    this.#closing.abort("lost");
    await Promise.all(this.#running.keys());
  }
}

const ended = (ending: AttemptResult["ending"], message: string | null): AttemptResult => ({
  ending,
  exitCode: null,
  signal: null,
  message,
  outputs: {},
});

const stoppedBy = (stop: Stop): AttemptResult => ended(stop.ending, stop.message);

function writer(
  request: Pick<AttemptRequest, "onOutput">,
  signal: AbortSignal,
  stopBy: (stop: Stop) => void,
): LiveAttempt["write"] {
  return async (bytes) => {
    signal.throwIfAborted();
    const taken = Promise.resolve(request.onOutput(bytes)).catch((error: unknown) =>
      stopBy({
        ending: "error",
        message: `The output could not be stored: ${reason(error)}.`,
        graceMs: 0,
      }),
    );
    await untilStopped(taken, signal);
    signal.throwIfAborted();
  };
}

/** What the promise gives, unless the attempt is stopped before; then it throws `Stopped`. */
export async function untilStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stopListening = onAbort(signal, () => reject(signal.reason));
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    stopListening();
  }
}
