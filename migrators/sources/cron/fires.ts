// Fire times of an entry, for the dates of its zone.

import { dateText } from "#core/schedule/clock-text.ts";
import type { Dialect } from "#core/schedule/dialect.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { DateRange, LegacyFire } from "#migrators/simulate.ts";
import { anacronFires } from "./anacron/fires.ts";
import { timesOf } from "./fields.ts";
import { readSchedule } from "./kubernetes/schedule.ts";
import { type CronClock, cronStarts } from "./simulate.ts";
import { calendarFires } from "./systemd/fires.ts";
import { stretches } from "./zone.ts";

const dayMinutes = 1440;
/** Without an answer nobody knows when it starts. */
export const unknown: ReadonlySet<string> = new Set([
  "cron-dialect",
  "cron-format",
  "cron-timezone",
]);

export function* cronFires(
  { schedule: { start, timezone }, refusals, state }: LegacyJob,
  { from, to }: DateRange,
): Generator<LegacyFire> {
  if (start.kind !== "cron" || state?.value === "inactive") return;
  if (refusals.some(({ code }) => unknown.has(code))) return;
  // Zones are up to 14 hours ahead and 12 behind.
  const begin = Date.parse(from) / 60_000 - dayMinutes;
  const end = Date.parse(to) / 60_000 + dayMinutes;
  const zone = timezone?.value ?? "UTC";
  const isDue = dayTest(start.days);
  if (start.dialect === "trunkline")
    yield* within(anacronFires(start.text.value, zone, begin, end).filter(isDue), from, to);
  else if (start.dialect === "systemd") {
    const texts = [start.text, ...(start.also ?? [])].map(({ value }) => value);
    yield* within(calendarFires(texts, zone, begin, end).filter(isDue), from, to);
  } else if (timezone !== null)
    yield* within(tableFires(start.text.value, start.dialect, zone, begin, end), from, to);
}

/** Whether a date is one of each so many. */
function dayTest(
  days: Extract<LegacyJob["schedule"]["start"], { kind: "cron" }>["days"],
): (fire: LegacyFire) => boolean {
  if (days === undefined) return () => true;
  const first = Date.parse(days.from);
  return ({ date }) => {
    const since = (Date.parse(date) - first) / 86_400_000;
    return since >= 0 && since % days.every === 0;
  };
}

function* within(fires: Iterable<LegacyFire>, from: string, to: string): Generator<LegacyFire> {
  for (const fire of fires) if (fire.date >= from && fire.date < to) yield fire;
}

/** As the daemons of crontabs. @param from Minutes since 1970, UTC, as is `to`. */
function* tableFires(
  text: string,
  dialect: Dialect,
  timezone: string,
  from: number,
  to: number,
): Generator<LegacyFire> {
  const clock: CronClock =
    dialect === "cronie-tz" || dialect === "kubernetes"
      ? "naive"
      : dialect === "debian"
        ? "debian"
        : "cronie";
  const times =
    dialect === "kubernetes"
      ? readSchedule(text)
      : timesOf(text, clock === "debian" ? "debian" : "cronie");
  if (times === null) return;
  const date = dateOf(timezone, from, to);
  for (const minute of cronStarts(times, clock, timezone, from, to))
    yield { date: date(minute), at: minute * 60_000 };
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
