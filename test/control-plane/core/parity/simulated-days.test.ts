import { expect, test } from "vitest";
import { simulatedDays } from "#core/parity/simulated-days.ts";
import type { SimulatedDifference, SimulationRecord } from "#schemas/types.ts";

const job = (equal: boolean, differs?: SimulatedDifference[], more?: number) => ({
  ...{ legacy: "X", times: "0".repeat(64), rules: "0".repeat(64), starts: 10, equal },
  ...(differs && { differs }),
  ...(more && { more }),
});
const on = (date: string, code?: string): SimulatedDifference => ({
  ...{ date, at: `${date}T02:30:00Z`, side: "legacy" },
  ...(code && { code }),
});
const record: SimulationRecord = {
  ...{ from: "2026-01-01", to: "2028-02-01" },
  jobs: {
    load: job(true, [on("2026-03-29", "jil-sched-dst")]),
    "load/post": job(false, [on("2026-03-29"), on("2026-02-01")], 3),
    other: job(false, [on("2026-05-01")]),
  },
};

test("dates that differ, in order, each with one that nothing explains first", () => {
  expect(simulatedDays(record, new Set(["load"]))).toEqual({
    ...{ from: "2026-01-01", to: "2028-02-01", jobs: 2, equal: 1, starts: 20, more: 3 },
    days: [
      { date: "2026-02-01", jobs: 1, told: 0, first: { ...on("2026-02-01"), job: "load/post" } },
      { date: "2026-03-29", jobs: 2, told: 1, first: { ...on("2026-03-29"), job: "load/post" } },
    ],
  });
});

test("of pipelines that are not in the record nothing was simulated, whatever they are called", () => {
  expect(simulatedDays(record, new Set(["__proto__", "loa"]))).toBe(null);
});
