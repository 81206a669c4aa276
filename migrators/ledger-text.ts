// Lines of a ledger as JSON. There are millions, and most of a line is said many times: its file, its job, what its attribute
// is called, what became of it. `JSON.stringify` of each line takes three times as long.

import { memo } from "#core/memo.ts";
import type { LedgerLine } from "./ledger.ts";

/** Of texts that come again: characters. */
const mostKept = 100_000;
const known = memo((text) => JSON.stringify(text), mostKept);

/** What needs no escape, and nearly all of it: a search takes half as long as `JSON.stringify`. */
const isPlain = /^[ !#-[\]-~]*$/;
const textOf = (text: string): string => (isPlain.test(text) ? `"${text}"` : JSON.stringify(text));

/** What `JSON.stringify` makes of a line, and the line's end. */
export function ledgerText(line: LedgerLine): string {
  const { file, job, attribute, value, outcome, code, target } = line;
  const of = job === null ? "null" : known(job);
  const about = `{"file":${known(file)},"line":${line.line},"job":${of},"attribute":${known(attribute)}`;
  const became = `"value":${textOf(value)},"outcome":"${outcome}","code":"${code}"`;
  return target === undefined
    ? `${about},${became}}\n`
    : `${about},${became},"target":${textOf(target)}}\n`;
}
