// `repeat` in normal form, and written out again. Takes a spec without problems.

import type { RepeatSpec } from "#schemas/types.ts";
import { formatDuration } from "./duration.ts";
import { durationMs } from "./normalize-schedule.ts";
import type { Beat, Repeat } from "./pipeline.ts";

/** Defaults of the format; the schemas' descriptions repeat them for people. */
const defaults = { from: "start", tolerance: "1m", onFailure: "stop" } as const;

/** With every default. */
export const normalizeRepeat = (spec: RepeatSpec): Repeat => ({
  beat: normalizeBeat(spec),
  max: spec.max ?? null,
  onFailure: spec.onFailure ?? defaults.onFailure,
  while: spec.while?.trim() ?? null,
});

function normalizeBeat({ every, from, until, times, tolerance }: RepeatSpec): Beat {
  if (times !== undefined)
    return { times, toleranceMs: durationMs(tolerance ?? defaults.tolerance) };
  if (every === undefined) throw new Error("a `repeat` without a beat was not validated");
  const rest = { from: from ?? defaults.from, until: until ?? null };
  return Array.isArray(every)
    ? { gapsMs: every.map(durationMs), ...rest }
    : { everyMs: durationMs(every), ...rest };
}

/** The spec that gives it. */
export const repeatSpec = ({ beat, max, onFailure, while: goesOn }: Repeat): RepeatSpec => ({
  ...("times" in beat
    ? {
        times: beat.times as NonNullable<RepeatSpec["times"]>,
        tolerance: formatDuration(beat.toleranceMs),
      }
    : {
        every: everySpec(beat),
        from: beat.from,
        ...(beat.until === null ? {} : { until: beat.until }),
      }),
  ...(max === null ? {} : { max }),
  ...(goesOn === null ? {} : { while: goesOn }),
  onFailure,
});

const everySpec = (beat: Exclude<Beat, { times: unknown }>): NonNullable<RepeatSpec["every"]> =>
  "gapsMs" in beat
    ? (beat.gapsMs.map(formatDuration) as [string, ...string[]])
    : formatDuration(beat.everyMs);
