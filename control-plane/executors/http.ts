// The executor of `uses: http`: a request, or a request that starts something elsewhere and questions until it has ended.

import type { HttpAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { type AddressSettings, judgeAddresses } from "./addresses.ts";
import type { AttemptRequest, AttemptResult, Executor, ExternalRun } from "./executor.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import {
  answerLine,
  answerValues,
  asTaskFailure,
  mustBeExpected,
  outputsOf,
  shownBody,
} from "./http/answer.ts";
import { type Answer, exchange } from "./http/exchange.ts";
import { cancelElsewhere, externalRun, pollUntilEnd } from "./http/poll.ts";
import { firstRequest, type WebAttempt } from "./http/request.ts";
import { defaultGraceMs, InProcessAttempts, type LiveAttempt, Stopped } from "./in-process.ts";

export interface HttpExecutorOptions {
  /** How long a system may take to end what is cancelled. */
  graceMs?: number;
  /** Which addresses are asked; without it all but those that no task has business with. */
  addresses?: AddressSettings;
}

export function createHttpExecutor(options: HttpExecutorOptions = {}): Executor<HttpAction> {
  const attempts = new InProcessAttempts(options.graceMs ?? defaultGraceMs);
  const web = guardedFetch(judgeAddresses(options.addresses));
  return {
    kind: "http",
    async run(written): Promise<AttemptResult> {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      const result = await attempts.run(written, async (live) => {
        const action = asTaskFailure(() => actionWithValues(written.action, written.values), "It");
        const request = { ...written, action, web };
        return action.poll === null
          ? await once(request, live)
          : await submitAndPoll(request, live, over);
      });
      return isOver ? { ...result, externalOver: true } : result;
    },
    killAll: () => attempts.killAll(),
    async close() {
      await attempts.close();
      await web.close();
    },
  };
}

async function once(request: WebAttempt, live: LiveAttempt): Promise<Record<string, string>> {
  const { answer, line } = await ask(request, live, keyOf(request));
  await live.print(line);
  return outputsOf(request.action, answerValues(request.values, answer));
}

/** The same for all attempts, so that a system which had the request before doesn't do it again. */
const keyOf = ({ env, runId, task }: AttemptRequest): string =>
  env.TRUNKLINE_IDEMPOTENCY_KEY ?? `${runId}/${task}`;

/** The answer to the action's request, which is the expected one, and what is to be shown of it. */
async function ask(
  request: WebAttempt,
  live: LiveAttempt,
  key: string,
): Promise<{ answer: Answer; line: string }> {
  const { action, values } = request;
  const start = performance.now();
  const answer = await exchange(firstRequest(request, key), {
    signal: live.signal,
    maxBytes: action.maxResponse,
  });
  const line = answerLine(answer, performance.now() - start) + shownBody(answer);
  try {
    mustBeExpected(action, answer, answerValues(values, answer));
  } catch (error) {
    await live.print(line);
    throw error;
  }
  return { answer, line };
}

async function submitAndPoll(
  request: WebAttempt,
  live: LiveAttempt,
  over: () => void,
): Promise<Record<string, string>> {
  const { run, line } = await adoptOrSubmit(request, live);
  try {
    await live.print(line);
    return await pollUntilEnd(request, run, live, over);
  } catch (error) {
    const stop = live.signal.reason instanceof Stopped ? live.signal.reason.stop : null;
    // Lost or drained, it goes on elsewhere and the next attempt adopts it.
    if (stop !== null && stop.graceMs > 0 && request.signal.reason !== "drained") {
      const signal = AbortSignal.timeout(stop.graceMs);
      if (await cancelElsewhere(request, run, signal)) over();
    }
    throw error;
  }
}

async function adoptOrSubmit(
  request: WebAttempt,
  live: LiveAttempt,
): Promise<{ run: ExternalRun; line: string }> {
  const { action, values, external } = request;
  const earlier = await external.earlier();
  live.signal.throwIfAborted();
  if (earlier.open !== null)
    return {
      run: earlier.open,
      line: "An earlier attempt submitted this already: asking for its end.\n",
    };
  // What ended is not asked for again: with its old key the system would only repeat its old answer.
  const key = keyOf(request) + (earlier.over === 0 ? "" : `/${earlier.over + 1}`);
  const { answer, line } = await ask(request, live, key);
  const run = externalRun(action.poll as NonNullable<typeof action.poll>, answer, values);
  // Before anything else, also before it is shown: what is not recorded can't be found again.
  await external.submitted(run);
  return { run, line };
}
