import { expect, test } from "vitest";
import { createSourceReader, defaultProject } from "#core/estate.ts";
import { calendarReasons } from "#core/why-calendar.ts";

const files: Record<string, string> = {
  "calendars/bank.yaml": [
    "# Days on which the bank settles.",
    "weekdays: [mon, tue, wed, thu, fri]",
    "until: 2026-12-31",
    "except:",
    "  - 05-01",
    "  - {date: 12-25, name: Christmas Day}",
    "  - {easter: -2}",
  ].join("\n"),
  "calendars/both.yaml": "within: [bank, odd]\n",
  "calendars/odd.yaml": "\n\ndays: [{every: 2, from: 2026-01-01}]\n",
  "calendars/shut.yaml": "except:\n  - calendar: odd\n",
};

function reasons(trigger: string, date: string): string[] {
  const path = "pipelines/p.yaml";
  const all = {
    ...files,
    [path]: `name: p\nnewDay: "07:00"\ntriggers: [${trigger}]\ntasks: {a: {run: x}}\n`,
  };
  const reader = createSourceReader(
    { content: (one) => all[one as keyof typeof all] },
    defaultProject,
  );
  const { pipeline, calendarLines = {}, diagnostics } = reader.read(path, [path]);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return calendarReasons(pipeline.triggers, date, calendarLines).map(({ message }) => message);
}

const daily = (calendar: string, more = "") =>
  `{schedule: "0 8 * * *", calendar: ${calendar}${more}}`;

test.each([
  [daily("bank"), "2026-12-24", null],
  [
    daily("bank"),
    "2026-12-25",
    "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml:6); no run",
  ],
  [
    daily("bank"),
    "2026-05-01",
    "bank leaves out 2026-05-01: 05-01 (calendars/bank.yaml:5); no run",
  ],
  [
    daily("bank"),
    "2026-04-03",
    "bank leaves out 2026-04-03: {easter: -2} (calendars/bank.yaml:7); no run",
  ],
  [
    daily("bank", ", roll: previous"),
    "2027-01-15",
    "bank leaves out 2027-01-15: it ends on 2026-12-31 (calendars/bank.yaml:3); no run",
  ],
  [
    daily("bank"),
    "2026-11-28",
    "bank leaves out 2026-11-28: by its weekdays, a Saturday (calendars/bank.yaml:2); no run",
  ],
  [
    daily("bank"),
    "2027-01-04",
    "bank leaves out 2027-01-04: it ends on 2026-12-31 (calendars/bank.yaml:3); no run",
  ],
  [
    daily("bank", ", roll: next"),
    "2026-12-25",
    "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml:6); its run is for 2026-12-28 (roll: next)",
  ],
  [
    daily("bank", ", roll: {to: next, limit: 1}"),
    "2026-12-25",
    "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml:6); no run: no day within 1 is in it (roll: next)",
  ],
  [
    '{schedule: "0 8 1 12 *", calendar: bank, shift: -1}',
    "2026-12-01",
    "its run is for 2026-11-30 (shift: -1)",
  ],
  ['{schedule: "0 8 1 12 *", calendar: bank}', "2026-12-05", null],
  // Due on Saturday at 02:00, for Friday.
  [
    '{schedule: "0 2 * * sat", calendar: bank}',
    "2026-12-25",
    "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml:6); no run",
  ],
  [
    '{schedule: {nthBusinessDay: -1, at: "18:00"}, calendar: bank}',
    "2026-11-28",
    "bank leaves out 2026-11-28: by its weekdays, a Saturday (calendars/bank.yaml:2)",
  ],
  ['{schedule: {nthBusinessDay: -1, at: "18:00"}, calendar: bank}', "2026-11-27", null],
  [
    daily("both"),
    "2026-12-02",
    "both leaves out 2026-12-02: odd leaves out 2026-12-02: it is none of its days (calendars/odd.yaml:3); no run",
  ],
  [
    daily("shut"),
    "2026-12-01",
    "shut leaves out 2026-12-01: odd has 2026-12-01: {every: 2, from: 2026-01-01} (calendars/odd.yaml:3) (calendars/shut.yaml:2); no run",
  ],
])("%s on %s: %s", (trigger, date, expected) => {
  expect(reasons(trigger, date)).toEqual(expected === null ? [] : [expected]);
});
