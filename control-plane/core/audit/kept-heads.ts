// A file of heads of the audit, one a line: kept where whoever owns the database can't write.

import { type AuditHead, headText, readHead } from "./record.ts";

export interface KeptHead extends AuditHead {
  /** When it was kept (RFC 3339, UTC). */
  at: string | null;
}

/** `INSTANT NUMBER:HASH`. */
export const keptLine = ({ at, ...head }: KeptHead): string =>
  at === null ? headText(head) : `${at} ${headText(head)}`;

/** In the file's order. The last word of a line is the head; empty lines and those that begin with `#` say nothing. */
export function readKept(text: string): { heads: KeptHead[]; wrongLine: number | null } {
  const heads: KeptHead[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const words = line.trim().split(/\s+/);
    const last = words.at(-1) ?? "";
    if (last === "" || line.trimStart().startsWith("#")) continue;
    const head = readHead(last);
    if (head === null) return { heads, wrongLine: index + 1 };
    const [first = ""] = words;
    heads.push({ ...head, at: /^\d{4}-\d\d-\d\dT/.test(first) ? first : null });
  }
  return { heads, wrongLine: null };
}

/** Why the chain isn't the one that this head was of; null when it may be. @param found Of the seal of its number; null: there is none. */
export function keptFault(kept: KeptHead, found: string | null, newest: number): string | null {
  const since = kept.at === null ? "" : ` on ${kept.at}`;
  if (found === null)
    return `the audit's chain ends with seal ${newest}, and seal ${kept.number} was kept${since}: its end was cut off`;
  return found === kept.head
    ? null
    : `seal ${kept.number} of the audit has not the head that was kept${since}: the chain was made anew`;
}
