import { describe, expect, test } from "vitest";
import { checkSchedule } from "#core/schedule/check.ts";

const check = (cron: string) => checkSchedule({ cron });
const brief = (cron: string) => check(cron).map(({ severity, column }) => [severity, column]);

test.each([
  "0 6 * * *",
  "*/15 8-18 * * mon-fri",
  "0,30 0 1 JAN,jul *",
  "5-55/10 * * * 7",
  "0 0 29 2 *",
  "0 0 * * fri-sun",
  "  0 6 * * *\t",
  "@hourly",
  "@daily",
  "0 0 31 * *",
])("%s is fine", (text) => {
  expect(check(text)).toEqual([]);
});

describe("refused, with the column of the part that is wrong", () => {
  test.each([
    ["0 0 31 2 *", 5],
    ["0 0 31 2,4,6,9,11 *", 5],
    ["60 * * * *", 1],
    ["0 24 * * *", 3],
    ["0 0 0 * *", 5],
    ["0 0 * 13 *", 7],
    ["0 0 * * 8", 9],
    ["0 0 * * 1,monday", 11],
    ["0/15 * * * *", 1],
    ["*/0 * * * *", 1],
    ["0 22-4 * * *", 3],
    ["0 0 * * fri-mon", 9],
    ["5,, * * * *", 3],
    ["? * * * *", 1],
    ["0 0 32W * *", 5],
    ["0 0 L-31 * *", 5],
    ["0 0 * * L", 9],
    ["0 0 * * 1#6", 9],
    ["0 0 5#1 * *", 5],
    ["0 0 * 2L *", 7],
    ["0~30 * * * *", 1],
    ["*foo * * * *", 1],
    ["1-3-5 * * * *", 1],
    ["-5 * * * *", 1],
    ["0 6 * *", 1],
    ["0 0 6 * * *", 1],
    ["", 1],
    ["@reboot", 1],
    [" @every 5m", 2],
    ["@Daily", 1],
  ])("%s", (text, column) => {
    const errors = brief(text).filter(([severity]) => severity === "error");
    expect(errors[0]).toEqual(["error", column]);
  });
});

test("all mistakes of a text are reported at once", () => {
  expect(brief("61 25 0 x 9").map(([, column]) => column)).toEqual([1, 4, 7, 9, 11]);
});

describe("surprising, so a warning", () => {
  test.each([
    ["0 0 13 * 5", 5, "either field is enough"],
    ["0 0 */2 * 1", 5, "uneven and either"],
    ["*/7 * * * *", 1, "after minute 56 comes 0"],
    ["*/90 * * * *", 1, "only 0 matches"],
    ["0 */5 * * *", 3, "after hour 20 comes 0"],
  ])("%s", (text, column) => {
    const issues = check(text);
    expect(issues.map((issue) => issue.severity)).not.toContain("error");
    expect(issues[0]?.column).toBe(column);
  });

  test("even steps are not", () => {
    expect(check("*/5 */6 * */3 *")).toEqual([]);
  });
});

test("the help names the way out", () => {
  expect(check("0 0 * * L")[0]?.help).toBe("write 5L for the last Friday");
  expect(check("0/15 * * * *")[0]?.help).toBe("write 0-59/15");
  expect(check("0 22-4 * * *")[0]?.help).toBe("write 22-23,0-4");
  expect(check("0 0 * * monday")[0]?.help).toContain('"mon"');
  expect(check("@dayly")[0]?.help).toContain("@daily");
});

test("intervals and daily times", () => {
  const every = (everyMs: number, from: string | null, until: string | null) =>
    checkSchedule({ everyMs, from, until }).map((issue) => issue.severity);
  expect(every(900_000, "08:00", "18:00")).toEqual([]);
  expect(every(900_000, null, null)).toEqual([]);
  expect(every(420_000, null, null)).toEqual(["warning"]);
  expect(every(900_000, "18:00", "08:00")).toEqual([]);
  expect(every(900_000, "8:00", null)).toEqual(["error"]);
  expect(every(172_800_000, null, null)).toEqual(["error"]);
  expect(every(0, null, null)).toEqual(["error"]);
  expect(every(500, null, null)).toEqual(["error"]);
  expect(checkSchedule({ daily: ["07:00", "24:00"] })).toMatchObject([
    { severity: "error", message: '"24:00" is not a time of day' },
  ]);
});
