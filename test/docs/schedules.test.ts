// The tables of docs/schedules.md that are examples: each row is so.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Dialect } from "#core/schedule/dialect.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { windowOf } from "#core/window.ts";

const page = readFileSync(new URL("../../docs/schedules.md", import.meta.url), "utf8");

/** Cells of the table's rows, without head and rule. */
function tableAfter(heading: string): string[][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const [table = ""] = /(?:^\|.*\n)+/m.exec(section) ?? [];
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const windows = tableAfter("Windows");
test("there are windows", () => expect(windows.length).toBeGreaterThan(5));
test.each(windows)(
  "of %s with newDay %s from %s to %s",
  (date, newDay, notBefore, notAfter, from, to) => {
    const gates = { notBefore: notBefore || null, notAfter: notAfter || null };
    const found = windowOf(gates, date as string, {
      timezone: "Europe/Berlin",
      newDay: newDay as string,
    });
    const shown = [found.from, found.to].map(
      (one) => one?.text.replace(" (Europe/Berlin)", "") ?? "",
    );
    expect(shown).toEqual([from, to?.replace(", the first", "")]);
    if (to?.endsWith("the first")) expect(found.to?.at).toBe(Date.parse(`${shown[1]}+02:00`));
  },
);

/** How often, and when first: `03:00`, `03:00, one run`, `not at all`, `twice`, … */
const said: Record<string, [count: number, first: string | null]> = {
  "03:00": [1, "03:00"],
  "03:00, one run": [1, "03:00"],
  "not at all": [0, null],
  "once, the first time": [1, "01:30"],
  twice: [2, "01:30"],
  "twice, both in the first hour": [2, "01:00"],
  "four times": [4, "01:00"],
};
const texts = [
  ["30 2 * * *", "2026-03-08", "02:30"],
  ["*/30 2 * * *", "2026-03-08", "02:0/30"],
  ["30 1 * * *", "2026-11-01", "01:30"],
  ["*/30 1 * * *", "2026-11-01", "01:0/30"],
] as const;

test("of what dialects do when clocks change each cell is so", () => {
  const rows = tableAfter("When clocks change");
  expect(rows).toHaveLength(4);
  for (const [names = "", ...cells] of rows)
    for (const [, dialect] of names.matchAll(/`([a-z-]+)`/g))
      for (const [n, [text, date, onCalendar]] of texts.entries()) {
        const cron = dialect === "systemd" ? onCalendar : text;
        const compiled = compileSchedule({ cron, dialect: dialect as Dialect }, "America/New_York");
        const from = Temporal.PlainDate.from(date).toZonedDateTime("America/New_York");
        const found = [
          ...occurrences(compiled, from.epochMilliseconds, from.add({ days: 1 }).epochMilliseconds),
        ];
        const first =
          found[0] === undefined
            ? null
            : Temporal.Instant.fromEpochMilliseconds(found[0])
                .toZonedDateTimeISO("America/New_York")
                .toPlainTime()
                .toString({ smallestUnit: "minute" });
        expect([dialect, text, found.length, first]).toEqual([
          dialect,
          text,
          ...(said[cells[n] ?? ""] ?? [cells[n]]),
        ]);
      }
});
