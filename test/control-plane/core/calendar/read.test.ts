// Reading calendars with those that they refer to; what is wrong with them is shown by test/golden/spec/*calendar*.

import { describe, expect, test } from "vitest";
import { isIn } from "#core/calendar/days.ts";
import { calendarName, createCalendarReader } from "#core/calendar/read.ts";
import { canonicalJson } from "#core/canonical.ts";
import { createSourceReader, defaultProject, inputsOf, listSources } from "#core/estate.ts";
import { normalize } from "#core/normalize.ts";
import { parseFile } from "#core/parse.ts";
import { toSpec } from "#core/to-spec.ts";

function read(files: Record<string, string>) {
  const parse = (path: string) => {
    const text = files[path];
    return text === undefined ? undefined : parseFile(path, text);
  };
  return createCalendarReader(parse, []);
}

test.each([
  ["calendars/target2.yaml", "target2"],
  ["calendars/a/b.yaml", null],
  ["calendars/target2.yml", null],
])("%s is the calendar %s", (path, name) => {
  expect(calendarName(path)).toBe(name);
});

test("a calendar carries those that it refers to, and ends with the first of them", () => {
  const { calendar, diagnostics } = read({
    "calendars/joint.yaml": "within: [a, b]\nexcept: [{calendar: c, name: Moved}]\n",
    "calendars/a.yaml": "weekdays: [mon, tue]\nuntil: 2030-12-31\nfrom: 2020-01-01\n",
    "calendars/b.yaml": "weekdays: [mon]\nuntil: 2027-12-31\n",
    "calendars/c.yaml": "days: [{day: 1}]\n",
  });
  const joint = calendar("joint");
  expect(diagnostics()).toEqual([]);
  expect(joint?.uses).toEqual(["calendars/a.yaml", "calendars/b.yaml", "calendars/c.yaml"]);
  expect(joint?.calendar).toMatchObject({ from: "2020-01-01", until: "2027-12-31" });
  const dates = ["2026-06-01", "2026-06-08", "2026-06-09"];
  expect(dates.map((date) => joint?.calendar && isIn(joint.calendar, date))).toEqual([
    ...[false, true, false],
  ]);
});

test.each([
  ["days: [2026-01-31, 2026-12-31, 2026-06-30]", "2026-12-31"],
  ["days: [{from: 2026-01-01, until: 2026-02-10}]", "2026-02-10"],
  ["days: [2026-01-31, {easter: 0}]", null],
  ["days: [12-31]", null],
  ["weekdays: [mon]\nexcept: [2026-05-01, 2027-01-01]", "2027-12-31"],
  ["weekdays: [mon]\nexcept: [2026-05-01, 12-25]", null],
  ["weekdays: [mon]\ndays: [2026-05-01]", null],
  ["weekdays: [mon]\nexcept: [2026-05-01]\nuntil: 2040-01-01", "2040-01-01"],
  // A day that it has beside its lists is not lost behind their end.
  ["days: [2026-12-31]\nalso: [2027-01-02]", "2027-01-02"],
  ["days: [2026-12-31]\nalso: [{from: 2027-01-02, until: 2027-01-09}, 2026-01-01]", "2027-01-09"],
  ["days: [2026-12-31]\nalso: [01-02]", "2026-12-31"],
  ["weekdays: [mon]\nexcept: [2026-05-01]\nalso: [2026-12-27, 01-03]", "2026-12-31"],
  ["weekdays: [mon]\nexcept: [12-25]\nalso: [2027-01-02]", null],
  ["weekdays: [mon]\nexcept: [2026-05-01]\nalso: [2027-01-02]\nuntil: 2027-12-31", "2027-12-31"],
])("%s ends with %s", (text, until) => {
  expect(read({ "calendars/c.yaml": text }).calendar("c")?.calendar?.until).toBe(until);
});

test("a day beside a week whose exceptions end before it is an error, not lost", () => {
  const { calendar, diagnostics } = read({
    "calendars/c.yaml":
      "weekdays: [mon]\nexcept: [2026-05-01]\nalso:\n  - 2026-12-05\n  - 2027-01-02\n",
  });
  expect(calendar("c")?.calendar).toBeNull();
  expect(diagnostics()).toMatchObject([
    {
      ...{ code: "invalid-calendar", line: 5 },
      message: "2027-01-02 is after 2026-12-31, where the calendar ends with the dates of `except`",
      help: "list what is not in it in 2027 too, or write `until`",
    },
  ]);
});

test("calendars that double each other's entries without an end of it are refused", () => {
  const files: Record<string, string> = { "calendars/c0.yaml": "days: [12-25]\n" };
  for (let n = 1; n <= 20; n++) files[`calendars/c${n}.yaml`] = `within: [c${n - 1}, c${n - 1}]\n`;
  const { calendar, diagnostics } = read(files);
  expect(calendar("c20")?.calendar).toBeNull();
  expect(diagnostics().map(({ code, file }) => `${file} ${code}`)).toContain(
    "calendars/c13.yaml invalid-calendar",
  );
});

describe("a pipeline with a calendar", () => {
  const files: Record<string, string> = {
    "calendars/bank.yaml": "within: [week]\nexcept: [12-25]\n",
    "calendars/week.yaml": "weekdays: [mon, tue, wed, thu, fri]\n",
    "pipelines/close.yaml": [
      "name: close",
      'newDay: "07:00"',
      "calendar: bank",
      "triggers:",
      '  - {schedule: "0 6 * * *", calendar: bank, roll: {to: next, limit: 3}, shift: -1}',
      '  - {schedule: {nthBusinessDay: [-1, 1], of: quarter, at: "18:00"}, shift: 1}',
      "tasks: {close: {run: ./close.sh}}",
    ].join("\n"),
  };
  const path = "pipelines/close.yaml";
  const readWith = (changed: Record<string, string> = {}) => {
    const all = { ...files, ...changed };
    const paths = listSources(Object.keys(all));
    const reader = createSourceReader({ content: (one) => all[one] }, defaultProject);
    return { paths, reader, source: reader.read(path, inputsOf(path, paths)) };
  };

  test("has all files of it as inputs, and what they say as its content", () => {
    const { source, paths } = readWith();
    expect(source.diagnostics).toEqual([]);
    expect(source.inputs).toEqual([path, "calendars/bank.yaml", "calendars/week.yaml"]);
    expect(paths.inputs).toContain("calendars/bank.yaml");
    const [daily, nth] = source.pipeline?.triggers ?? [];
    const calendar = { name: "bank", within: [{ name: "week" }] };
    expect(daily?.schedule).toMatchObject({
      cron: "0 6 * * *",
      days: { calendar, roll: "next", limit: 3, shift: -1, newDay: "07:00" },
    });
    expect(nth?.schedule).toMatchObject({
      ...{ nth: [-1, 1], of: "quarter", at: ["18:00"] },
      days: { calendar, roll: "skip", shift: 1 },
    });
  });

  test("changes when its calendar says something else, and not by what people are told of it", () => {
    const plain = canonicalJson(readWith().source.pipeline);
    const told = readWith({
      "calendars/week.yaml": `description: Week\n${files["calendars/week.yaml"]}`,
    });
    expect(canonicalJson(told.source.pipeline)).toBe(plain);
    const other = readWith({ "calendars/week.yaml": "weekdays: [mon]\n" });
    expect(canonicalJson(other.source.pipeline)).not.toBe(plain);
  });

  test("normalized twice is the same", () => {
    const { reader, source } = readWith();
    if (source.pipeline === null) throw new Error("it has no errors");
    const { spec, tasks } = toSpec(source.pipeline);
    expect(canonicalJson(normalize(spec, tasks, reader))).toBe(canonicalJson(source.pipeline));
  });
});
