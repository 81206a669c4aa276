// A timer as the schedule of a job.

import { isTimezone } from "#core/timezone.ts";
import type { Boot } from "#migrators/legacy/schedule.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { CronOptions } from "../dialect.ts";
import { readCalendar } from "./calendar.ts";
import { needsLast, timesOfInterval } from "./interval.ts";
import type { Settings } from "./settings.ts";
import { secondsOf, truthOf } from "./values.ts";

const monotonic = [
  ...["OnActiveSec", "OnBootSec", "OnStartupSec", "OnUnitActiveSec", "OnUnitInactiveSec"],
];

export function setSchedule(
  job: LegacyJob,
  timer: Settings,
  { timezone: host, timers = {} }: CronOptions,
): void {
  const times = timer.list("Timer", ["OnCalendar", ...monotonic]);
  const texts = times.filter(({ name }) => name === "OnCalendar");
  const others = times.filter(({ name }) => name !== "OnCalendar");
  const unread = texts.filter(({ value }) => readCalendar(value) === null);
  if (unread.length > 0)
    timer.refuse("systemd-calendar", `${unread[0]?.value} is not understood as a time`, unread);
  if (times.length === 0) timer.refuse("systemd-calendar", "the timer has no times");
  const repeated = others.filter(({ name }) => name.startsWith("OnUnit"));
  const needsZone =
    repeated.length > 0 || texts.some(({ value }) => readCalendar(value)?.zone === null);
  if (needsZone && (host === null || !isTimezone(host)))
    timer.refuse("cron-timezone", "the zone of the timer's host is not known");
  if (host !== null) job.schedule.timezone = { value: host, from: [] };
  const last = Object.hasOwn(timers, job.name) ? timers[job.name] : undefined;
  const boot = texts.length > 0 && repeated.length === 0 ? bootOf(others) : null;
  if (others.length > 0 && boot === null)
    setMonotonic(job, timer, { texts, others, repeated, last });
  const [first, ...also] = texts.map((attribute) => ({
    ...{ value: attribute.value.split(/\s+/).join(" "), from: [attribute] },
  }));
  if (first && unread.length === 0 && (others.length === 0 || boot !== null))
    job.schedule.start = {
      ...{ kind: "cron", dialect: "systemd", assumed: null, text: first, also },
      ...(boot && { boot }),
    };
  job.overlap = { value: "skip", from: [] };
  setMissed(job, timer);
  for (const name of ["RandomizedDelaySec", "FixedRandomDelay"])
    setDelay(timer, timer.last("Timer", name));
}

/** Null where several of them count from the host's start, or one can't be read. */
function bootOf(others: readonly LegacyAttribute[]): Boot | null {
  const [one, ...more] = others;
  const delaySeconds = one && more.length === 0 ? secondsOf(one.value) : null;
  return delaySeconds === null ? null : { delaySeconds, from: others };
}

interface Counted {
  texts: readonly LegacyAttribute[];
  /** All that count from a start, and those of them that do so from each of the unit. */
  others: readonly LegacyAttribute[];
  repeated: readonly LegacyAttribute[];
  last: string | undefined;
}

function setMonotonic(
  job: LegacyJob,
  timer: Settings,
  { texts, others, repeated, last }: Counted,
): void {
  const boot = bootOf(others);
  if (texts.length === 0 && repeated.length === 0 && boot !== null) {
    job.schedule.start = { kind: "boot", ...boot };
    return;
  }
  const [one, ...more] = repeated;
  const seconds = secondsOf(one?.value ?? "");
  if (texts.length > 0 || more.length > 0 || one === undefined || seconds === null) {
    timer.refuse("systemd-monotonic", "it counts from starts in several ways", others);
    return;
  }
  const times = timesOfInterval(seconds, last);
  if (times) {
    const { text: value, ...days } = times;
    const text = { value, from: others };
    const assumed = one.name === "OnUnitActiveSec" ? "systemd-interval" : "systemd-interval-end";
    job.schedule.start = { kind: "cron", dialect: "systemd", assumed, text, ...days };
  } else if (needsLast(seconds))
    timer.refuse("systemd-last", "it is not known when the timer last started its unit", others);
  else
    timer.refuse("systemd-monotonic", `no times of day are ${one.value} from each other`, others);
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
