import fc from "fast-check";
import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { windowOf } from "#core/window.ts";
import { timeOfDay } from "#test/support/random-days.ts";

const found = (window: string, newDay = "07:00") => {
  const text = `name: p\nnewDay: "${newDay}"\ntasks: {a: {run: x, ${window}}}\n`;
  return readEstate([{ path: "pipelines/p.yaml", text }]).diagnostics.map(
    ({ code, message, help }) => `${code}: ${message}; ${help}`,
  );
};

test("from new day on a window closes after it opens", () => {
  expect(found('notAfter: "07:00+1d"')).toEqual([]);
  expect(found('notAfter: "07:01+0d"')).toEqual([]);
  expect(found('notAfter: "07:00+0d"')).toEqual([
    'invalid-window: the window closes at 07:00+0d, but its business date begins at 07:00+0d; "07:00+1d" is the day after the business date',
  ]);
  expect(found('notBefore: "03:00", notAfter: "02:00+1d"')).toEqual([
    'invalid-window: the window closes at 02:00+1d, but it opens at 03:00+1d; "02:00+2d" is 2 days after the business date',
  ]);
});

test("`late` goes with windows of up to a day", () => {
  expect(found('notBefore: "22:00", notAfter: "22:00+1d", late: nearest')).toEqual([]);
  expect(found('notBefore: "22:00", notAfter: "22:01+1d", late: skip')).toEqual([]);
  for (const late of ["nearest", "nextOpening"])
    expect(found(`notBefore: "22:00", notAfter: "22:01+1d", late: ${late}`)).toEqual([
      expect.stringMatching(/^invalid-window: a window of more than a day overlaps/),
    ]);
});

test("what has the wrong shape is reported once", () => {
  expect(found('notBefore: "3:00", notAfter: "02:00+0d"')).toEqual([
    expect.stringMatching(/^invalid-time/),
  ]);
  expect(found('notAfter: "24:00+1d", late: nextOpening')).toEqual([
    expect.stringMatching(/^invalid-time/),
  ]);
});

test("one that opens days later has no later one that could count", () => {
  const window = 'notBefore: "22:00+1d", notAfter: "06:00"';
  expect(found(window, "07:00")).toEqual([]);
  expect(found(`${window}, late: nextOpening`, "07:00")).toHaveLength(1);
  expect(found('notBefore: "22:00+1d", notAfter: "08:00+1d"', "07:00")).toHaveLength(1);
});

test("of a template's tasks new day is not known", () => {
  const { diagnostics } = readEstate([
    { path: "templates/t.yaml", text: 'tasks: {a: {run: x, notAfter: "07:00+0d"}}\n' },
    { path: "pipelines/p.yaml", text: "name: p\ntasks: {b: {uses: ./templates/t.yaml}}\n" },
  ]);
  expect(diagnostics).toEqual([]);
});

test("a mistake is what can never be open by any clock that nobody changes", () => {
  fc.assert(
    fc.property(
      ...([timeOfDay, timeOfDay, timeOfDay, fc.nat(3)] as const),
      (newDay, notBefore, time, days) => {
        const notAfter = `${time}+${days}d`;
        const rule = { timezone: "UTC", newDay };
        const { from, to } = windowOf({ notBefore, notAfter }, "2026-11-23", rule);
        const isEmpty = (to?.at ?? 0) <= (from?.at ?? 0);
        const problems = found(`notBefore: "${notBefore}", notAfter: "${notAfter}"`, newDay);
        expect(problems.length).toBe(Number(isEmpty));
      },
    ),
    { numRuns: 200 },
  );
});
