import { expect, test } from "vitest";
import { effectsOf } from "#core/effects.ts";
import type { ExpressionValues } from "#core/expression.ts";
import { normalizeEffects } from "#core/normalize-gates.ts";
import type { TaskSpec } from "#schemas/types.ts";
import { pipeline } from "#test/support/deploy.ts";

const found = (spec: Pick<TaskSpec, "emits" | "clears">, date: string) =>
  effectsOf(
    pipeline("p", []),
    { effects: normalizeEffects(spec), gates: null },
    date,
    {} as ExpressionValues,
  );

test("dates of events go by the run's date; a day of each year is the nearest, or cleared of all", () => {
  const spec = {
    emits: [
      { event: "A", date: "-1d" },
      { event: "B", date: "12-31" },
      { event: "C", date: "2030-01-01" },
    ],
    clears: [
      { event: "A", date: "any" },
      { event: "B", date: "12-31" },
      { event: "C", date: "2030-01-01" },
    ],
  };
  expect(found(spec, "2026-12-15")).toEqual([
    { emit: "A", date: "2026-12-14" },
    { emit: "B", date: "2026-12-31" },
    { emit: "C", date: "2030-01-01" },
    { clear: "A", date: null },
    { clear: "B", date: "12-31" },
    { clear: "C", date: "2030-01-01" },
  ]);
  expect(found(spec, "2027-01-04")).toContainEqual({ emit: "B", date: "2026-12-31" });
});

test("a date that the pipeline's schedules don't have is a fault of the run", () => {
  expect(() => found({ emits: [{ event: "A", date: "previous" }] }, "2026-12-15")).toThrow(
    "not among the pipeline's dates",
  );
});
