// A timer as the schedule of a job.

import { isTimezone } from "#core/timezone.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { readCalendar } from "./calendar.ts";
import type { Settings } from "./settings.ts";
import { secondsOf, truthOf } from "./values.ts";

const monotonic = [
  ...["OnActiveSec", "OnBootSec", "OnStartupSec", "OnUnitActiveSec", "OnUnitInactiveSec"],
];

/** @param host Zone of the host; null: not known. */
export function setSchedule(job: LegacyJob, timer: Settings, host: string | null): void {
  const times = timer.list("Timer", ["OnCalendar", ...monotonic]);
  const texts = times.filter(({ name }) => name === "OnCalendar");
  const others = times.filter(({ name }) => name !== "OnCalendar");
  const unread = texts.filter(({ value }) => readCalendar(value) === null);
  if (others.length > 0)
    timer.refuse("systemd-monotonic", "it counts from a start of the machine or the unit", others);
  if (unread.length > 0)
    timer.refuse("systemd-calendar", `${unread[0]?.value} is not understood as a time`, unread);
  if (times.length === 0) timer.refuse("systemd-calendar", "the timer has no times");
  const needsZone = texts.some(({ value }) => readCalendar(value)?.zone === null);
  if (needsZone && (host === null || !isTimezone(host)))
    timer.refuse("cron-timezone", "the zone of the timer's host is not known");
  if (host !== null) job.schedule.timezone = { value: host, from: [] };
  const [first, ...also] = texts.map((attribute) => ({
    ...{ value: attribute.value.split(/\s+/).join(" "), from: [attribute] },
  }));
  if (first && others.length + unread.length === 0)
    job.schedule.start = { kind: "cron", dialect: "systemd", assumed: null, text: first, also };
  job.overlap = { value: "skip", from: [] };
  setMissed(job, timer);
  for (const name of ["RandomizedDelaySec", "FixedRandomDelay"])
    setDelay(timer, timer.last("Timer", name));
}

function setMissed(job: LegacyJob, timer: Settings): void {
  const persistent = timer.last("Timer", "Persistent");
  if (persistent === null) return;
  const value = truthOf(persistent.value);
  if (value === null) {
    timer.inert(persistent, "systemd-ignored");
    return;
  }
  job.schedule.missed = value ? "latest" : "none";
  job.schedule.missedFrom = [persistent];
}

function setDelay(timer: Settings, delay: LegacyAttribute | null): void {
  if (delay === null) return;
  const isNone = secondsOf(delay.value) === 0 || truthOf(delay.value) === false;
  if (isNone) timer.inert(delay, "cron-random-delay");
  else timer.assume(delay, "cron-random-delay");
}
