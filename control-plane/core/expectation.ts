// A condition on what a system answered: `expect`, `until` and `fail`. It says what it found, so that a gate explains itself.

import { ExpressionError, type ExpressionValues, evaluate } from "./expression.ts";
import { dataValue } from "./expression-data.ts";
import { parseExpression } from "./expression-references.ts";

export interface Verdict {
  holds: boolean;
  /** The condition with the values that it read of the answer, as a part of a sentence. */
  found: string;
}

/** Longest value that is shown of an answer, in characters. */
const maxShown = 100;

/** @throws ExpressionError when the answer lacks what the condition asks for, or the result is no bool. */
export function judgeCondition(text: string, values: ExpressionValues): Verdict {
  const result = evaluate(text, values);
  if (typeof result !== "boolean")
    throw new ExpressionError(`\`${text}\` gave ${JSON.stringify(result)}, not true or false`);
  const read = shownValues(text, values);
  return { holds: result, found: read === "" ? `\`${text}\`` : `\`${text}\`, with ${read}` };
}

function shownValues(text: string, { scope, data = {} }: ExpressionValues): string {
  const shown = new Set<string>();
  for (const { reference, offset, length } of parseExpression(text).references) {
    if (reference.kind !== "path" || Object.hasOwn(scope, reference.path[0] ?? "")) continue;
    const value = dataValue(reference.path, data);
    const name = text.slice(offset, offset + length).trim();
    if (value !== undefined) shown.add(`${name} = ${shortened(value)}`);
  }
  return [...shown].join(", ");
}

function shortened(value: NonNullable<ReturnType<typeof dataValue>>): string {
  const text = Array.isArray(value) ? `[${value.map(textOf).join(", ")}]` : textOf(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

const textOf = (value: string | bigint | number | boolean): string =>
  typeof value === "string" ? JSON.stringify(value) : String(value);
