import { describe, expect, test } from "vitest";
import { readKubernetes } from "#core/schedule/cron-kubernetes.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";

const days = (cron: string) =>
  [
    ...occurrences(
      compileSchedule({ cron, dialect: "kubernetes" }, "UTC"),
      Date.parse("2026-01-01T00:00Z"),
      Date.parse("2026-01-16T00:00Z"),
    ),
  ].map((at) => new Date(at).getUTCDate());

/** Observed from robfig/cron 3.0.1. */
describe("a star of single steps opens a day field, wherever it stands in the list", () => {
  test.each([
    ["0 0 */2 * 1", [1, 3, 5, 7, 9, 11, 12, 13, 15]],
    ["0 0 */1 * 1", [5, 12]],
    ["0 0 1,* * 1", [5, 12]],
    ["0 0 ?/2 ? ?", [1, 3, 5, 7, 9, 11, 13, 15]],
    ["0 0 1,15,, * 5", [1, 2, 9, 15]],
    ["5/90 0 */14 * ?", [1, 15]],
  ])("%s", (cron, expected) => {
    expect(days(cron)).toEqual(expected);
  });
});

describe("refused as Kubernetes refuses it, at its column", () => {
  test.each([
    ["0 0 * * fri-sun", 9],
    ["0 0 * * 7", 9],
    ["*/0 * * * *", 1],
    ["0 0 * january *", 7],
    ["@Daily", 1],
    ["@every 5m", 1],
    ["TZ=UTC 0 0 * * *", 1],
    ["CRON_TZ=UTC 0 0 * * *", 1],
    ["0 0 0 * * *", 1],
    ["0 0 L * *", 5],
  ])("%s", (text, column) => {
    expect(readKubernetes(text)).toMatchObject({ cron: null, issues: [{ column }] });
  });
});
