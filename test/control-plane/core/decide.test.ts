import { describe, expect, test } from "vitest";
import { decide } from "#core/decide.ts";
import type { ExpressionScope, NeedValue } from "#core/expression.ts";
import type { TaskState } from "#core/run.ts";

const scope: ExpressionScope = {
  params: {},
  matrix: {},
  needs: {
    a: { outputs: { rows: "integer" }, isMatrix: false },
    b: { outputs: {}, isMatrix: false },
  },
  allowStatus: true,
};
const run = {
  id: "r",
  date: "2026-01-01",
  scheduledAt: "",
  pipeline: "p",
  generation: 1,
  interval: { start: "", end: "" },
};
const need = (
  group: string,
  state: TaskState,
  onFailure: NeedValue["onFailure"] = "fail",
): NeedValue => ({ name: group, group, state, outputs: {}, onFailure });
const when = (condition: string | null, ...needs: NeedValue[]) =>
  decide(condition, needs, { scope, run, params: {}, matrix: {} });

describe("without `if`", () => {
  test.each<[string, NeedValue[], boolean]>([
    ["no needs", [], true],
    ["all succeeded", [need("a", "succeeded"), need("b", "succeeded")], true],
    ["one failed", [need("a", "failed"), need("b", "succeeded")], false],
    ["one failed and may", [need("a", "failed", "continue"), need("b", "succeeded")], true],
    ["one skipped", [need("a", "skipped"), need("b", "succeeded")], false],
    ["one skipped that may fail", [need("a", "skipped", "continue")], false],
    ["one cancelled", [need("a", "cancelled")], false],
  ])("%s", (_name, needs, runs) => {
    expect(when(null, ...needs)).toEqual({ run: runs });
    // The condition that says the same in words.
    expect(when("succeeded()", ...needs)).toEqual({ run: runs });
  });
});

test("a repair runs when what it repairs has failed", () => {
  expect(when("failed('a')", need("a", "failed"))).toEqual({ run: true });
  expect(when("failed('a')", need("a", "succeeded"))).toEqual({ run: false });
  expect(when("failed('a')", need("a", "failed", "continue"))).toEqual({ run: true });
  expect(when("failed()", need("a", "failed", "continue"))).toEqual({ run: false });
  expect(when("finished()", need("a", "skipped"), need("b", "failed"))).toEqual({ run: true });
});

test("a condition without a value is an error for people", () => {
  expect(when("needs.a.outputs.rows > 3", need("a", "skipped"))).toEqual({
    error: "`if`: `needs.a.outputs.rows > 3`: needs.a.outputs.rows has no value in this run",
  });
});
