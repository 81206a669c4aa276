import fc from "fast-check";
import { expect, test } from "vitest";
import { businessDate } from "#core/business-date.ts";
import { type Late, windowAt } from "#core/late-window.ts";
import { windowOf } from "#core/window.ts";
import { date, dayRule, timeOfDay } from "#test/support/random-days.ts";

const utc = { timezone: "UTC", newDay: "00:00" };
const ms = (text: string): number => Date.parse(`2026-11-${text}Z`);
const shown = (at: number | undefined): string =>
  at === undefined ? "none" : new Date(at).toISOString().slice(8, 16).replace("T", " ");

/** The window that counts on the 23rd for a run of that date, as `24 02:00 to 24 04:00`. */
function counting(late: Late | undefined, now: string, notBefore: string | null = "02:00"): string {
  const gates = { notBefore, notAfter: "04:00", ...(late === undefined ? {} : { late }) };
  const { from, to, turnsAt } = windowAt(gates, "2026-11-23", utc, ms(now));
  const turn = turnsAt === null ? "" : `, until ${shown(turnsAt)}`;
  return `${shown(from?.at)} to ${shown(to?.at)}${turn}`;
}

test("without a word it is the window of the date, however late it is", () => {
  expect(counting(undefined, "23T01:00")).toBe("23 02:00 to 23 04:00");
  expect(counting(undefined, "25T01:00")).toBe("23 02:00 to 23 04:00");
});

test("the next opening: the first window from that of the date on which is not over", () => {
  expect(counting("nextOpening", "20T03:00")).toBe("23 02:00 to 23 04:00");
  expect(counting("nextOpening", "23T04:00")).toBe("23 02:00 to 23 04:00");
  expect(counting("nextOpening", "23T04:01")).toBe("24 02:00 to 24 04:00");
  expect(counting("nextOpening", "29T12:00")).toBe("30 02:00 to 30 04:00");
  expect(counting("nextOpening", "23T04:01", null)).toBe("24 00:00 to 24 04:00");
});

test("an end that says its day closes each day's window so many days after it", () => {
  const gates = { notBefore: "22:00", notAfter: "06:00+1d" };
  const plain = { notBefore: "22:00", notAfter: "06:00" };
  for (const late of [undefined, "nextOpening", "nearest"] as const)
    for (const now of ["23T21:00", "24T05:00", "24T06:01", "24T15:00", "26T23:00"]) {
      const at = (window: typeof gates) =>
        windowAt(late === undefined ? window : { ...window, late }, "2026-11-23", utc, ms(now));
      expect(at(gates)).toEqual(at(plain));
    }
  // More than a day: a template may have it, and one of them is always open.
  const long = { notBefore: null, notAfter: "06:00+9d", late: "nextOpening" } as const;
  const { from, to } = windowAt(long, "2026-10-23", utc, ms("23T12:00"));
  expect(from?.at).toBeLessThan(ms("23T12:00"));
  expect(to?.at).toBeGreaterThan(ms("23T12:00"));
});

test("the nearer edge decides, whatever the date: AS-35", () => {
  expect(counting("nearest", "23T04:05")).toBe("23 02:00 to 23 04:00, until 23 15:00");
  expect(counting("nearest", "23T16:05")).toBe("24 02:00 to 24 04:00");
  // As near to both: it waits.
  expect(counting("nearest", "23T15:00")).toBe("24 02:00 to 24 04:00");
  expect(counting("nearest", "21T03:00")).toBe("21 02:00 to 21 04:00");
  expect(counting("nearest", "22T23:00")).toBe("23 02:00 to 23 04:00");
});

test("in any zone: a window that is open counts, else the nearer edge, and who waits goes on waiting", () => {
  const minute = 60_000;
  fc.assert(
    fc.property(
      ...([dayRule, date, timeOfDay, timeOfDay, fc.nat(2_879)] as const),
      (rule, day, notBefore, notAfter, minutes) => {
        const gates = { notBefore, notAfter };
        const now = Date.parse(day) + minutes * minute;
        const around = Array.from({ length: 11 }, (_, n) => {
          const other = Temporal.PlainDate.from(businessDate(now, rule)).add({ days: n - 5 });
          const { from, to } = windowOf(gates, other.toString(), rule);
          return { from: from?.at ?? Number.NaN, to: to?.at ?? Number.NaN };
        });
        const counts = (late: Late, at: number) => windowAt({ ...gates, late }, day, rule, at);
        const { from, to, turnsAt } = counts("nearest", now);
        const isOpen = around.some((one) => one.from <= now && now <= one.to);
        if (isOpen) {
          expect([from?.at, now]).toEqual([
            Math.min(from?.at ?? now, now),
            Math.min(now, to?.at ?? 0),
          ]);
        } else {
          const opening = Math.min(...around.map((one) => one.from).filter((at) => at > now));
          const closing = Math.max(...around.map((one) => one.to).filter((at) => at < now));
          const waits = opening - now <= now - closing;
          expect(waits ? from?.at : to?.at).toBe(waits ? opening : closing);
          expect(turnsAt === null).toBe(waits);
          for (let at = turnsAt ?? now; at < opening; at += 7 * minute)
            expect(counts("nearest", at).from?.at).toBe(opening);
        }
        const next = counts("nextOpening", now);
        expect(next.to?.at).toBeGreaterThanOrEqual(now);
        expect(next.from?.at).toBeGreaterThanOrEqual(windowOf(gates, day, rule).from?.at ?? 0);
      },
    ),
    { numRuns: 200 },
  );
});
