// One question for the state of a run elsewhere, and what the answer says.

import type { Connector, ConnectorState } from "#core/connector/connector.ts";
import { type ConnectorData, connectorHolds, connectorValue } from "#core/connector/expression.ts";
import { messageIn, stateIn } from "#core/connector/judge.ts";
import { ExpressionError } from "#core/expression.ts";
import type { ConnectorRequest } from "#schemas/types.ts";
import { retryAfter } from "../http/answer.ts";
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
  /** What the system says of an end; empty where it says nothing. */
  message: string;
}

type Question = ConnectorRequest & Pick<Connector["poll"], "pages" | "state">;

/** @throws TaskFailure for what can't be asked, and the signal's reason */
export async function lookAt(
  attempt: ConnectorAttempt,
  started: Started,
  signal: AbortSignal,
): Promise<Look> {
  const { poll } = attempt.action.connector;
  const data = startedData(givenData(attempt, started.key), started);
  const first = await asked(attempt, poll, data, signal);
  const look = "answer" in first ? lookIn(attempt, started, first.answer, first.items) : first;
  if (poll.then === undefined || look.state !== "succeeded") return look;
  const known = { ...data, ...(look.data?.item === undefined ? {} : { item: look.data.item }) };
  const second = await asked(attempt, poll.then, known, signal);
  if (!("answer" in second)) return second;
  const found = { ...withResponse(known, second.answer), ...second.items };
  return judged(attempt, { ...poll.then, gone: "unknown" }, second.answer, found);
}

type Items = { items: readonly unknown[] } | undefined;

/** The answer, with the entries of all its pages; of an answer that is no page none are known. */
async function asked(
  attempt: ConnectorAttempt,
  question: Question,
  data: ConnectorData,
  signal: AbortSignal,
): Promise<{ answer: Answer; items: Items } | Look> {
  const { pages } = question;
  const items: unknown[] = [];
  let bytes = 0;
  for (let page = 1; page <= mostPages && bytes <= mostPageBytes; page++) {
    const answer = await send(
      attempt,
      question,
      pages === undefined ? data : { ...data, page },
      signal,
    ).catch((error: unknown) => {
      if (error instanceof NoAnswer || error instanceof TooLarge) return error;
      throw error;
    });
    // A page of a proxy may be of any size, and ends no run.
    if (answer instanceof NoAnswer || answer instanceof TooLarge)
      return unknown(reason(answer).replace(/\.$/, ""));
    if (pages === undefined || answer.status > 299) return { answer, items: undefined };
    const found = withResponse(data, answer);
    const list = listIn(pages.list, found);
    if (list === null) return unknown(`\`${pages.list}\` of the answer is not a list`, found);
    for (const item of list) items.push(item);
    if (!connectorHolds(pages.more, found)) return { answer, items: { items } };
    bytes += answer.bytes;
  }
  return unknown(`it has more than ${mostPages} pages, or ${mostPageBytes} bytes`);
}

const mostPages = 100;
/** As the largest `maxResponse`. */
const mostPageBytes = 16 * 1024 * 1024;

const unknown = (why: string, data: ConnectorData | null = null): Look => ({
  ...{ state: "unknown", pauseMs: 0, message: "" },
  ...{ why, data },
});

/** What an answer to `poll` says of the run. */
export function lookIn(
  attempt: ConnectorAttempt,
  started: Started,
  answer: Answer,
  items?: Items,
): Look {
  const { poll, rerunFailed } = attempt.action.connector;
  const data = startedData(givenData(attempt, started.key), started);
  let found: ConnectorData = { ...withResponse(data, answer), ...items };
  if (poll.item !== undefined && answer.status < 300) {
    const list = listIn(poll.item.of, found);
    // A page of a proxy, say; the run goes on whatever it shows.
    if (list === null) return unknown(`\`${poll.item.of}\` of the answer is not a list`, found);
    const item = firstOf(list, poll.item.where, found);
    if (item !== null) found = { ...found, item };
  }
  const look = judged(attempt, poll, answer, found);
  // An old answer, or a copy that lags behind: it speaks of the run as it was before its failed parts were rerun.
  if (started.rerunOf !== null && rerunFailed?.begun && look.data !== null)
    if (!connectorHolds(rerunFailed.begun, found))
      return { ...look, state: "unknown", why: "it doesn't show the rerun yet" };
  return look;
}

function judged(
  { limits }: ConnectorAttempt,
  question: Pick<Connector["poll"], "state" | "gone" | "message">,
  answer: Answer,
  found: ConnectorData,
): Look {
  const pauseMs = retryAfter(answer.headers["retry-after"]) ?? 0;
  const why = `it answered ${answer.status}`;
  if (limits.retryOn.includes(answer.status)) return { ...unknown(why), pauseMs };
  const state = stateIn(question, found);
  return { state, data: found, pauseMs, why, message: messageIn(question, found) };
}

/** Null where there is no list. */
function listIn(list: string, data: ConnectorData): readonly unknown[] | null {
  try {
    const found = connectorValue(list, data);
    return Array.isArray(found) ? found : null;
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

/**
 * The first entry of a list for which a condition holds; null where there is none.
 * @throws TaskFailure for an answer without the list: it doesn't say that nothing is there
 */
export function itemIn(list: string, where: string, data: ConnectorData): unknown {
  const items = listIn(list, data);
  if (items === null) throw new TaskFailure(`\`${list}\` of the answer is not a list.`);
  return firstOf(items, where, data);
}

const firstOf = (items: readonly unknown[], where: string, data: ConnectorData): unknown =>
  items.find((item) => connectorHolds(where, { ...data, item })) ?? null;
