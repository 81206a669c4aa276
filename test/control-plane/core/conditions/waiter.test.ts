import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, lastTimeOfDay, nextTimeOfDay } from "#core/conditions/waiter.ts";

const instant = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

test("business days are Monday to Friday, counted one by one", () => {
  const day = fc
    .integer({ min: 0, max: 20_000 })
    .map((n) => Temporal.PlainDate.from("1990-01-01").add({ days: n }));
  fc.assert(
    fc.property(day, fc.integer({ min: -30, max: 30 }), (from, count) => {
      const waiter = { date: `${from}`, scheduled: { previous: null, next: null }, calendar: null };
      const to = Temporal.PlainDate.from(dateOf({ businessDays: count }, waiter) ?? "");
      if (count === 0) {
        expect(to.equals(from)).toBe(true);
        return;
      }
      expect(to.dayOfWeek).toBeLessThanOrEqual(5);
      const [first, last] =
        count < 0 ? [to, from.subtract({ days: 1 })] : [from.add({ days: 1 }), to];
      let found = 0;
      for (let at = first; Temporal.PlainDate.compare(at, last) <= 0; at = at.add({ days: 1 }))
        if (at.dayOfWeek <= 5) found++;
      expect(found).toBe(Math.abs(count));
    }),
  );
});

test("the last time of day is the newest one that has been, also around a change of clocks", () => {
  const at = (text: string, time: string) =>
    Temporal.Instant.fromEpochMilliseconds(
      lastTimeOfDay(time, "Europe/Berlin", instant(text)),
    ).toString();
  expect(at("2026-11-23T12:00:00Z", "13:00")).toBe("2026-11-23T12:00:00Z");
  expect(at("2026-11-23T11:59:59Z", "13:00")).toBe("2026-11-22T12:00:00Z");
  // 02:30 does not exist on 29 March 2026: the first instant after the gap counts.
  expect(at("2026-03-29T12:00:00Z", "02:30")).toBe("2026-03-29T01:00:00Z");
});

test("the next one is the first to come, at the end of a gap where clocks skip it", () => {
  const at = (text: string, time: string) =>
    Temporal.Instant.fromEpochMilliseconds(
      nextTimeOfDay(time, "Europe/Berlin", instant(text)),
    ).toString();
  expect(at("2026-11-23T11:59:59Z", "13:00")).toBe("2026-11-23T12:00:00Z");
  expect(at("2026-11-23T12:00:00Z", "13:00")).toBe("2026-11-24T12:00:00Z");
  // Looked at again at 03:30, a condition held half an hour too long.
  expect(at("2026-03-28T12:00:00Z", "02:30")).toBe("2026-03-29T01:00:00Z");
});
