// Output of a run elsewhere, page by page, as the task's own.

import { type ConnectorData, connectorValue } from "#core/connector/expression.ts";
import { ExpressionError } from "#core/expression.ts";
import { NoAnswer } from "../http/exchange.ts";
import type { LiveAttempt } from "../in-process.ts";
import { TaskFailure } from "../in-process.ts";
import { type ConnectorAttempt, isExpected, send, withResponse } from "./attempt.ts";

export interface LogReader {
  /** Prints what is new; at the end all that is left. Output that can't be had fails nothing. */
  more(live: LiveAttempt, isLast: boolean): Promise<void>;
}

/** Pages that are asked for at one time; while the run goes on the rest comes with the next look. */
const mostPages = 100;

export function logReader(attempt: ConnectorAttempt, data: ConnectorData): LogReader {
  const { logs } = attempt.action.connector;
  let cursor: unknown = logs?.start ?? 0;
  let known = "";
  /** Answers whether there may be more. */
  const page = async (live: LiveAttempt): Promise<boolean> => {
    if (logs === undefined) return false;
    const given = { ...data, cursor };
    const answer = await send(attempt, logs, given, live.signal);
    if (!isExpected(logs, answer, given)) return false;
    const found = withResponse(given, answer);
    const text = linesOf(valueOrNull(logs.text, found));
    if (logs.next === undefined) {
      await live.print(text.startsWith(known) ? text.slice(known.length) : text);
      known = text;
      return false;
    }
    await live.print(text);
    const next = valueOrNull(logs.next, found);
    const isMore = text !== "" && next !== null && next !== cursor;
    if (next !== null) cursor = next;
    return isMore;
  };
  return {
    async more(live, isLast) {
      if (logs?.atEnd && !isLast) return;
      try {
        for (let pages = 0; pages < mostPages; pages++) if (!(await page(live))) return;
        if (isLast) await live.print("… more output there …\n");
      } catch (error) {
        if (!(error instanceof NoAnswer || error instanceof TaskFailure)) throw error;
      }
    },
  };
}

function valueOrNull(expression: string, data: ConnectorData): unknown {
  try {
    return connectorValue(expression, data);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

/** A text with its end on a line of its own, or a line for each entry of a list. */
function linesOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((line) => `${String(line)}\n`).join("");
  return typeof value === "string" ? value : "";
}
