// Which gates can be opened, and what is left without them.

import { expect, test } from "vitest";
import { evaluate } from "#core/conditions/evaluate.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import {
  type Ignored,
  ignoredOf,
  ignoredText,
  parseIgnored,
  withoutIgnored,
} from "#core/override/ignore.ts";
import type { Gates } from "#core/pipeline.ts";
import type { ConditionSpec } from "#schemas/types.ts";

const gates: Gates = {
  awaits: normalizeCondition({ all: [{ event: "A" }, { event: "B" }] }),
  notBefore: "22:00",
  notAfter: "06:00",
  takes: [
    { pool: "w", amount: 1, keepOnFailure: false },
    { pool: "r", amount: 2, keepOnFailure: false },
  ],
};

test("a text names a kind, or one of a kind", () => {
  for (const text of ["time", "condition", "condition:LEDGER: OPEN", "pool:w", "hold"])
    expect(ignoredText(parseIgnored(text) as Ignored)).toBe(text);
  expect(ignoredOf(["time", "condition:A"])).toEqual([
    { kind: "time", name: null },
    { kind: "condition", name: "A" },
  ]);
});

test("needs, approvals and what isn't known are refused, with what does it instead", () => {
  expect(parseIgnored("needs")).toMatchObject({ help: expect.stringContaining("trunkline mark") });
  expect(parseIgnored("approval")).toMatchObject({
    help: expect.stringContaining("trunkline approve"),
  });
  expect(parseIgnored("everything")).toMatchObject({ message: '"everything" can\'t be ignored' });
  expect(parseIgnored("condition:")).toHaveProperty("message");
  expect(parseIgnored("time:22")).toMatchObject({ message: '"time" takes no name' });
});

test("only what is named goes", () => {
  const left = (...texts: string[]) => withoutIgnored(gates, ignoredOf(texts));
  expect(left("time")).toEqual({ ...gates, notBefore: null, notAfter: null });
  expect(left("pool")).toEqual({ ...gates, takes: [] });
  expect(left("pool:r").takes.map(({ pool }) => pool)).toEqual(["w"]);
  expect(left("condition").awaits).toBe(null);
  expect(left("retry", "hold", "blackout")).toEqual(gates);
});

const nobody = {
  ...{
    project: "p",
    pipeline: "q",
    date: "2026-11-23",
    timezone: "UTC",
    newDay: "00:00",
    now: 0,
    lastEnd: null,
  },
  scheduled: { previous: null, next: null },
  calendar: null,
};
const holds = (condition: ConditionSpec, ...texts: string[]): boolean => {
  const awaits = normalizeCondition(condition);
  const left = withoutIgnored({ ...gates, awaits }, ignoredOf(texts)).awaits;
  return left === null || evaluate(left, new Map(), nobody).holds;
};

test("one condition of several stands where it lets the whole pass, also under `not`", () => {
  const both: ConditionSpec = { all: [{ event: "A" }, { event: "B" }] };
  expect(holds(both, "condition:A")).toBe(false);
  expect(holds(both, "condition:A", "condition:B")).toBe(true);
  expect(holds({ any: [{ event: "A" }, { event: "B" }] }, "condition:B")).toBe(true);
  // Nothing is there, so the inner one fails and the outer holds: ignoring must not turn that around.
  expect(holds({ not: { event: "A" } }, "condition:A")).toBe(true);
  expect(holds({ not: { not: { event: "A" } } }, "condition:A")).toBe(true);
  expect(
    holds({ atLeast: 2, of: [{ event: "A" }, { event: "B" }] }, "condition:A", "condition:B"),
  ).toBe(true);
});

test("facts go by the names that people write", () => {
  expect(holds({ pipeline: "ingest", task: "load" }, "condition:ingest.load")).toBe(true);
  expect(holds({ pipeline: "other/ingest" }, "condition:other/ingest")).toBe(true);
  expect(holds({ pipeline: "other/ingest" }, "condition:ingest")).toBe(false);
  expect(holds({ task: "load" }, "condition:load")).toBe(true);
  expect(holds({ variable: "V", equals: "Y" }, "condition:V")).toBe(true);
  expect(holds({ asset: "w/o" }, "condition:w/o")).toBe(true);
});
