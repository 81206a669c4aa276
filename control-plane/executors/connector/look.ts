// One question for the state of a run elsewhere, and what the answer says.

import type { ConnectorState } from "#core/connector/connector.ts";
import { type ConnectorData, connectorHolds, connectorValue } from "#core/connector/expression.ts";
import { stateIn } from "#core/connector/judge.ts";
import { asTaskFailure, retryAfter } from "../http/answer.ts";
import { type Answer, NoAnswer, TooLarge } from "../http/exchange.ts";
import { TaskFailure } from "../in-process.ts";
import { reason } from "../stop.ts";
import { type ConnectorAttempt, givenData, send, withResponse } from "./attempt.ts";
import { type Started, startedData } from "./started.ts";

export interface Look {
  state: ConnectorState | "unknown";
  /** With the names of the answer; null where there was none. */
  data: ConnectorData | null;
  /** Asked to be left alone for so long. */
  pauseMs: number;
  /** What was found where the state is unknown. */
  why: string;
}

/** @throws TaskFailure for what can't be asked, and the signal's reason */
export async function lookAt(
  attempt: ConnectorAttempt,
  started: Started,
  signal: AbortSignal,
): Promise<Look> {
  const { poll } = attempt.action.connector;
  const data = startedData(givenData(attempt, started.key), started);
  const answer = await send(attempt, poll, data, signal).catch((error: unknown) => {
    if (error instanceof NoAnswer || error instanceof TooLarge) return error;
    throw error;
  });
  // A page of a proxy may be of any size, and ends no run.
  if (answer instanceof NoAnswer || answer instanceof TooLarge)
    return { state: "unknown", data: null, pauseMs: 0, why: reason(answer).replace(/\.$/, "") };
  return lookIn(attempt, started, answer);
}

/** What an answer says of the run. */
export function lookIn(attempt: ConnectorAttempt, started: Started, answer: Answer): Look {
  const { poll, rerunFailed } = attempt.action.connector;
  const data = startedData(givenData(attempt, started.key), started);
  const pauseMs = retryAfter(answer.headers["retry-after"]) ?? 0;
  const why = `it answered ${answer.status}`;
  if (attempt.limits.retryOn.includes(answer.status))
    return { state: "unknown", data: null, pauseMs, why };
  let found = withResponse(data, answer);
  if (poll.item !== undefined && answer.status < 300) {
    try {
      const item = itemIn(poll.item.of, poll.item.where, found);
      if (item !== null) found = { ...found, item };
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error;
      // A page of a proxy, say; the run goes on whatever it shows.
      return { state: "unknown", data: found, pauseMs, why: error.message.replace(/\.$/, "") };
    }
  }
  // An old answer, or a copy that lags behind: it speaks of the run as it was before its failed parts were rerun.
  if (started.rerunOf !== null && rerunFailed?.begun && !connectorHolds(rerunFailed.begun, found))
    return { state: "unknown", data: found, pauseMs, why: "it doesn't show the rerun yet" };
  return { state: stateIn(poll, found), data: found, pauseMs, why };
}

/**
 * The first entry of a list for which a condition holds; null where there is none.
 * @throws TaskFailure for an answer without the list: it doesn't say that nothing is there
 */
export function itemIn(list: string, where: string, data: ConnectorData): unknown {
  const items = asTaskFailure(() => connectorValue(list, data), `\`${list}\``);
  if (!Array.isArray(items)) throw new TaskFailure(`\`${list}\` of the answer is not a list.`);
  return items.find((item: unknown) => connectorHolds(where, { ...data, item })) ?? null;
}
