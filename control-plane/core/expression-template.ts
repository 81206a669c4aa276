// Finds `${{ … }}` in a text. What stands inside is CEL and is judged by expression.ts.

import { memo } from "./memo.ts";

export interface TextPart {
  kind: "text";
  text: string;
  /** Where the part begins in the template, in UTF-16 code units. */
  start: number;
}

export interface ExpressionPart {
  kind: "expression";
  /** The CEL text without the braces and the blanks around it. */
  expression: string;
  /** Place of that text in the template. */
  offset: number;
  length: number;
  /** Place of the whole `${{ … }}`; the end is exclusive. */
  start: number;
  end: number;
}

export type Part = TextPart | ExpressionPart;

export interface ExpressionIssue {
  message: string;
  help?: string;
  /** Place in the text that was given, in UTF-16 code units. */
  offset: number;
  length: number;
}

export interface Template {
  readonly parts: readonly Part[];
  readonly issues: readonly ExpressionIssue[];
}

const opening = "${{";

/** Whether the text holds anything for parseTemplateText; most texts do not. */
export const hasExpression = (text: string): boolean => text.includes(opening);

/**
 * Splits a text at its expressions. `$${{` is the escape: it stands for the three characters `${{`.
 * `}}` inside a CEL string does not end the expression.
 */
export const parseTemplateText = memo(readTemplateText, 4_000_000);

function readTemplateText(text: string): Template {
  const parts: Part[] = [];
  const issues: ExpressionIssue[] = [];
  let position = 0;
  while (position < text.length) {
    const start = text.indexOf(opening, position);
    if (start === -1) break;
    if (text[start - 1] === "$" && start > position) {
      pushText(parts, text.slice(position, start - 1) + opening, position);
      position = start + opening.length;
      continue;
    }
    pushText(parts, text.slice(position, start), position);
    const close = findClose(text, start + opening.length);
    if (close === -1) {
      issues.push({
        message: "`${{` is never closed",
        help: "close it with `}}`, or write `$${{` for the characters themselves",
        offset: start,
        length: text.length - start,
      });
      return { parts, issues };
    }
    const inside = text.slice(start + opening.length, close);
    const expression = inside.trim();
    const offset = start + opening.length + (inside.length - inside.trimStart().length);
    const end = close + 2;
    parts.push({ kind: "expression", expression, offset, length: expression.length, start, end });
    position = end;
  }
  pushText(parts, text.slice(position), position);
  return { parts, issues };
}

function pushText(parts: Part[], text: string, start: number): void {
  if (text !== "") parts.push({ kind: "text", text, start });
}

/** Index of the `}}` that ends the expression; where a string is left open, of the first `}}`, so that CEL reports it. */
function findClose(text: string, from: number): number {
  const first = text.indexOf("}}", from);
  if (first === -1) return -1;
  let position = from;
  while (position < text.length) {
    const character = text[position];
    if (character === "}" && text[position + 1] === "}") return position;
    if (character !== "'" && character !== '"') {
      position++;
      continue;
    }
    const isRaw = /[rR]/.test(text[position - 1] ?? "") && position > from;
    const end = endOfString(text, position, isRaw);
    if (end === -1) return first;
    position = end;
  }
  return first;
}

function endOfString(text: string, start: number, isRaw: boolean): number {
  const quote = text.charAt(start);
  const triple = quote.repeat(3);
  const closing = text.startsWith(triple, start) ? triple : quote;
  let position = start + closing.length;
  while (position < text.length) {
    if (text.startsWith(closing, position)) return position + closing.length;
    if (closing.length === 1 && text[position] === "\n") return -1;
    position += text[position] === "\\" && !isRaw ? 2 : 1;
  }
  return -1;
}
