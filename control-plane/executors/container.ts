// The executor of `uses: container`: a container on an engine beside the worker, which outlives the worker and is adopted.

import type { ContainerAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { Engine } from "./container/engine.ts";
import { end, followToEnd, judged } from "./container/follow.ts";
import { adoptOrName, type ContainerAttempt, haveStarted } from "./container/make.ts";
import { remove } from "./container/remove.ts";
import { allowed, type ContainerSettings } from "./container/settings.ts";
import { type ContainerEnd, recorded, type Started } from "./container/started.ts";
import type { AttemptResult, Executor } from "./executor.ts";
import { asTaskFailure } from "./http/answer.ts";
import { InProcessAttempts, type LiveAttempt, Stopped } from "./in-process.ts";

export interface ContainerExecutorOptions extends ContainerSettings {
  /** Between SIGTERM and SIGKILL when an attempt times out or is cancelled. */
  graceMs?: number;
}

/** Docker's own. */
const defaultGraceMs = 10_000;

export function createContainerExecutor(
  options: ContainerExecutorOptions,
): Executor<ContainerAction> {
  const { graceMs = defaultGraceMs } = options;
  const attempts = new InProcessAttempts(graceMs);
  const engines = new Map<string, Engine>();
  const engineOf = (socket: string) =>
    engines.getOrInsertComputed(socket, () => new Engine(socket));
  return {
    kind: "container",
    run(written): Promise<AttemptResult> {
      return attempts.runElsewhere(written, async (live, over) => {
        const action = asTaskFailure(() => actionWithValues(written.action, written.values), "It");
        const socket = await allowed(action, options);
        const started = await adoptOrName(written, socket, live);
        if (!options.sockets.includes(started.socket))
          throw new Error(
            `An earlier attempt used the engine ${started.socket}, which this worker was not started with`,
          );
        const engine = engineOf(started.socket);
        const attempt: ContainerAttempt = { ...written, action, engine, underWay: null };
        const ended = await endOf(attempt, started, live, over);
        over();
        return judged(ended, attempt);
      });
    },
    killAll: () => attempts.killAll(),
    async close() {
      await attempts.close();
      for (const engine of engines.values()) await engine.close();
    },
  };
}

async function endOf(
  attempt: ContainerAttempt,
  named: Started,
  live: LiveAttempt,
  over: () => void,
): Promise<ContainerEnd> {
  const { engine } = attempt;
  if (named.end !== null) {
    await remove(engine, named);
    return named.end;
  }
  let started = named;
  try {
    started = await haveStarted(attempt, named, live, over);
    const ended = await followToEnd(attempt, started, live, over);
    // On record before it is removed: a worker that dies in between leaves what the next attempt needs.
    await record(attempt, { ...started, end: ended });
    await remove(engine, started);
    return ended;
  } catch (error) {
    const stop = live.signal.reason instanceof Stopped ? live.signal.reason.stop : null;
    // Lost or drained, it goes on and the next attempt adopts it.
    const isCancelled = stop !== null && stop.graceMs > 0 && attempt.signal.reason !== "drained";
    if (isCancelled && (await end(attempt, started, stop.graceMs))) {
      over();
      await remove(engine, started);
    }
    throw error;
  }
}

async function record(attempt: ContainerAttempt, started: Started): Promise<void> {
  try {
    await attempt.external.submitted(recorded(started));
  } catch (error) {
    const { end: ended } = started;
    if (ended === null) throw error;
    const { outputs, report } = ended;
    const isTold = report !== undefined && "told" in report && report.told !== "";
    if (Object.keys(outputs ?? {}).length === 0 && !isTold) throw error;
    // One of them holds a secret, which no record may.
    const bare = isTold ? { ...ended, report: { ...report, told: "see the run's checks" } } : ended;
    await attempt.external.submitted(recorded({ ...started, end: { ...bare, outputs: null } }));
  }
}
