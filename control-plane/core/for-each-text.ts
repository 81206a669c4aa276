// The text of `forEach`: one expression in `${{ }}`, which gives a list.

import { parseTemplateText } from "./expression.ts";

/** Where the expression is in the text; null when the text is not one expression alone. */
export function listPartOf(text: string): { expression: string; offset: number } | null {
  const { parts, issues } = parseTemplateText(text.trim());
  const [only, ...others] = parts;
  if (issues.length > 0 || only?.kind !== "expression" || others.length > 0) return null;
  return { expression: only.expression, offset: only.offset + text.indexOf(text.trim()) };
}

/** The CEL text. @throws for one that was not validated. */
export function listOf(text: string): string {
  const part = listPartOf(text);
  if (part === null) throw new Error(`forEach "${text}" was not validated`);
  return part.expression.trim();
}
