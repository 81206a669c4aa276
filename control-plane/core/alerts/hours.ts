// Times of the week in a zone: whether one is now, and when it ends.

import type { AlertWindow } from "./settings.ts";

const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Whether a window is open at an instant (milliseconds). One over midnight is of the day on which it begins. */
export function isOpen(window: AlertWindow, at: number): boolean {
  return openSince(window, at) !== null;
}

/** When the window that is open at an instant ends, in milliseconds; null where it is shut. */
export function closesAt(window: AlertWindow, at: number): number | null {
  let open = openSince(window, at);
  if (open === null) return null;
  // Windows that meet, as whole days do, are one; a week without a pause has no end that anybody waits for.
  for (let days = 0; days < 7; days++) {
    const end = endOf(window, open);
    const next = openSince(window, end);
    if (next === null) return end;
    open = next;
  }
  return endOf(window, open);
}

/** The day on which the open window has begun. */
function openSince(window: AlertWindow, at: number): Temporal.PlainDate | null {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(window.timezone);
  const today = local.toPlainDate();
  const { from, until } = window;
  if (from === null || until === null) return isDay(window, today) ? today : null;
  const time = local.toPlainTime();
  const [begin, end] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(until)];
  const before = (a: Temporal.PlainTime, b: Temporal.PlainTime) =>
    Temporal.PlainTime.compare(a, b) < 0;
  if (before(begin, end))
    return isDay(window, today) && !before(time, begin) && before(time, end) ? today : null;
  if (!before(time, begin)) return isDay(window, today) ? today : null;
  const yesterday = today.subtract({ days: 1 });
  return before(time, end) && isDay(window, yesterday) ? yesterday : null;
}

function endOf({ from, until, timezone }: AlertWindow, day: Temporal.PlainDate): number {
  const isSame = from !== null && until !== null && from < until;
  const date = isSame ? day : day.add({ days: 1 });
  const plainTime = until ?? "00:00";
  return date.toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds;
}

function isDay({ weekdays, dates, except }: AlertWindow, day: Temporal.PlainDate): boolean {
  const date = day.toString();
  if (except.includes(date)) return false;
  if (dates.includes(date)) return true;
  // With dates alone, on these alone.
  if (weekdays === null) return dates.length === 0;
  return weekdays.includes(names[day.dayOfWeek - 1] ?? "");
}
