// An executor whose attempts end when the test says so: for tests of the engine that need no processes.

import type { CommandAction } from "#core/action.ts";
import type { AttemptRequest, AttemptResult, Executor } from "#executors/executor.ts";
import { eventually } from "./eventually.ts";

export interface HeldAttempt {
  request: AttemptRequest<CommandAction>;
  end(result?: Partial<AttemptResult>): void;
}

export interface HeldExecutor extends Executor<CommandAction> {
  /** Every attempt that began, in that order, ended ones too. */
  readonly begun: HeldAttempt[];
  /** How many run now. */
  running(): number;
  /** The newest attempt of a task by its name, once it has begun. */
  attempt(task: string, attempt?: number): Promise<HeldAttempt>;
}

const success: AttemptResult = {
  ending: "exited",
  exitCode: 0,
  signal: null,
  message: null,
  outputs: {},
};

/** `script` decides: `hold` waits for the test, anything else succeeds at once. */
export function heldExecutor(): HeldExecutor {
  const begun: HeldAttempt[] = [];
  let running = 0;
  return {
    kind: "command",
    begun,
    running: () => running,
    async attempt(task, attempt) {
      const found = () =>
        begun.findLast(
          ({ request }) =>
            request.task === task && (attempt === undefined || request.attempt === attempt),
        );
      await eventually(`attempt ${attempt ?? ""} of ${task} begins`, () => found() !== undefined);
      return found() as HeldAttempt;
    },
    async run(request) {
      const { promise, resolve } = Promise.withResolvers<AttemptResult>();
      begun.push({ request, end: (result) => resolve({ ...success, ...result }) });
      const stopped = () => resolve({ ...success, ending: "cancelled", exitCode: null });
      request.signal.addEventListener("abort", stopped);
      if (request.signal.aborted) stopped();
      if (request.action.script !== "hold") resolve(success);
      running++;
      return promise.finally(() => running--);
    },
    killAll: async () => {
      for (const attempt of begun) attempt.end({ ending: "cancelled", exitCode: null });
    },
    close: async () => {},
  };
}
