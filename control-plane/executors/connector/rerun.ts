// `rerun: failed`: the run of an earlier attempt that failed, whose failed parts are rerun instead of all.

import type { LiveAttempt } from "../in-process.ts";
import { TaskFailure } from "../in-process.ts";
import { sleep } from "../stop.ts";
import type { ConnectorAttempt } from "./attempt.ts";
import { lookAt } from "./look.ts";
import { type Started, startedFrom, startedName } from "./started.ts";
import { texts } from "./texts.ts";

/** So often it is asked whether the run has still failed. */
const mostTries = 5;

/**
 * What is to be recorded in place of a new run; with ids where it goes on there without our doing. Null: a new run.
 * @param made what a new run would be
 * @throws TaskFailure where the state of the failed run can't be had, and the signal's reason
 */
export async function earlierFailure(
  attempt: ConnectorAttempt,
  made: Started,
  live: LiveAttempt,
): Promise<Started | null> {
  const { connector, connectorName } = attempt.action;
  const { rerunFailed } = connector;
  if (rerunFailed === undefined) return null;
  const newest = await attempt.external.newest(made.task);
  const earlier = newest === null ? null : startedFrom(newest);
  if (!earlier?.failed || earlier.ids === null) return null;
  const name = startedName(earlier);
  if (earlier.what !== made.what) {
    await live.print(`${name} was asked for with other values, so a new run is submitted.\n`);
    return null;
  }
  const old = { ...earlier, rerunOf: null };
  for (let tries = 1; ; tries++) {
    const { state, data, pauseMs, why } = await lookAt(attempt, old, live.signal);
    if (state === "failed" && data !== null)
      return { ...made, before: texts(rerunFailed.before ?? {}, data), rerunOf: earlier.ids };
    if (state === "gone" || state === "cancelled") {
      await live.print(`${name} is ${state} there, so a new run is submitted.\n`);
      return null;
    }
    if (state !== "unknown") {
      await live.print(`${name} is ${state} there by now: asking for its end.\n`);
      return { ...made, ids: earlier.ids, before: earlier.before, sent: earlier.sent };
    }
    if (tries === mostTries)
      throw new TaskFailure(`Whether ${connectorName} can rerun ${name} is not known: ${why}.`);
    await sleep(Math.max(pauseMs, attempt.limits.everyMs), live.signal);
  }
}
