// Values that a connector takes out of an answer: ids, and what was so before.

import { type ConnectorData, connectorValue } from "#core/connector/expression.ts";
import { ExpressionError } from "#core/expression.ts";

/** Expressions with their values; one that has none is empty. */
export const texts = (
  expressions: Readonly<Record<string, string>>,
  data: ConnectorData,
): Record<string, string> =>
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
