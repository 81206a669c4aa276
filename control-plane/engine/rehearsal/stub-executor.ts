// The executor of a rehearsal: nothing runs, an attempt stands for as long as its stub says and ends as it says.

import { placesNamed, taskAt } from "#core/for-each.ts";
import { type Stub, type StubRules, saidExitOf, stubOf } from "#core/rehearsal/stub.ts";
import type { AttemptRequest, AttemptResult, Executor } from "#executors/executor.ts";
import type { Definitions } from "../definitions.ts";

export interface StandingAttempt {
  /** The attempt's own: it tells attempts apart. */
  signal: AbortSignal;
  /** Milliseconds since 1970, by the virtual clock. */
  endsAt: number;
  /** It ends now. */
  end(): void;
}

export interface StubExecutor extends Executor {
  /** What stands now, in no order. */
  standing(): Iterable<StandingAttempt>;
  /** Tasks that failed because somebody asked for that, `run/task`. */
  askedFailures: ReadonlySet<string>;
}

/** @param onStand hears of each attempt that begins to stand. */
export function createStubExecutor(
  rules: StubRules,
  definitions: Definitions,
  now: () => number,
  onStand: (attempt: StandingAttempt) => void,
): StubExecutor {
  const standing = new Set<StandingAttempt>();
  const askedFailures = new Set<string>();
  return {
    // Of whatever kind the task is.
    kind: "command",
    askedFailures,
    standing: () => standing,
    async run(request) {
      const stub = await readStub(rules, definitions, request);
      if (stub.asked) askedFailures.add(`${request.runId}/${request.task}`);
      if (stub.output !== "") await request.onOutput(new TextEncoder().encode(stub.output));
      const { timeoutMs, signal } = request;
      const tooLong = timeoutMs !== null && stub.durationMs > timeoutMs;
      return new Promise((resolve) => {
        const endWith = (result: AttemptResult) => {
          standing.delete(one);
          resolve(result);
        };
        const one: StandingAttempt = {
          signal,
          endsAt: now() + (tooLong ? timeoutMs : stub.durationMs),
          end: () => endWith(tooLong ? timedOut(timeoutMs) : exited(stub)),
        };
        standing.add(one);
        if (signal.aborted) return endWith(cancelled);
        signal.addEventListener("abort", () => endWith(cancelled), { once: true });
        onStand(one);
      });
    },
    killAll: async () => {},
    close: async () => {},
  };
}

async function readStub(
  rules: StubRules,
  definitions: Definitions,
  { runId, task: name, attempt }: AttemptRequest,
): Promise<Stub> {
  const { pipeline, date, slot, pipelineRevision } = await definitions.run(runId);
  const spec = await definitions.pipeline(pipelineRevision);
  const [place] = placesNamed(name, spec);
  const task = place === undefined ? undefined : taskAt(spec, place);
  const { group = name, outputs = {}, timeoutMs = null } = task ?? {};
  const saidExit = saidExitOf(task?.action);
  return stubOf(rules, {
    ...{ pipeline, task: name, group, date, slot, attempt, timeoutMs, outputs, saidExit },
  });
}

const plain = { exitCode: null, signal: null, message: null, outputs: {} };

const cancelled: AttemptResult = { ...plain, ending: "cancelled" };

const exited = ({ exitCode, outputs }: Stub): AttemptResult => ({
  ...plain,
  ending: "exited",
  exitCode,
  message:
    exitCode === 0
      ? null
      : `Exit code ${exitCode}, as the rehearsal asked, or as all of its command says.`,
  outputs,
});

const timedOut = (timeoutMs: number): AttemptResult => ({
  ...plain,
  ending: "timedOut",
  message: `It would still run at its timeout, after ${timeoutMs / 1_000} s.`,
});
