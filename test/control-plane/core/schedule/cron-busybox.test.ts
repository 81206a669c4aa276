import { describe, expect, test } from "vitest";
import { readBusybox } from "#core/schedule/cron-busybox.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";

const starts = (cron: string) =>
  [
    ...occurrences(
      compileSchedule({ cron, dialect: "busybox" }, "UTC"),
      Date.parse("2026-01-01T00:00Z"),
      Date.parse("2026-01-09T00:00Z"),
    ),
  ].map((at) => new Date(at).toISOString().slice(8, 13));
const at00 = (days: number[]) => days.map((day) => `0${day}T00`);

describe("days count from 0, and a field is open by what it matches", () => {
  test.each([
    ["0 0 */2 * *", [2, 4, 6, 8]],
    ["0 0 1-31 * 1", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["0 0 0-31 * 1", [5]],
    ["0 0 3 * sun,1", [3, 4, 5]],
    ["0 0 3/2 * *", [3]],
    ["0 0 */0 * 1", [5]],
    ["0 0 * * fri-sun", [2, 3, 4]],
  ])("%s", (cron, expected) => {
    expect(starts(cron)).toEqual(at00(expected));
  });

  test("ranges go on from the start", () => {
    expect(starts("0 22-1 1 * *")).toEqual(["01T00", "01T01", "01T22", "01T23"]);
  });
});

test.each([
  ["0 0 * * 7", 9],
  ["60 * * * *", 1],
  ["0 0 * january *", 7],
  ["5;x * * * *", 1],
  ["0 0 0 * *", 5],
  ["? * * * *", 1],
])("%s is refused", (text, column) => {
  expect(readBusybox(text)).toMatchObject({ cron: null, issues: [{ column }] });
});

test("surprises are said", () => {
  expect(readBusybox("0 0 */2 * *").issues[0]?.message).toContain("begins with day 2");
  expect(readBusybox("5/15 * * * *").issues[0]).toMatchObject({ help: "write 5-59/15" });
});
