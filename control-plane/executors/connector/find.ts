// Looks for what was submitted, or asked to be rerun, where nobody saw the answer.

import { type ConnectorData, connectorHolds } from "#core/connector/expression.ts";
import { retryAfter } from "../http/answer.ts";
import { type Answer, NoAnswer } from "../http/exchange.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { reason, sleep } from "../stop.ts";
import { type ConnectorAttempt, givenData, isExpected, send, withResponse } from "./attempt.ts";
import { itemIn, lookAt } from "./look.ts";
import type { Started } from "./started.ts";
import { texts } from "./texts.ts";

/** So often something that may be repeated is asked, within one attempt. */
export const mostTries = 5;

type Found = Record<string, string> | null;

/** How it is looked for, or null where there is no way. */
export function lookFor(
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
export function idsIn(expressions: Readonly<Record<string, string>>, data: ConnectorData): Found {
  const ids = texts(expressions, data);
  return Object.values(ids).every((id) => id !== "") ? ids : null;
}

/** Longer with each try. */
export const pauseBefore = ({ limits }: ConnectorAttempt, tries: number, askedMs: number): number =>
  Math.max(askedMs, Math.min(limits.everyMs * 2 ** (tries - 1), limits.upToMs));

export const pauseAfter = (answer: Answer | NoAnswer): number =>
  answer instanceof NoAnswer ? 0 : (retryAfter(answer.headers["retry-after"]) ?? 0);
