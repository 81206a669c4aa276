import { expect, test } from "vitest";
import { readsOutput, ruleFor } from "#core/end-rules.ts";
import type { EndValues } from "#core/expression.ts";
import type { EndRule, Repeat } from "#core/pipeline.ts";

const rule = (when: string): EndRule => ({ when, result: "succeeded", retry: null, effects: [] });
const values = {
  scope: {
    params: { limit: "integer" },
    matrix: {},
    needs: { a: { outputs: { rows: "integer" }, isMatrix: false } },
    allowStatus: false,
  },
  run: {
    id: "1",
    date: "2026-01-01",
    scheduledAt: "",
    pipeline: "p",
    generation: 1,
    interval: { start: "", end: "" },
  },
  params: { limit: 4 },
  matrix: {},
  needs: [{ name: "a", group: "a", state: "succeeded", outputs: {}, onFailure: "fail" }],
} as const;

const end = { exitCode: 1, signal: "", timedOut: false, output: "", attempt: 1 };
const matched = (whens: string[], fields: Partial<EndValues> = {}) =>
  ruleFor(whens.map(rule), { ...end, ...fields }, values)?.index ?? null;

test.each<[string[], Partial<EndValues>, number | null]>([
  [[], {}, null],
  [["exitCode == 4"], { exitCode: 4 }, 0],
  [["exitCode == 4"], { exitCode: 5 }, null],
  [["exitCode == 4", "exitCode > 2", "true"], { exitCode: 5 }, 1],
  [["exitCode in [3, 4] && exitCode <= params.limit"], { exitCode: 4 }, 0],
  [["signal == 'SIGKILL'"], { exitCode: -1, signal: "SIGKILL" }, 0],
  [["timedOut"], { exitCode: -1, timedOut: true }, 0],
  [["output.contains('ORA-00060')"], { output: "x ORA-00060 y" }, 0],
  [["attempt > 2"], { attempt: 3 }, 0],
])("%j with %j", (whens, fields, index) => {
  expect(matched(whens, fields)).toBe(index);
});

test("what a rule asks for and nobody wrote is an error, where it is needed", () => {
  expect(() => matched(["needs.a.outputs.rows > 0"])).toThrow(/has no value in this run/);
  expect(matched(["exitCode == 1 || needs.a.outputs.rows > 0"])).toBe(0);
});

test("output is kept only for rules and repetitions that look at it", () => {
  const repeat = (goesOn: string): Repeat => ({
    beat: { everyMs: 1, from: "end", until: null },
    max: null,
    while: goesOn,
    onFailure: "stop",
  });
  expect(readsOutput({ on: [rule("exitCode == 4")], repeat: repeat("iteration < 3") })).toBe(false);
  expect(readsOutput({ on: [rule("output.contains('x')")] })).toBe(true);
  expect(readsOutput({ on: [], repeat: repeat("!output.contains('done')") })).toBe(true);
});
