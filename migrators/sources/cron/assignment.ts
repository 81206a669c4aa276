// A line as an assignment: tried before it is read as an entry, by the daemons' rules of quoting.

import type { CronDialect } from "./dialect.ts";

export interface Assignment {
  name: string;
  value: string;
  /** Offset in the line at which the value begins. */
  from: number;
}

/** Null for what is no assignment; such a line is read as an entry. @param line without blanks before it. */
export function readAssignment(line: string, dialect: CronDialect): Assignment | null {
  const found = /^(?:"([^"]+)"|'([^']+)'|([^\s="'][^ \t=]*))[ \t]*=[ \t]*/.exec(line);
  if (!found) return null;
  const name = found[1] ?? found[2] ?? found[3] ?? "";
  const from = found[0].length;
  const text = line.slice(from);
  const value = unquoted(text);
  // Debian's cron needs something after the sign; quotes are enough.
  if (value === null || (dialect === "debian" && text === "")) return null;
  return { name, value: dialect === "debian" ? withoutQuotes(value) : value, from };
}

/** Null where something follows the closing quote, or none closes. */
function unquoted(text: string): string | null {
  const [quote] = text;
  if (quote !== '"' && quote !== "'") return withoutTail(text);
  const close = text.indexOf(quote, 1);
  return close !== -1 && withoutTail(text.slice(close + 1)) === "" ? text.slice(1, close) : null;
}

/** Not by an expression: one that ends in `$` tries each blank of a long line. */
function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return text.slice(0, end);
}

/** Debian's cron strips quotes once more. */
function withoutQuotes(value: string): string {
  const [quote] = value;
  const isQuoted = (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}
