// Dates that are written out: `2026-12-31`, or `12-31`, which is a day of each year.

/** Whether a text has the form of one; the day need not exist. */
export const isFixedDate = (text: string): boolean => /^(\d{4}-)?\d\d-\d\d$/.test(text);

/** Whether it names a day of each year. */
export const isYearless = (text: string): boolean => text.length === 5;

/** Whether there is such a day; 29 February exists in some years. */
export const fixedDateExists = (text: string): boolean =>
  dayOf(isYearless(text) ? `2000-${text}` : text) !== null;

/** The newest such day that is not after a date. */
export function latestFixed(text: string, date: string): string {
  const day = Temporal.PlainDate.from(date);
  return isYearless(text) ? found(text, day, -1).toString() : text;
}

/** The one that is nearest to a date; of two equally far the one before. */
export function nearestFixed(text: string, date: string): string {
  if (!isYearless(text)) return text;
  const day = Temporal.PlainDate.from(date);
  const [before, after] = [found(text, day, -1), found(text, day, 1)];
  return (before.until(day).days <= day.until(after).days ? before : after).toString();
}

/** From a date on, in one direction. */
function found(text: string, from: Temporal.PlainDate, step: -1 | 1): Temporal.PlainDate {
  for (let year = from.year; ; year += step) {
    const day = dayOf(`${`${year}`.padStart(4, "0")}-${text}`);
    if (day !== null && Temporal.PlainDate.compare(day, from) * step >= 0) return day;
  }
}

function dayOf(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return null;
  }
}
