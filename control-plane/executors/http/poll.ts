// Asks for the end of what a request started elsewhere, and ends it there when the task is stopped.

import type { HttpAction, HttpPoll } from "#core/action.ts";
import { urlWithValues } from "#core/action-values.ts";
import { judgeCondition } from "#core/expectation.ts";
import type { ExpressionValues } from "#core/expression.ts";
import { shownUrl } from "#core/web-url.ts";
import type { ExternalRun } from "../executor.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { reason, sleep } from "../stop.ts";
import {
  answerLine,
  answerValues,
  asTaskFailure,
  outputsOf,
  retryOf,
  shownBody,
} from "./answer.ts";
import { type Answer, exchange, NoAnswer } from "./exchange.ts";
import { laterRequest, urlOf, type WebAttempt } from "./request.ts";

/** So many questions in a row may go unanswered before the attempt fails; the run elsewhere stays to be adopted. */
const patience = 5;

/** What is recorded of a run elsewhere: where to ask for it, and where to end it. */
export function externalRun(poll: HttpPoll, answer: Answer, values: ExpressionValues): ExternalRun {
  const place = (text: string) => {
    const url = urlWithValues(text, answerValues(values, answer));
    return urlOf(url, answer.url.href);
  };
  return asTaskFailure(() => {
    const url = place(poll.url);
    // An answer may name its own URL, but not another host: that would choose who is asked.
    if (url.origin !== answer.url.origin && !URL.canParse(poll.url.split("${{")[0] ?? ""))
      throw new TaskFailure(`The answer leads to another host, ${url.origin}.`, {
        mayRetry: false,
      });
    return { url: url.href, cancel: poll.cancel ? place(poll.cancel.url).href : null };
  }, "`poll`");
}

/**
 * Resolves with the outputs once `until` holds.
 * @param over called when the run elsewhere is known to have ended
 * @throws TaskFailure when it failed, or can't be asked for.
 */
export async function pollUntilEnd(
  request: WebAttempt,
  run: ExternalRun,
  live: LiveAttempt,
  over: () => void,
): Promise<Record<string, string>> {
  const { action } = request;
  const poll = action.poll as HttpPoll;
  const url = urlOf(run.url ?? "");
  let unanswered = 0;
  let shown = "";
  for (;;) {
    const start = performance.now();
    const answer = await ask(request, url, live).catch(async (error: unknown) => {
      if (!(error instanceof NoAnswer) || ++unanswered >= patience) throw error;
      await live.print(`${reason(error)}; asking again\n`);
      return null;
    });
    if (answer !== null) {
      const { text, status } = answer;
      // A line for each question would bury what changed.
      if (shown !== `${status} ${text}`) {
        shown = `${status} ${text}`;
        await live.print(answerLine(answer, performance.now() - start) + shownBody(answer));
      }
      const isTransient = action.retryOn.includes(status) && ++unanswered < patience;
      if (status >= 200 && status <= 299) {
        unanswered = 0;
        const outputs = ended(action, poll, answer, request.values, over);
        if (outputs !== null) return outputs;
      } else if (!isTransient) throw unasked(action, answer, over);
    }
    const pause = answer === null ? 0 : (retryOf(action, answer).retryAfterMs ?? 0);
    await sleep(Math.max(poll.everyMs, pause), live.signal);
  }
}

const ask = (request: WebAttempt, url: URL, { signal }: LiveAttempt) =>
  exchange(laterRequest(request, "GET", url), { signal, maxBytes: request.action.maxResponse });

/** The outputs when it ended well, null while it goes on. @throws TaskFailure when it failed. */
function ended(
  action: HttpAction,
  poll: HttpPoll,
  answer: Answer,
  given: ExpressionValues,
  over: () => void,
): Record<string, string> | null {
  const values = answerValues(given, answer);
  const judge = (name: string, condition: string) =>
    asTaskFailure(() => judgeCondition(condition, values), `\`${name}\``);
  const failed = poll.fail === null ? null : judge("fail", poll.fail);
  if (failed?.holds) {
    over();
    throw new TaskFailure(`It failed elsewhere: ${failed.found}.`);
  }
  if (!judge("until", poll.until).holds) return null;
  over();
  return outputsOf(action, values);
}

/** A run that is not there any more is over; after any other status nobody knows, so the next attempt asks again. */
function unasked(action: HttpAction, answer: Answer, over: () => void): TaskFailure {
  const isGone = answer.status === 404 || answer.status === 410;
  if (isGone) over();
  const name = `GET ${shownUrl(answer.url)} answered ${answer.status}`;
  return new TaskFailure(`${name}, so its end is not known.`, {
    ...retryOf(action, answer),
    ...(isGone ? { mayRetry: true } : {}),
  });
}

/** Asks the other system to end the run, within `signal`. Answers whether it did. */
export async function cancelElsewhere(
  request: WebAttempt,
  run: ExternalRun,
  signal: AbortSignal,
): Promise<boolean> {
  const { poll, maxResponse } = request.action;
  if (!poll?.cancel || !run.cancel) return false;
  try {
    const cancel = laterRequest(request, poll.cancel.method, urlOf(run.cancel));
    const { status } = await exchange(cancel, { signal, maxBytes: maxResponse });
    return (status >= 200 && status <= 299) || status === 404 || status === 410;
  } catch {
    return false;
  }
}
