import { expect, test } from "vitest";
import { plannedOf } from "#core/judge.ts";
import { plan } from "#core/plan.ts";
import { forecast } from "#core/plan-forecast.ts";
import { pipeline, sha256, task } from "#test/support/deploy.ts";

const at = Temporal.Instant.from("2026-03-27T12:00:00Z");
const daily = (cron: string) => ({
  ...pipeline("load", [task("a")]),
  triggers: [{ schedule: { cron }, timezone: "UTC", missed: "latest" as const }],
});
const [six, seven] = [daily("0 6 * * *"), daily("0 7 * * *")];

test("both sides have next runs and words; a large plan has one run and no words", () => {
  const told = forecast(six, seven, at, false);
  expect(told.nextRuns.before).toHaveLength(10);
  expect(told.nextRuns.after[0]).toBe("2026-03-28T07:00:00Z");
  expect(told.when?.before).toHaveLength(1);
  expect(told.timezone).toBe("UTC");
  const large = forecast(six, seven, at, true);
  expect(large.nextRuns).toEqual({
    before: ["2026-03-28T06:00:00Z"],
    after: ["2026-03-28T07:00:00Z"],
  });
  expect(large.when).toBeUndefined();
});

test("a plan that nobody reads is the same plan without it", () => {
  const side = (one: typeof six) => [plannedOf("pipelines/load.yaml", one, sha256)];
  const input = {
    ...{ project: "shop", base: "b".repeat(40), commit: "c".repeat(40), at },
    ...{ live: side(six), desired: side(seven), broken: [], kept: new Set<string>() },
    ...{ scripts: new Map(), pools: [] },
  };
  const [told, quiet] = [true, false].map((isForecast) => plan({ ...input, isForecast }, sha256));
  expect(told?.changes[0]).toHaveProperty("nextRuns");
  expect(quiet?.changes[0]).not.toHaveProperty("nextRuns");
  expect(quiet?.hash).toBe(told?.hash);
});
