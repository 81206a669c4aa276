// Submits once: what is to be submitted is recorded before it goes out, and what nobody saw the answer of is looked for
// before anything is sent again.

import type { ConnectorData } from "#core/connector/expression.ts";
import { type Answer, NoAnswer } from "../http/exchange.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { sleep } from "../stop.ts";
import {
  type ConnectorAttempt,
  fileOf,
  givenData,
  isExpected,
  refused,
  send,
  withResponse,
} from "./attempt.ts";
import { idsIn, lookFor, mostTries, pauseAfter, pauseBefore } from "./find.ts";
import { submissionKey } from "./key.ts";
import { earlierFailure } from "./rerun.ts";
import {
  recorded,
  type Started,
  startedData,
  startedFrom,
  startedName,
  whatOf,
} from "./started.ts";
import { texts } from "./texts.ts";

/** With the answer to the submission, where that is the end of the run. */
export type Submitted = Started & { answer?: Answer };

/**
 * The run that an earlier attempt submitted, or a new one.
 * @param over called when it is known that nothing was started
 * @throws TaskFailure, and the signal's reason
 */
export async function adoptOrSubmit(
  attempt: ConnectorAttempt,
  live: LiveAttempt,
  over: () => void,
): Promise<Submitted> {
  const { external, action } = attempt;
  const earlier = await external.earlier();
  live.signal.throwIfAborted();
  if (earlier.open !== null) {
    const started = startedFrom(earlier.open);
    // Of this attempt now, so that what becomes of it is written to it.
    await external.submitted(earlier.open);
    if (started.ids === null) return await unseen(attempt, started, live, over);
    await live.print(
      `An earlier attempt submitted ${startedName(started)} already: asking for its end.\n`,
    );
    return started;
  }
  const text = attempt.env.TRUNKLINE_IDEMPOTENCY_KEY ?? `${attempt.runId}/${attempt.task}`;
  const iteration = attempt.env.TRUNKLINE_ITERATION ?? "1";
  const task = iteration === "1" ? attempt.task : `${attempt.task}/${iteration}`;
  // What ended is not asked for again: with its old key the system would only repeat its old answer.
  const key = submissionKey(earlier.over === 0 ? text : `${text}/${earlier.over + 1}`);
  const empty = { key, ids: null, before: {}, rerunOf: null, failed: false, sent: 0, asked: 0 };
  const made: Started = { ...empty, task, what: whatOf(action) };
  const again = action.rerun === "failed" ? await earlierFailure(attempt, made, live) : null;
  const started = again ?? {
    ...made,
    before: await valuesBefore(attempt, givenData(attempt, key), live),
  };
  if (started.ids === null && started.rerunOf === null)
    await checkFiles(attempt, givenData(attempt, key));
  await external.submitted(recorded(started));
  if (started.ids !== null) return started;
  if (started.rerunOf !== null)
    await live.print(`Rerunning the failed parts of ${startedName({ ids: started.rerunOf })}.\n`);
  const submitted = await submit(attempt, started, live, over);
  const name = submitted.answer === undefined ? startedName(submitted) : "it has answered";
  await live.print(`Submitted to ${action.connectorName}: ${name}.\n`);
  return submitted;
}

/** What can't be sent is told before anything is submitted. @throws TaskFailure */
async function checkFiles(attempt: ConnectorAttempt, data: ConnectorData): Promise<void> {
  const { submit } = attempt.action.connector;
  for (const request of [submit, ...(submit.then ?? [])])
    await (await fileOf(attempt, request, data))?.[Symbol.asyncDispose]();
}

async function valuesBefore(
  attempt: ConnectorAttempt,
  data: ConnectorData,
  live: LiveAttempt,
): Promise<Record<string, string>> {
  const { before } = attempt.action.connector;
  if (before === undefined) return {};
  const answer = await send(attempt, before, data, live.signal);
  if (!isExpected(before, answer, data)) throw refused(attempt, answer);
  return texts(before.values, withResponse(data, answer));
}

async function submit(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
  isSecond = false,
): Promise<Submitted> {
  const request = requestOf(attempt, started);
  const data = startedData(givenData(attempt, started.key), started);
  for (let tries = 1; ; tries++) {
    const answer = await send(attempt, request, data, live.signal).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) {
        // Refused by us, before it went out.
        if (error instanceof TaskFailure) over();
        throw error;
      }
      if (!mayHaveArrived(error)) {
        over();
        throw error;
      }
      return error;
    });
    if (!(answer instanceof NoAnswer) && isExpected(request, answer, data)) {
      if (attempt.action.connector.poll.from === "submit") return { ...started, answer };
      const ids =
        started.rerunOf !== null && request.ids === undefined
          ? started.rerunOf
          : idsIn(request.ids ?? {}, withResponse(data, answer));
      if (ids !== null) return await submitted(attempt, { ...started, ids });
      return await unseen(attempt, started, live, over, "its answer names no run");
    }
    const why = answer instanceof NoAnswer ? answer.message : `it answered ${answer.status}`;
    const mayGoOn = answer instanceof NoAnswer || answer.status >= 500;
    if (!(answer instanceof NoAnswer)) {
      const mayRepeat = attempt.limits.retryOn.includes(answer.status);
      if (!mayGoOn && !(mayRepeat && request.idempotent)) {
        over();
        const help =
          started.rerunOf === null ? "" : " With `rerun: all` the next attempt submits a new run.";
        throw refused(attempt, answer, help);
      }
    }
    if (!request.idempotent) {
      // One that was looked for and sent again is not looked for without end.
      if (isSecond) throw new TaskFailure(`Twice nobody knows whether it was started: ${why}.`);
      return await unseen(attempt, started, live, over, why);
    }
    if (tries === mostTries) throw new TaskFailure(`${why}, after ${tries} tries.`);
    const pauseMs = pauseBefore(attempt, tries, pauseAfter(answer));
    await live.print(`${why}; sending it again in ${pauseMs / 1_000} s, with the same key.\n`);
    await sleep(pauseMs, live.signal);
  }
}

/** What starts it. */
const requestOf = ({ action: { connector } }: ConnectorAttempt, { rerunOf }: Started) =>
  rerunOf === null ? connector.submit : (connector.rerunFailed ?? connector.submit);

/** The ids are on record before anything else happens, also before they are shown. */
async function submitted(attempt: ConnectorAttempt, started: Started): Promise<Started> {
  await attempt.external.submitted(recorded(started));
  return started;
}

/** A submission of which nobody saw the answer: looked for, sent again where that is harmless, else left to a person. */
async function unseen(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
  why = "the attempt that submitted it ended before it had an answer",
): Promise<Submitted> {
  const { connectorName } = attempt.action;
  const request = requestOf(attempt, started);
  const look = lookFor(attempt, started, live);
  if (look !== null) {
    await live.print(`Looking for what was submitted: ${why}.\n`);
    const ids = await look();
    if (ids !== null) return await submitted(attempt, { ...started, ids });
    await live.print("It isn't there, so it is submitted now.\n");
    return await submit(attempt, started, live, over, true);
  }
  if (request.idempotent && started.ids === null) {
    await live.print(`Sending it again with the same key: ${why}.\n`);
    return await submit(attempt, started, live, over);
  }
  throw new TaskFailure(
    `It needs attention: ${why}, and ${connectorName} has no way to ask whether it was started. Look there, then \`trunkline rerun\` or \`trunkline mark\`.`,
    { mayRetry: false },
  );
}

/** No address, no connection, no certificate: not a byte of the request went out. */
function mayHaveArrived({ cause }: NoAnswer): boolean {
  const root = (cause as Error | undefined)?.cause ?? cause;
  const codes = [root, ...((root as { errors?: unknown[] } | undefined)?.errors ?? [])].map(
    (one) => (one as { code?: string } | undefined)?.code ?? "",
  );
  const before =
    /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
  const isNeverAsked = (root as Error | undefined)?.message === "bad port";
  return !isNeverAsked && !codes.some((code) => before.test(code));
}
