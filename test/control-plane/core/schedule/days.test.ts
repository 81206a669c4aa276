import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bits, type Days, dayMatches, matchesNoDay } from "#core/schedule/days.ts";

const rule = (some: Partial<Days>): Days => ({
  days: bits(Array.from({ length: 31 }, (_, index) => index + 1)),
  months: bits(Array.from({ length: 12 }, (_, index) => index + 1)),
  weekdays: 127,
  either: false,
  rare: null,
  ...some,
});
const rare = (some: object) => ({ years: null, fromEnd: 0, workdays: 0, nth: [], ...some });

/** The day from Monday to Friday nearest to a date, by its description: look at the days around within the month. */
function nearestWorkday(year: number, month: number, day: number): number | null {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day > length) return null;
  for (const away of [0, -1, 1, -2, 2]) {
    const near = day + away;
    const ofWeek = new Date(Date.UTC(year, month - 1, near)).getUTCDay();
    if (near >= 1 && near <= length && ofWeek >= 1 && ofWeek <= 5) return near;
  }
  return null;
}

const dayNumbers = fc.integer({ min: 7_305, max: 47_481 });

test("nearest working days, days from the end and nth weekdays equal a naive calendar", () => {
  fc.assert(
    fc.property(dayNumbers, fc.integer({ min: 1, max: 31 }), (dayNumber, n) => {
      const date = new Date(dayNumber * 86_400_000);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const matches = (some: Partial<Days>) => dayMatches(rule(some), dayNumber);
      expect(matches({ days: 0, rare: rare({ workdays: 1 << n }) })).toBe(
        nearestWorkday(year, month, n) === day,
      );
      expect(matches({ days: 0, rare: rare({ workdays: 1 }) })).toBe(
        nearestWorkday(year, month, length) === day && day > length - 3,
      );
      expect(matches({ days: 0, rare: rare({ fromEnd: 1 << n }) })).toBe(length + 1 - n === day);
      const nth = [0, 0, 0, 0, 0, 0, 0];
      nth[date.getUTCDay()] = (1 << 2) | 1;
      expect(matches({ weekdays: 0, rare: rare({ nth }) })).toBe(
        (day > 7 && day <= 14) || day > length - 7,
      );
    }),
    { numRuns: 2000 },
  );
});

describe("a rule that matches no day is known without a search for ever", () => {
  test.each<[string, Partial<Days>, boolean]>([
    ["31 February", { days: 2 ** 31, months: 1 << 2 }, true],
    ["29 February", { days: 1 << 29, months: 1 << 2 }, false],
    [
      "a fifth Sunday in February",
      { months: 1 << 2, weekdays: 0, rare: rare({ nth: [32] }) },
      false,
    ],
    ["a date, or a Monday", { days: 2 ** 31, months: 1 << 2, weekdays: 2, either: true }, false],
    [
      "29 February 2026",
      { days: 1 << 29, months: 4, rare: rare({ years: new Set([2026]) }) },
      true,
    ],
    [
      "29 February 2028",
      { days: 1 << 29, months: 4, rare: rare({ years: new Set([2028]) }) },
      false,
    ],
    [
      "the day nearest to 30 February",
      { days: 0, months: 4, rare: rare({ workdays: 1 << 30 }) },
      true,
    ],
    ["no weekday", { weekdays: 0 }, true],
  ])("%s", (_name, some, expected) => {
    expect(matchesNoDay(rule(some))).toBe(expected);
  });
});
