// How long runs of a pipeline usually take: by the same runs and the same measure as deadlines reckon with.

import { comparable, dayKindOf } from "../deadline/comparable.ts";
import { expectationOf } from "../deadline/expected.ts";

/**
 * Half of the newest comparable runs took no longer, in milliseconds; null: too few tell.
 * @param lengths of earlier runs, milliseconds, newest first. @param dates theirs. @param date of the run that they are compared with
 */
export function usualLength(
  lengths: readonly number[],
  dates: readonly string[],
  date: string,
): number | null {
  const past = dates.map((date, at) => ({ run: String(at), date }));
  const { runs } = comparable(past, dayKindOf(date));
  return expectationOf(runs.map((at) => lengths[Number(at)] ?? 0))?.medianMs ?? null;
}
