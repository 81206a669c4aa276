// Texts and bodies of a connector's requests with their values: data stays data in URLs, queries and JSON.

import { urlWith } from "../action-values.ts";
import { hasExpression, parseTemplateText } from "../expression-template.ts";
import { type ConnectorData, connectorProgram, connectorValue } from "./expression.ts";

/** @throws ExpressionError for an expression without a value. */
export function renderText(text: string, data: ConnectorData): string {
  if (!hasExpression(text)) return text;
  return parseTemplateText(text)
    .parts.map((part) =>
      part.kind === "text" ? part.text : textOf(connectorValue(part.expression, data)),
    )
    .join("");
}

/** A path or URL in which each value is encoded and stays within its segment. @throws ExpressionError */
export const renderUrl = (text: string, data: ConnectorData): string =>
  urlWith(text, (expression) => textOf(connectorValue(expression, data)));

/**
 * A body with its values: a text that is one `${{ }}` becomes the value with its type. What names nothing that was given
 * is left out of its map, and the entries of a map under `...` stand beside the others; of two with one name the later counts.
 * @returns undefined for what is left out
 * @throws ExpressionError
 */
export function renderValue(node: unknown, data: ConnectorData): unknown {
  if (typeof node === "string") return renderTyped(node, data);
  if (Array.isArray(node)) return node.map((item) => renderValue(item, data) ?? null);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([name, value]) => {
      const rendered = renderValue(value, data);
      if (rendered === undefined) return [];
      return name === rest && isMap(rendered) ? Object.entries(rendered) : [[name, rendered]];
    }),
  );
}

/** The name under which a map stands whose entries belong to the map around it. */
const rest = "...";

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Of a query or a form. @throws ExpressionError */
export function renderFields(
  fields: Readonly<Record<string, unknown>>,
  data: ConnectorData,
): Record<string, string> {
  const rendered = renderValue(fields, data) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rendered).map(([name, value]) => [name, textOf(value)]));
}

function renderTyped(text: string, data: ConnectorData): unknown {
  if (!hasExpression(text)) return text;
  const [only, ...others] = parseTemplateText(text).parts;
  if (only?.kind !== "expression" || others.length > 0) return renderText(text, data);
  if (isAbsent(only.expression, data)) return undefined;
  return connectorValue(only.expression, data);
}

/** Whether an expression is one name without a value, as of an input that may be left out; of `before` and `cursor` also an empty one. */
function isAbsent(expression: string, data: ConnectorData): boolean {
  const { source } = connectorProgram(expression);
  if (source === null) return false;
  let at: unknown = data;
  for (const step of source[0] === "json" ? source.slice(1) : source) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return true;
    at = (at as Record<string, unknown>)[step];
  }
  return (
    at === undefined || at === null || (at === "" && ["before", "cursor"].includes(source[0] ?? ""))
  );
}

const textOf = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);
