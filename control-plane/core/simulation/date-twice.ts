// Whether a pipeline is due more than once on a business date.

import { fires, type Timed } from "./fire.ts";

/** Fixed, so that a spec is judged alike on each day; a leap year follows. */
const from = Temporal.Instant.from("2023-12-31T00:00:00Z").epochMilliseconds;
const to = from + 800 * 86_400_000;

/** The first such date that is found, of two years; null: none. */
export function dateTwice(pipeline: Timed): string | null {
  if (pipeline.triggers.length === 0) return null;
  let last: string | null = null;
  for (const { date } of fires(pipeline, { from: { at: from }, to: { at: to } })) {
    if (date === last) return date;
    last = date;
  }
  return null;
}
