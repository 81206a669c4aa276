import { expect, test } from "vitest";
import type { Calendar } from "#core/calendar/calendar.ts";
import { daysAhead, daysInYear, nextLeftOut } from "#core/calendar/outlook.ts";

const bank: Calendar = {
  ...{
    name: "bank",
    weekdays: ["mon", "tue", "wed", "thu", "fri"],
    days: [],
    within: [],
    also: [],
  },
  except: [{ date: "12-25", name: "Christmas Day" }, { date: "12-26" }, { date: "01-01" }],
  ...{ from: "2026-01-01", until: "2026-12-31" },
};

test("the next days that its weekdays have and it leaves out, with their names, and none beyond its end", () => {
  // Friday; the 26th is a Saturday, which it never has.
  expect(nextLeftOut(bank, "2026-11-28", 5)).toEqual([
    { date: "2026-12-25", name: "Christmas Day" },
  ]);
  expect(nextLeftOut({ ...bank, until: null }, "2026-11-28", 2)).toEqual([
    { date: "2026-12-25", name: "Christmas Day" },
    { date: "2027-01-01", name: null },
  ]);
});

test("how far it reaches, also once it has ended", () => {
  expect(daysAhead(bank, "2026-12-01")).toBe(30);
  expect(daysAhead(bank, "2027-01-02")).toBe(-2);
  expect(daysAhead({ until: null }, "2027-01-02")).toBeNull();
});

test("a year has the days that it has", () => {
  const days = daysInYear(bank, 2026);
  expect(days[0]).toBe("2026-01-02");
  expect(days).not.toContain("2026-12-25");
  expect(days).toHaveLength(261 - 2);
  expect(daysInYear(bank, 2027)).toEqual([]);
});
