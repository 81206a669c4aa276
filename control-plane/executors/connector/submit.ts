// Submits once: what is to be submitted is recorded before it goes out, and what nobody saw the answer of is looked for
// before anything is sent again.

import { type ConnectorData, connectorHolds, connectorValue } from "#core/connector/expression.ts";
import { ExpressionError } from "#core/expression.ts";
import { asTaskFailure, retryAfter, shownBody } from "../http/answer.ts";
import { type Answer, NoAnswer } from "../http/exchange.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { reason, sleep } from "../stop.ts";
import { type ConnectorAttempt, givenData, isExpected, send, withResponse } from "./attempt.ts";
import { submissionKey } from "./key.ts";
import { recorded, type Started, startedData, startedFrom, startedName } from "./started.ts";

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
  // What ended is not asked for again: with its old key the system would only repeat its old answer.
  const key = submissionKey(earlier.over === 0 ? text : `${text}/${earlier.over + 1}`);
  const before = await valuesBefore(attempt, givenData(attempt, key), live);
  const started: Started = { key, ids: null, before };
  await external.submitted(recorded(started));
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

/** Expressions with their values; one that has none is empty. */
const texts = (expressions: Readonly<Record<string, string>>, data: ConnectorData) =>
  Object.fromEntries(
    Object.entries(expressions).map(([name, text]) => [name, textOrEmpty(text, data)]),
  );

function textOrEmpty(text: string, data: ConnectorData): string {
  try {
    return String(connectorValue(text, data));
  } catch (error) {
    if (error instanceof ExpressionError) return "";
    throw error;
  }
}

async function submit(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
  isSecond = false,
): Promise<Started> {
  const { submit: request } = attempt.action.connector;
  const data = { ...givenData(attempt, started.key), before: started.before };
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
      const ids = idsIn(request.ids ?? {}, withResponse(data, answer));
      if (ids !== null) return await submitted(attempt, { ...started, ids }, live);
      return await unseen(attempt, started, live, over, "its answer names no run");
    }
    const why = answer instanceof NoAnswer ? answer.message : `it answered ${answer.status}`;
    const mayGoOn = answer instanceof NoAnswer || answer.status >= 500;
    if (!(answer instanceof NoAnswer)) {
      const mayRepeat = attempt.limits.retryOn.includes(answer.status);
      if (!mayGoOn && !(mayRepeat && request.idempotent)) {
        over();
        throw refused(attempt, answer);
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
  for (const request of attempt.action.connector.submit.then ?? []) {
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
  const { adopt, submit: request } = attempt.action.connector;
  const { connectorName } = attempt.action;
  if (adopt !== undefined) {
    await live.print(`Looking for what was submitted: ${why}.\n`);
    const ids = await find(attempt, started, live);
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

async function find(
  attempt: ConnectorAttempt,
  started: Started,
  live: LiveAttempt,
): Promise<Record<string, string> | null> {
  const { adopt } = attempt.action.connector;
  if (adopt === undefined) return null;
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

function foundIn(adopt: Adopt, data: ConnectorData): Record<string, string> | null {
  if (adopt.items === undefined)
    return adopt.where === undefined || connectorHolds(adopt.where, data)
      ? idsIn(adopt.ids, data)
      : null;
  const item = itemIn(adopt.items, adopt.where ?? "false", data);
  return item === null ? null : idsIn(adopt.ids, { ...data, item });
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

/** Null when one is missing: half of a name is none. */
function idsIn(
  expressions: Readonly<Record<string, string>>,
  data: ConnectorData,
): Record<string, string> | null {
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

function refused({ action, limits }: ConnectorAttempt, answer: Answer): TaskFailure {
  const after = retryAfter(answer.headers["retry-after"]);
  const body = shownBody(answer).trim().slice(0, 500);
  return new TaskFailure(
    `${action.connectorName} refused it with ${answer.status}${body === "" ? "" : `: ${body}`}.`,
    {
      mayRetry: limits.retryOn.includes(answer.status),
      ...(after === null ? {} : { retryAfterMs: after }),
    },
  );
}
