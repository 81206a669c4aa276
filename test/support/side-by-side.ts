// Starts of both sides under declared durations, as lines: what tests of the simulations compare.

import { parseDuration } from "#core/duration.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { compareRuns } from "#migrators/runs/compare-runs.ts";
import { DeclaredDurations } from "#migrators/runs/durations.ts";
import { incomparable } from "#migrators/runs/incomparable.ts";
import { legacyRuns } from "#migrators/runs/legacy-runs.ts";
import { TranslatedRuns } from "#migrators/runs/translated-runs.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { translate } from "#migrators/translate/translate.ts";

export interface SideBySide {
  /** `J1 2026-01-01 05:00` of starts that both have, with `legacy` or `ours` before those of one side alone. */
  starts: string[];
  /** The first of each job that differs, with what both say of it. */
  differences: string[];
  /** `J1 2026-01-01: what it waits for`. */
  never: string[];
  refused: string[];
}

/** Of jobs that can be compared. Instants are of UTC. */
export function sideBySide(
  estate: LegacyEstate,
  declared: Record<string, string>,
  range: DateRange,
  exitCodes: Record<string, number> = {},
): SideBySide {
  const durations = new DeclaredDurations(
    new Map(Object.entries(declared).map(([name, text]) => [name, parseDuration(text) ?? 0])),
    new Map(Object.entries(exitCodes)),
  );
  const endsOf = (job: { key: string }) => durations.of(job);
  const translation = translate(estate);
  const legacy = legacyRuns[estate.system]?.(estate, range, endsOf);
  if (!legacy) throw new Error(`nothing of ${estate.system} waits`);
  const ours = new TranslatedRuns(translation, range, endsOf);
  const apart = incomparable(estate);
  const found: SideBySide = { starts: [], differences: [], never: [], refused: [] };
  const told = new Set<string>();
  for (const { job, date, at, side, explain } of compareRuns(legacy, ours, range)) {
    if (apart.has(job)) continue;
    const clock = new Date(at).toISOString().slice(0, 16).replace("T", " ");
    const shown = clock.startsWith(date) ? clock.slice(11) : clock;
    const line = `${job} ${date} ${shown}`;
    found.starts.push(side === "both" ? line : `${side} ${line}`);
    if (side === "both" || told.has(job)) continue;
    told.add(job);
    const why = explain();
    found.differences.push(`${side} ${line}; legacy: ${why.legacy}; ours: ${why.ours}`);
  }
  for (const { job, date, waitsFor } of legacy.neverStarted())
    if (!apart.has(job)) found.never.push(`${job} ${date}: ${waitsFor}`);
  for (const { key, refusals } of estate.jobs)
    for (const { code } of refusals) found.refused.push(`${key} ${code}`);
  return found;
}
