// Fire times of an entry, for the dates of its zone.

import { dateText } from "#core/schedule/clock-text.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { DateRange, LegacyFire } from "#migrators/simulate.ts";
import { anacronFires } from "./anacron/fires.ts";
import { timesOf } from "./fields.ts";
import { type CronClock, cronStarts } from "./simulate.ts";
import { stretches } from "./zone.ts";

const dayMinutes = 1440;
/** Without an answer nobody knows when it starts. */
const unknown: ReadonlySet<string> = new Set(["cron-dialect", "cron-format", "cron-timezone"]);

export function* cronFires(
  { schedule: { start, timezone }, refusals, state }: LegacyJob,
  { from, to }: DateRange,
): Generator<LegacyFire> {
  if (start.kind !== "cron" || timezone === null || state?.value === "inactive") return;
  if (refusals.some(({ code }) => unknown.has(code))) return;
  // Zones are up to 14 hours ahead and 12 behind.
  const begin = Date.parse(from) / 60_000 - dayMinutes;
  const end = Date.parse(to) / 60_000 + dayMinutes;
  if (start.dialect === "trunkline") {
    for (const fire of anacronFires(start.text.value, timezone.value, begin, end))
      if (fire.date >= from && fire.date < to) yield fire;
    return;
  }
  const clock: CronClock =
    start.dialect === "cronie-tz" ? "naive" : start.dialect === "debian" ? "debian" : "cronie";
  const times = timesOf(start.text.value, clock === "debian" ? "debian" : "cronie");
  if (times === null) return;
  const day = dateOf(timezone.value, begin, end);
  for (const minute of cronStarts(times, clock, timezone.value, begin, end)) {
    const date = day(minute);
    if (date >= from && date < to) yield { date, at: minute * 60_000 };
  }
}

/** The date that the wall clock shows, for minutes in ascending order. */
function dateOf(timezone: string, from: number, to: number): (minute: number) => string {
  const zone = stretches(timezone, from, to);
  let at = 0;
  return (minute) => {
    while (minute >= (zone[at]?.end ?? Infinity)) at++;
    return dateText(Math.floor((minute + (zone[at]?.offset ?? 0)) / dayMinutes));
  };
}
