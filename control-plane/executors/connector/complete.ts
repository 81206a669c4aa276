// What is left of a submission of several requests, each on record before it goes out: the next attempt goes on with the one
// whose answer nobody saw.

import { connectorHolds } from "#core/connector/expression.ts";
import type { ConnectorStep } from "#schemas/types.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { type ConnectorAttempt, givenData, isExpected, refused, send } from "./attempt.ts";
import { cancelElsewhere } from "./follow.ts";
import { lookAt } from "./look.ts";
import { recorded, type Started, startedData, startedName } from "./started.ts";

/** For ending a run there that can't be completed. */
const endMs = 30_000;

/**
 * The submission with all of its requests.
 * @param over called when its run is known to have ended there
 * @throws NoAnswer, TaskFailure for a request that is refused or can't be sent again, and the signal's reason
 */
export async function completed<S extends Started>(
  attempt: ConnectorAttempt,
  started: S,
  live: LiveAttempt,
  over: () => void,
): Promise<S> {
  const { then = [] } = attempt.action.connector.submit;
  const data = startedData(givenData(attempt, started.key), started);
  let done = started;
  const record = async (steps: { sent?: number; asked?: number }) => {
    done = { ...done, ...steps };
    await attempt.external.submitted(recorded(done));
  };
  for (const [index, step] of (started.rerunOf === null ? then : []).entries()) {
    if (index < done.sent) continue;
    const isUnseen = done.asked > index;
    if (!(isUnseen && (await hasArrived(attempt, done, step, live)))) {
      if (isUnseen && step.once)
        throw await givenUp(
          attempt,
          done,
          live,
          over,
          "what was sent last got no answer, and can't be sent twice",
        );
      await record({ asked: index + 1 });
      const answer = await send(attempt, step, data, live.signal).catch(async (error: unknown) => {
        if (!(error instanceof TaskFailure)) throw error;
        throw await givenUp(attempt, done, live, over, error.message.replace(/\.$/, ""));
      });
      if (!isExpected(step, answer, data)) {
        const refusal = refused(attempt, answer);
        if (answer.status >= 500) throw refusal;
        await record({ asked: index });
        if (attempt.limits.retryOn.includes(answer.status)) throw refusal;
        throw await givenUp(attempt, done, live, over, refusal.message.replace(/\.$/, ""));
      }
    }
    await record({ sent: index + 1, asked: index + 1 });
  }
  return done;
}

/** Whether the system shows that a request of which nobody saw the answer has arrived. */
async function hasArrived(
  attempt: ConnectorAttempt,
  started: Started,
  { done }: ConnectorStep,
  live: LiveAttempt,
): Promise<boolean> {
  if (done === undefined) return false;
  const look = await lookAt(attempt, started, live.signal);
  if (look.data === null)
    throw new TaskFailure(`Whether its submission is complete is not known: ${look.why}.`);
  return connectorHolds(done, look.data);
}

/** It will never be complete: it is ended there, so that the next attempt may submit anew. */
async function givenUp(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
  why: string,
): Promise<TaskFailure> {
  const name = startedName(started);
  await live.print(`${name} can't be completed (${why}): ending it there.\n`);
  const signal = AbortSignal.any([live.signal, AbortSignal.timeout(endMs)]);
  const isOver = await cancelElsewhere(attempt, started, signal);
  live.signal.throwIfAborted();
  if (isOver) over();
  const end = isOver
    ? "it was ended there"
    : "it could not be ended there, and nothing is submitted until it is";
  return new TaskFailure(`${name} can't be completed: ${why}; ${end}.`);
}
