// What a simulation is asked for, from the words of its command.

import { type Bound, boundOf, daysAfter, type Range } from "#core/simulation/range.ts";
import { CommandError } from "./exit.ts";
import { instantOf } from "./instant.ts";

const defaultDays = 31;

/** @throws CommandError `usage` for what is neither a date nor an instant, and a range that ends before it begins. */
export function rangeOf(words: { from: string | undefined; to: string | undefined }): Range {
  const from = words.from === undefined ? { at: Date.now() } : asked("--from", words.from);
  const to = words.to === undefined ? daysAfter(from, defaultDays) : asked("--to", words.to);
  const isEmpty =
    ("at" in from && "at" in to && to.at <= from.at) ||
    ("date" in from && "date" in to && to.date <= from.date);
  const help = "--to is the first date or instant that is not listed";
  if (isEmpty) throw new CommandError("usage", "--to is not after --from", help);
  return { from, to };
}

function asked(option: string, text: string): Bound {
  const bound = boundOf(text);
  if (bound !== null) return bound;
  const help =
    "write a business date such as 2026-11-23, or an instant with its offset: 2026-11-23T06:00:00Z";
  throw new CommandError("usage", `${option} '${text}' is no date and no instant`, help);
}

/** Milliseconds since 1970. @param committed When the new side was. */
export const deployedAt = (at: string | undefined, committed: number | null): number =>
  at === undefined ? (committed ?? Date.now()) : instantOf("--at", at);
