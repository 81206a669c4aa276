// What an answer means: whether it is the expected one, which outputs it gives, what of it is shown.

import type { HttpAction } from "#core/action.ts";
import { withAnswer } from "#core/action-values.ts";
import { judgeCondition } from "#core/expectation.ts";
import { ExpressionError, type ExpressionValues, evaluateAny } from "#core/expression.ts";
import { shownUrl } from "#core/web-url.ts";
import { TaskFailure } from "../in-process.ts";
import type { Answer } from "./exchange.ts";

/** Most of a body that is shown, in characters; outputs carry data, the log is for people. */
const maxShown = 16_384;
/** A server can't put a task to sleep for longer. */
const longestRetryAfterMs = 3_600_000;

/** What expressions may name of the answer. */
export const answerValues = (
  values: ExpressionValues,
  { status, headers, text, body }: Answer,
): ExpressionValues =>
  withAnswer(values, "response", { response: { status, headers, text, body } });

/** @throws TaskFailure when the answer is not the expected one. */
export function mustBeExpected(action: HttpAction, answer: Answer, values: ExpressionValues): void {
  const { status } = answer;
  const name = `${answer.method} ${shownUrl(answer.url)} answered ${status}`;
  let why = "";
  if (action.expect === null) {
    if (status >= 200 && status <= 299) return;
  } else {
    const verdict = asTaskFailure(() => judgeCondition(action.expect ?? "", values), name);
    if (verdict.holds) return;
    why = `, and this does not hold: ${verdict.found}`;
  }
  throw new TaskFailure(`${name}${why}.`, retryOf(action, answer));
}

/** Whether another attempt may succeed, and when. */
export function retryOf({ retryOn }: HttpAction, { status, headers }: Answer) {
  const isAnswer = status >= 200 && status <= 299;
  const mayRetry = isAnswer || retryOn.includes(status);
  const retryAfterMs = retryAfter(headers["retry-after"]);
  return retryAfterMs === null ? { mayRetry } : { mayRetry, retryAfterMs };
}

/** Seconds, or a date. */
export function retryAfter(text: string | undefined, now = Date.now()): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), longestRetryAfterMs);
}

/** The declared outputs, as texts. @throws TaskFailure for an expression that fails. */
export function outputsOf(
  { outputs }: HttpAction,
  values: ExpressionValues,
): Record<string, string> {
  const found: [string, string][] = [];
  for (const [name, cel] of Object.entries(outputs)) {
    const value = outputValue(name, cel, values);
    if (value === null) continue;
    found.push([name, value]);
  }
  return Object.fromEntries(found);
}

function outputValue(name: string, cel: string, values: ExpressionValues): string | null {
  try {
    const value = evaluateAny(cel, values);
    return Array.isArray(value) ? JSON.stringify(value) : String(value);
  } catch (error) {
    // A field that isn't there is an output that was not given, unless the spec names the field itself.
    if (error instanceof ExpressionError && cel === `response.body.${name}`) return null;
    return asTaskFailure(() => {
      throw error;
    }, `Output "${name}"`);
  }
}

/** An expression that has no value is the answer's fault, or the spec's, not the system's. */
export function asTaskFailure<T>(work: () => T, what: string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw new TaskFailure(`${what}: ${error.message}.`);
    throw error;
  }
}

/** One line for an answer. */
export const answerLine = ({ method, url, status, bytes }: Answer, ms: number): string =>
  `${method} ${shownUrl(url)}: ${status}, ${bytes} bytes in ${Math.round(ms)} ms\n`;

/** The body for people, with its end on a line of its own; empty for what is no text. */
export function shownBody({ text, headers }: Answer): string {
  const type = headers["content-type"] ?? "";
  const isText = type === "" || /^text\/|json|xml|yaml|csv|form-urlencoded/i.test(type);
  if (text === "" || !isText || text.includes("\0")) return "";
  const shown = text.slice(0, maxShown);
  const omitted = text.length - shown.length;
  const end = shown.endsWith("\n") ? "" : "\n";
  return `${shown}${end}${omitted > 0 ? `… ${omitted} more characters …\n` : ""}`;
}
