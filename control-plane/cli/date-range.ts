// Business dates as they are given to commands about another scheduler's jobs.

import type { DateRange } from "#migrators/simulate.ts";
import { CommandError } from "./exit.ts";

/** @throws CommandError `usage` for what is no range of dates. */
export function dateRange(from: string | undefined, to: string | undefined): DateRange {
  if (from === undefined || to === undefined)
    throw new CommandError("usage", "--simulate needs --from DATE and --to DATE");
  const range = { from: plainDate("--from", from), to: plainDate("--to", to) };
  if (range.to <= range.from) throw new CommandError("usage", "--to is not after --from");
  return range;
}

/** @param name as the user calls it. @throws CommandError `usage` */
export function plainDate(name: string, text: string): string {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text))
      return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {}
  throw new CommandError("usage", `${name} ${text} is no date`, "write it as 2026-12-01");
}
