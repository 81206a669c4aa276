// An action's inputs with their values, when an attempt starts: data stays data in URLs, forms and JSON.

import type { Action } from "./action.ts";
import {
  hasInputs,
  type Input,
  isExpressionAlone,
  listInputs,
  mapInputs,
} from "./action-inputs.ts";
import {
  ExpressionError,
  type ExpressionValues,
  evaluate,
  evaluateAny,
  hasExpression,
  parseTemplateText,
  renderTemplateText,
} from "./expression.ts";
import type { Data, DataKind } from "./expression-data.ts";
import type { OutputValue } from "./pipeline.ts";

/** Every text of an action that holds expressions, and every expression. */
export function actionTexts(action: Action): string[] {
  const own = "variables" in action ? Object.values(action.variables) : [];
  const inputs = listInputs(action.kind, action)
    .filter(({ kind, text }) => isExpressionAlone(kind) || hasExpression(text))
    .map(({ text }) => text);
  return [...own, ...inputs];
}

/**
 * The action with values in place of its expressions. What speaks of an answer stays as it is, until there is one.
 * @throws ExpressionError when the run has no value, or one that may not stand where it is asked for.
 */
export function actionWithValues<A extends Action>(action: A, values: ExpressionValues): A {
  if (!hasInputs(action.kind)) return action;
  return mapInputs(action.kind, action, (input) => inputValue(input, values));
}

function inputValue({ kind, text }: Input, values: ExpressionValues): unknown {
  switch (kind) {
    case "url":
      return urlWithValues(text, values);
    case "text":
      return renderTemplateText(text, values);
    case "value":
      return typedValueOf(text, values);
    case "script":
    case "answerUrl":
    case "condition":
    case "cel":
      return text;
    default:
      return kind satisfies never;
  }
}

/** The same values with a system's answer beside them. */
export const withAnswer = (
  values: ExpressionValues,
  kind: DataKind,
  data: Data,
): ExpressionValues => ({ ...values, scope: { ...values.scope, data: kind }, data });

function typedValueOf(text: string, values: ExpressionValues): OutputValue {
  if (!hasExpression(text)) return text;
  const { parts } = parseTemplateText(text);
  const [only, ...others] = parts;
  return only?.kind === "expression" && others.length === 0
    ? evaluateAny(only.expression, values)
    : renderTemplateText(text, values);
}

/** A URL with the values of a run; see urlWith. @throws ExpressionError */
export const urlWithValues = (text: string, values: ExpressionValues): string =>
  urlWith(text, (expression) => String(evaluate(expression, values)));

/**
 * A URL with encoded values. Each must stay within its segment of the path: one that is empty, `.` or `..` would name
 * something else, `DELETE /users/` for example. A text that is one expression is the URL itself.
 */
export function urlWith(text: string, valueFor: (expression: string) => string): string {
  if (!hasExpression(text)) return text;
  const { parts } = parseTemplateText(text);
  const [only, ...others] = parts;
  if (only?.kind === "expression" && others.length === 0) return valueFor(only.expression);
  // A mark that stands in no URL shows where values are.
  const marked = parts
    .map((part) => (part.kind === "text" ? part.text : `\0${encoded(valueFor(part.expression))}`))
    .join("");
  const path = marked.replace(/^[^:]*:\/\/[^/?#]*/, "").split(/[?#]/)[0] ?? "";
  for (const segment of path.split("/")) {
    if (!segment.includes("\0")) continue;
    const value = segment.replaceAll("\0", "");
    if (/^(?:\.|%2e){0,2}$/i.test(value))
      throw new ExpressionError(
        `a part of the URL's path would be ${value === "" ? "empty" : `"${value}"`}: ${text}`,
      );
  }
  return marked.replaceAll("\0", "");
}

/** Well-formed, because a lone half of a surrogate pair can't be encoded. */
const encoded = (value: string): string => encodeURIComponent(value.toWellFormed());
