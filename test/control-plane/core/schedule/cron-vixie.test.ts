import { describe, expect, test } from "vitest";
import { readCronie, readDebian } from "#core/schedule/cron-vixie.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";

const days = (cron: string, month = "2026-03") =>
  [
    ...occurrences(
      compileSchedule({ cron, dialect: "debian" }, "UTC"),
      Date.parse(`${month}-01T00:00Z`),
      Date.parse(`${month}-31T23:59Z`),
    ),
  ].map((at) => new Date(at).getUTCDate());

describe("a day field that begins with * makes both necessary, however much it restricts", () => {
  test.each([
    ["0 0 */2 * 1", [9, 23]],
    ["0 0 *,2 * 1", [2, 9, 16, 23, 30]],
    ["0 0 2,*/31 * 1", [1, 2, 9, 16, 23, 30]],
    ["0 0 1,15 * 0", [1, 8, 15, 22, 29]],
  ])("%s", (cron, expected) => {
    expect(days(cron)).toEqual(expected);
  });

  test("1-31 begins with no *, so it is every day", () => {
    expect(days("0 0 1-31 * 1")).toHaveLength(31);
  });
});

const brief = ({ cron, issues }: ReturnType<typeof readDebian>) => [
  cron === null ? "refused" : "accepted",
  ...issues.map(({ severity, column }) => `${severity} ${column}`),
];

describe("what each accepts", () => {
  test.each([
    ["1/5 * * * *", ["refused", "error 1"], ["refused", "error 1"]],
    ["5-64/30 * * * *", ["refused", "error 1"], ["accepted"]],
    ["*foo * * * *", ["accepted", "warning 2"], ["refused", "error 1"]],
    ["1-3-5 * * * *", ["accepted", "warning 4"], ["refused", "error 1"]],
    ["5- * * * *", ["refused", "error 1"], ["refused", "error 1"]],
    ["*/5x * * * *", ["refused", "error 1"], ["refused", "error 1"]],
    ["0 0 * * mon#1", ["accepted", "warning 12"], ["refused", "error 9"]],
    ["0~30 * * * *", ["accepted", "warning 2"], ["accepted", "warning 1"]],
    ["10~20/2 * * * *", ["accepted", "warning 3"], ["refused", "error 1"]],
    ["~ * * * *", ["refused", "error 1"], ["accepted", "warning 1"]],
    ["-5 0 * * *", ["refused", "error 1"], ["accepted", "warning 1"]],
    ["0 0 * * fri-7", ["accepted"], ["accepted"]],
    ["007 1 * * *", ["accepted"], ["accepted"]],
    ["0 0 * january *", ["refused", "error 7"], ["refused", "error 7"]],
    ["0 22-4 * * *", ["refused", "error 3"], ["refused", "error 3"]],
    ["0 5,22-4 * * *", ["accepted", "warning 5"], ["accepted", "warning 5"]],
    ["0 0 * * * *", ["refused", "error 1"], ["refused", "error 1"]],
  ])("%s", (text, debian, cronie) => {
    expect([brief(readDebian(text)), brief(readCronie(text))]).toEqual([debian, cronie]);
  });
});

test("what runs backwards never fires, and the help writes it forwards", () => {
  expect(readDebian("0 22-4 * * *").issues).toMatchObject([
    {
      message: "this never fires: the range 22-4 runs backwards and matches nothing",
      help: "write 22-23,0-4 if it shall go on from the start",
    },
  ]);
  expect(readCronie("0 0 * * fri-sun").issues[0]?.help).toContain("write 5-7 if");
});

test("a random time of cronie is the same each time, within its bounds", () => {
  const minute = readCronie("10~20 * * * *").cron?.times[0] ?? 0;
  expect(minute).toBeGreaterThanOrEqual(600);
  expect(minute).toBeLessThanOrEqual(1200);
  expect(readCronie("10~20 * * * *")).toEqual(readCronie("10~20 * * * *"));
});
