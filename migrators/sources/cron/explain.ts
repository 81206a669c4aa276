// Why the daemon starts a line on one date, or doesn't: its fields of days, which of them must match, and changes of clocks.

import { dayOf } from "#core/calendar/date.ts";
import { weekday } from "#core/schedule/civil.ts";
import {
  type DayExplanation,
  explained,
  type Reason,
  reason,
  type Source,
  statementSource,
  unknownDay,
  weekdayName,
} from "#migrators/explanation.ts";
import { LEGACY_CODES } from "#migrators/finding-codes.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import { type CronTimes, timesOf } from "./fields.ts";
import { cronFires, unknown } from "./fires.ts";
import { dayParts } from "./simulate.ts";
import { stretches } from "./zone.ts";

const dayMinutes = 1440;

/** @param date the date that the wall clock of the line's zone shows, `YYYY-MM-DD` */
export function explainCronDay(job: LegacyJob, date: string): DayExplanation {
  const { schedule, refusals, state, statement, inert } = job;
  const line = statementSource(statement);
  const asked = refusals.filter(({ code }) => unknown.has(code));
  if (asked.length > 0) return unknownDay(asked.map(({ message }) => ({ message, from: [line] })));
  if (state?.value === "inactive") {
    const [why] = refusals;
    return explained([
      reason(false, why?.message ?? "it is not in force", why?.from.length ? why.from : [line]),
    ]);
  }
  const { start, timezone } = schedule;
  if (start.kind === "cron" && !tables.has(start.dialect)) return explainText(job, start, date);
  if (start.kind !== "cron" || timezone === null) {
    const found = [...refusals, ...inert].find(({ code }) => /^cron-never-fires/.test(code));
    const code = start.kind === "boot" ? "cron-reboot" : (found?.code ?? "");
    const text = LEGACY_CODES[code]?.title ?? "it has no times of its own";
    return explained([reason(false, text, [line])]);
  }
  const times = timesOf(start.text.value, start.dialect === "debian" ? "debian" : "cronie");
  if (times === null) return explained([reason(false, "the daemon can't read its fields", [line])]);
  const day = dayOf(date);
  const end = new Date((day + 1) * 86_400_000).toISOString().slice(0, 10);
  const starts = [...cronFires(job, { from: date, to: end })].map(({ at }) => at);
  const days = dayReasons(times, start.text.from, day);
  const isDay = days.every(({ holds }) => holds);
  const change = clockChange(timezone.value, day);
  const from = [...fieldsOf(start.text.from, ["minute", "hour", "nickname"]), ...timezone.from];
  if (starts.length > 0 && !isDay) {
    const text = `it is owed from the day before: ${change ?? "the clocks were changed"}`;
    return explained([reason(true, text, from, days)], starts);
  }
  const isWild = times.wild ? "minute or hour begin with `*`" : "its times are fixed";
  const told = change === null ? "" : `: ${change}, and ${isWild}`;
  const text = `its times give ${starts.length === 1 ? "1 start" : `${starts.length} starts`}${told}`;
  return explained([...days, ...(isDay ? [reason(starts.length > 0, text, from)] : [])], starts);
}

/** Whose fields and clock the reasons are about. */
const tables: ReadonlySet<string> = new Set(["debian", "cronie", "cronie-tz"]);

/** Of what starts jobs by time elsewhere the text is the reason. */
function explainText(
  job: LegacyJob,
  { text, also = [] }: Extract<LegacyJob["schedule"]["start"], { kind: "cron" }>,
  date: string,
): DayExplanation {
  const end = new Date((dayOf(date) + 1) * 86_400_000).toISOString().slice(0, 10);
  const starts = [...cronFires(job, { from: date, to: end })].map(({ at }) => at);
  const texts = [text, ...also];
  const said = texts.map(({ value }) => value).join(", ");
  const count = starts.length === 1 ? "1 start" : `${starts.length} starts`;
  const from = texts.flatMap((each) => each.from);
  return explained([reason(starts.length > 0, `${said} gives ${count}`, from)], starts);
}

/** By their names, of the five fields or the nickname. */
const fieldsOf = (fields: readonly Source[], names: readonly string[]): Source[] =>
  fields.filter(({ name }) => names.includes(name));

function dayReasons(times: CronTimes, fields: readonly Source[], day: number): Reason[] {
  const { month, byDate, byWeekday } = dayParts(times, day);
  const of = (...names: string[]) => fieldsOf(fields, [...names, "nickname"]);
  const has = (holds: boolean) => (holds ? "has" : "lacks");
  const shown = new Date(day * 86_400_000);
  const months = reason(month, `month ${has(month)} ${shown.getUTCMonth() + 1}`, of("month"));
  const date = reason(
    byDate,
    `day-of-month ${has(byDate)} ${shown.getUTCDate()}`,
    of("day-of-month"),
  );
  const week = reason(
    byWeekday,
    `day-of-week ${has(byWeekday)} ${weekdayName(weekday(day))}`,
    of("day-of-week"),
  );
  if (times.dayStar) return [months, date, week];
  const holds = byDate || byWeekday;
  const text = "neither day field begins with `*`, so either is enough";
  return [months, reason(holds, text, of("day-of-month", "day-of-week"), [date, week])];
}

/** What the clocks of a zone do on a day, or right before it; null: nothing. */
function clockChange(timezone: string, day: number): string | null {
  const zone = stretches(timezone, (day - 1) * dayMinutes, (day + 2) * dayMinutes);
  for (const [index, { start, offset }] of zone.entries()) {
    const before = zone[index - 1];
    if (before === undefined || before.offset === offset) continue;
    const [was, is] = [start + before.offset, start + offset];
    if (Math.floor(is / dayMinutes) !== day && Math.floor(was / dayMinutes) !== day) continue;
    return `the clocks go from ${clockOf(was)} to ${clockOf(is)}`;
  }
  return null;
}

const clockOf = (minutes: number): string => new Date(minutes * 60_000).toISOString().slice(11, 16);
