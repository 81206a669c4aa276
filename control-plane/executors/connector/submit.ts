// Submits once: what is to be submitted is recorded before it goes out, and what nobody saw the answer of is looked for
// before anything is sent again.

import { type ConnectorData, connectorHolds } from "#core/connector/expression.ts";
import { retryAfter, shownBody } from "../http/answer.ts";
import { type Answer, NoAnswer } from "../http/exchange.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { reason, sleep } from "../stop.ts";
import { type ConnectorAttempt, givenData, isExpected, send, withResponse } from "./attempt.ts";
import { submissionKey } from "./key.ts";
import { itemIn, lookAt } from "./look.ts";
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

/** So often a submission that may be repeated is, within one attempt. */
const mostTries = 5;

/**
 * The run that an earlier attempt submitted, or a new one.
 * @param over called when it is known that nothing was started
 * @throws TaskFailure, and the signal's reason
 */
export async function adoptOrSubmit(
  attempt: ConnectorAttempt,
  live: LiveAttempt,
  over: () => void,
): Promise<Started> {
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
  const empty = { key, ids: null, before: {}, rerunOf: null, failed: false };
  const made: Started = { ...empty, task, what: whatOf(action) };
  const again = action.rerun === "failed" ? await earlierFailure(attempt, made, live) : null;
  const started = again ?? {
    ...made,
    before: await valuesBefore(attempt, givenData(attempt, key), live),
  };
  await external.submitted(recorded(started));
  if (started.ids !== null) return started;
  if (started.rerunOf !== null)
    await live.print(`Rerunning the failed parts of ${startedName({ ids: started.rerunOf })}.\n`);
  const submitted = await submit(attempt, started, live, over);
  await live.print(`Submitted to ${action.connectorName}: ${startedName(submitted)}.\n`);
  return submitted;
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
): Promise<Started> {
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
      const ids =
        started.rerunOf !== null && request.ids === undefined
          ? started.rerunOf
          : idsIn(request.ids ?? {}, withResponse(data, answer));
      if (ids !== null) return await submitted(attempt, { ...started, ids }, live);
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

/** Longer with each try. */
const pauseBefore = ({ limits }: ConnectorAttempt, tries: number, askedMs: number): number =>
  Math.max(askedMs, Math.min(limits.everyMs * 2 ** (tries - 1), limits.upToMs));

const pauseAfter = (answer: Answer | NoAnswer): number =>
  answer instanceof NoAnswer ? 0 : (retryAfter(answer.headers["retry-after"]) ?? 0);

/** The ids are on record before anything else happens, also before they are shown. */
async function submitted(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
): Promise<Started> {
  await attempt.external.submitted(recorded(started));
  const data = startedData(givenData(attempt, started.key), started);
  const { then = [] } = attempt.action.connector.submit;
  for (const request of started.rerunOf === null ? then : []) {
    const answer = await send(attempt, request, data, live.signal);
    if (!isExpected(request, answer, data)) throw refused(attempt, answer);
  }
  return started;
}

/** A submission of which nobody saw the answer: looked for, sent again where that is harmless, else left to a person. */
async function unseen(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
  why = "the attempt that submitted it ended before it had an answer",
): Promise<Started> {
  const { connectorName } = attempt.action;
  const request = requestOf(attempt, started);
  const look = lookFor(attempt, started, live);
  if (look !== null) {
    await live.print(`Looking for what was submitted: ${why}.\n`);
    const ids = await look();
    if (ids !== null) return await submitted(attempt, { ...started, ids }, live);
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

type Found = Record<string, string> | null;

/** How it is looked for, or null where there is no way. */
function lookFor(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
): (() => Promise<Found>) | null {
  const { adopt, rerunFailed } = attempt.action.connector;
  const isRerun = started.rerunOf !== null;
  if (isRerun && rerunFailed?.begun !== undefined) return () => findRerun(attempt, started, live);
  if (adopt === undefined || (isRerun && !rerunFailed?.adopt)) return null;
  return () => find(attempt, adopt, started, live);
}

/** A rerun without ids of its own: its run shows whether it has begun. */
async function findRerun(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
): Promise<Found> {
  const begun = attempt.action.connector.rerunFailed?.begun ?? "false";
  for (let tries = 1; ; tries++) {
    const look = await lookAt(attempt, started, live.signal);
    if (look.data !== null) return connectorHolds(begun, look.data) ? started.rerunOf : null;
    if (tries === mostTries)
      throw new TaskFailure(`Whether it was rerun is not known: ${look.why}.`);
    await sleep(pauseBefore(attempt, tries, look.pauseMs), live.signal);
  }
}

async function find(
  attempt: ConnectorAttempt,
  adopt: Adopt,
  started: Started,
  live: LiveAttempt,
): Promise<Found> {
  const data = { ...givenData(attempt, started.key), before: started.before };
  for (let tries = 1; ; tries++) {
    const answer = await send(attempt, adopt, data, live.signal).catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    if (!(answer instanceof NoAnswer)) {
      const found = withResponse(data, answer);
      if (adopt.items === undefined && answer.status === 404) return null;
      if (isExpected(adopt, answer, data)) return foundIn(adopt, found);
    }
    if (tries === mostTries)
      throw new TaskFailure(
        `Whether it was submitted is not known: ${answer instanceof NoAnswer ? reason(answer) : `it answered ${answer.status}`}.`,
      );
    await sleep(pauseBefore(attempt, tries, pauseAfter(answer)), live.signal);
  }
}

type Adopt = NonNullable<ConnectorAttempt["action"]["connector"]["adopt"]>;

function foundIn(adopt: Adopt, data: ConnectorData): Found {
  if (adopt.items === undefined)
    return adopt.where === undefined || connectorHolds(adopt.where, data)
      ? idsIn(adopt.ids, data)
      : null;
  const item = itemIn(adopt.items, adopt.where ?? "false", data);
  return item === null ? null : idsIn(adopt.ids, { ...data, item });
}

/** Null when one is missing: half of a name is none. */
function idsIn(expressions: Readonly<Record<string, string>>, data: ConnectorData): Found {
  const ids = texts(expressions, data);
  return Object.values(ids).every((id) => id !== "") ? ids : null;
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

function refused({ action, limits }: ConnectorAttempt, answer: Answer, help = ""): TaskFailure {
  const after = retryAfter(answer.headers["retry-after"]);
  const body = shownBody(answer).trim().slice(0, 500);
  return new TaskFailure(
    `${action.connectorName} refused it with ${answer.status}${body === "" ? "" : `: ${body}`}.${help}`,
    {
      mayRetry: limits.retryOn.includes(answer.status),
      ...(after === null ? {} : { retryAfterMs: after }),
    },
  );
}
