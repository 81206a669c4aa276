// Asks for the state of a run elsewhere until it has ended, shows what it prints, and ends it when the task is stopped.

import { isOver } from "#core/connector/connector.ts";
import type { ConnectorData } from "#core/connector/expression.ts";
import { textIn } from "#core/connector/judge.ts";
import { renderText } from "#core/connector/render.ts";
import { ExpressionError } from "#core/expression.ts";
import type { ConnectorRequest } from "#schemas/types.ts";
import { type Answer, NoAnswer } from "../http/exchange.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { sleep } from "../stop.ts";
import { type ConnectorAttempt, givenData, isExpected, send, withResponse } from "./attempt.ts";
import { logReader } from "./logs.ts";
import { type Look, lookAt, lookIn } from "./look.ts";
import { recorded, type Started, startedData, startedName } from "./started.ts";
import type { Submitted } from "./submit.ts";

/**
 * Resolves with the outputs once it has succeeded.
 * @param over called when it is known to have ended
 * @throws TaskFailure when it failed, or its state stays unknown, and the signal's reason
 */
export async function followUntilEnd(
  attempt: ConnectorAttempt,
  started: Submitted,
  live: LiveAttempt,
  over: () => void,
): Promise<Record<string, string>> {
  const { limits } = attempt;
  const data = startedData(givenData(attempt, started.key), started);
  const logs = logReader(attempt, data);
  const shown = shownOnce(live);
  let everyMs = limits.everyMs;
  let knownAt = performance.now();
  for (;;) {
    const look = started.answer
      ? lookIn(attempt, started, started.answer)
      : await lookAt(attempt, started, live.signal);
    if (started.answer && !isOver(look.state))
      throw new TaskFailure(
        `It needs attention: its answer doesn't say how it ended (${look.why}), and nothing else can be asked.`,
        { mayRetry: false },
      );
    if (look.state === "unknown") {
      await shown(`Its state is not known: ${look.why}; asking again.\n`);
      if (performance.now() - knownAt > limits.unknownMs)
        throw new TaskFailure(
          `The state of ${startedName(started)} has not been known for ${limits.unknownMs / 1_000} s: ${look.why}.`,
        );
    } else {
      knownAt = performance.now();
      await shown(`${look.state}${progressOf(attempt, look.data)}\n`);
    }
    await logs.more(live, isOver(look.state));
    if (look.state === "failed" && attempt.action.connector.rerunFailed)
      await attempt.external.submitted(recorded({ ...started, failed: true }));
    if (isOver(look.state)) return await ended(attempt, look, data, live, over);
    await sleep(Math.max(everyMs, look.pauseMs), live.signal);
    everyMs = Math.min(everyMs * 1.5, limits.upToMs);
  }
}

/** Asks the system to end the run and waits until it has, within `signal`. Answers whether it is known to have ended. */
export async function cancelElsewhere(
  attempt: ConnectorAttempt,
  started: Started,
  signal: AbortSignal,
): Promise<boolean> {
  const { cancel } = attempt.action.connector;
  if (cancel === "none") return false;
  let data = startedData(givenData(attempt, started.key), started);
  try {
    if (namesAnswer(cancel)) {
      const look = await lookAt(attempt, started, signal);
      if (isOver(look.state)) return true;
      data = look.data ?? data;
    }
    for (;;) {
      const answer = await send(attempt, cancel, data, signal).catch(unanswered);
      if (answer !== null && (isExpected(cancel, answer, data) || answer.status < 500)) break;
      await sleep(500, signal);
    }
    // A cancellation is a request: the system says when the run has ended.
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
      if (isOver((await lookAt(attempt, started, signal)).state)) return true;
      await sleep(pauseMs, signal);
    }
  } catch {
    return false;
  }
}

/** Whether what is to be cancelled is known from the last answer alone, as with orders of several jobs. */
const namesAnswer = ({ path, query, json, form }: ConnectorRequest): boolean =>
  /\b(item|response)\./.test(JSON.stringify([path, query, json, form]));

const unanswered = (error: unknown): null => {
  if (error instanceof NoAnswer) return null;
  throw error;
};

async function ended(
  attempt: ConnectorAttempt,
  { state, data, message }: Look,
  given: ConnectorData,
  live: LiveAttempt,
  over: () => void,
): Promise<Record<string, string>> {
  const { connectorName } = attempt.action;
  if (state === "succeeded") {
    const outputs = await outputsOf(attempt, data ?? given, given, live);
    over();
    return outputs;
  }
  over();
  const why = message === "" ? "." : `: ${message.replace(/\.$/, "")}.`;
  if (state === "cancelled")
    throw new TaskFailure(`It was cancelled in ${connectorName}${why}`, { mayRetry: false });
  if (state === "gone")
    throw new TaskFailure(`${connectorName} doesn't know the run any more${why}`);
  throw new TaskFailure(`It failed in ${connectorName}${why}`);
}

async function outputsOf(
  attempt: ConnectorAttempt,
  last: ConnectorData,
  given: ConnectorData,
  live: LiveAttempt,
): Promise<Record<string, string>> {
  const { action } = attempt;
  if (action.outputs.length === 0) return {};
  const data = await resultData(attempt, last, given, live);
  const found = action.outputs.map((name) => {
    const output = action.connector.outputs?.[name];
    return [name, output === undefined ? null : textIn(output.value, data)] as const;
  });
  return Object.fromEntries(found.filter(([, value]) => value !== null)) as Record<string, string>;
}

/** The run is over already: its results are asked for as often as its state was. */
async function resultData(
  attempt: ConnectorAttempt,
  last: ConnectorData,
  given: ConnectorData,
  live: LiveAttempt,
): Promise<ConnectorData> {
  const { results } = attempt.action.connector;
  if (results === undefined) return last;
  for (let tries = 1; ; tries++) {
    const answer: Answer | null = await send(attempt, results, given, live.signal).catch(
      unanswered,
    );
    if (answer !== null && isExpected(results, answer, given)) return withResponse(last, answer);
    if (tries === 5)
      throw new TaskFailure(
        `It succeeded, and its results can't be had: ${answer === null ? "no answer" : `it answered ${answer.status}`}.`,
      );
    await sleep(
      Math.min(attempt.limits.everyMs * 2 ** (tries - 1), attempt.limits.upToMs),
      live.signal,
    );
  }
}

function progressOf({ action }: ConnectorAttempt, data: ConnectorData | null): string {
  const { progress } = action.connector.poll;
  if (progress === undefined || data === null) return "";
  try {
    return `, ${renderText(progress, data)}`;
  } catch (error) {
    if (error instanceof ExpressionError) return "";
    throw error;
  }
}

/** A line for each question would bury what changed. */
function shownOnce(live: LiveAttempt): (line: string) => Promise<void> {
  let last = "";
  return async (line) => {
    if (line === last) return;
    last = line;
    await live.print(line);
  };
}
