// What an answer says of a run elsewhere.

import { ExpressionError } from "../expression.ts";
import type { Connector, ConnectorState } from "./connector.ts";
import { type ConnectorData, connectorHolds, connectorValue } from "./expression.ts";

/** Longest message of another system that is kept, in characters. */
const maxMessage = 1_000;

/**
 * The state that an answer shows; `unknown` never ends a run.
 * @param data with `response`, and with `item` where the connector names one
 */
export function stateIn(
  { state, gone = "failed" }: Pick<Connector["poll"], "state" | "gone">,
  data: ConnectorData,
): ConnectorState | "unknown" {
  for (const [name, condition] of Object.entries(state))
    if (condition !== undefined && connectorHolds(condition, data)) return name as ConnectorState;
  const { status } = data.response as { status: number };
  return (status === 404 || status === 410) && gone === "failed" ? "gone" : "unknown";
}

/** What the system says of the failure; empty where it says nothing. */
export const messageIn = (
  { message }: Pick<Connector["poll"], "message">,
  data: ConnectorData,
): string =>
  message === undefined ? "" : (textIn(message, data) ?? "").trim().slice(0, maxMessage);

/** The value of an expression as a text; null where it has none. A list or a map is its JSON. */
export function textIn(expression: string, data: ConnectorData): string | null {
  try {
    const value = connectorValue(expression, data);
    if (value === null || value === undefined) return null;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}
