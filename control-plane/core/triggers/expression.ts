// Expressions of message triggers: the language of connectors over one name, `message`. What one costs is bounded by it.

import { connectorProgram } from "../connector/expression.ts";
import { noLoop } from "../expression-loop.ts";
import { type ExpressionIssue, hasExpression, parseTemplateText } from "../expression-template.ts";
import { didYouMean } from "../suggest.ts";

const fields = ["key", "headers", "body", "sentAt"];

/** What is wrong with an expression; offsets count from the start of the text. */
export function checkMessageExpression(text: string): ExpressionIssue[] {
  const { parsed, issues } = connectorProgram(text);
  const found = [...issues];
  for (const { reference, offset, length } of parsed.references) {
    if (reference.kind === "status") continue;
    if (reference.kind === "loop") {
      found.push({ ...noLoop(reference.name), offset, length });
      continue;
    }
    const [first, ...rest] = reference.path;
    // `json.message.body` is that as JSON text.
    const [root = "", field] = first === "json" ? rest : reference.path;
    const wrong = wrongName(root, field);
    if (wrong !== null) found.push({ ...wrong, offset, length });
  }
  return found;
}

/** The same of each `${{ }}` in a text. */
export function checkMessageText(text: string): ExpressionIssue[] {
  if (!hasExpression(text)) return [];
  const { parts, issues } = parseTemplateText(text);
  const inside = parts.flatMap((part) =>
    part.kind === "text"
      ? []
      : checkMessageExpression(part.expression).map((issue) => ({
          ...issue,
          offset: issue.offset + part.offset,
        })),
  );
  return [...issues, ...inside];
}

function wrongName(root: string, field: string | undefined) {
  if (root !== "message") return { message: `"${root}" is not known here`, help: "known: message" };
  const help = `known: ${fields.join(", ")}`;
  if (field === undefined) return { message: "message is not a value", help };
  if (fields.includes(field)) return null;
  return { message: `there is no message.${field}`, help: didYouMean(field, fields) ?? help };
}
