import { expect, test } from "vitest";
import type { Task } from "#core/pipeline.ts";
import {
  type Declared,
  expectedOf,
  type StubRules,
  saidExitOf,
  stubOf,
} from "#core/rehearsal/stub.ts";
import { task } from "#test/support/deploy.ts";

const takes = (ms: number, more: Partial<Declared> = {}): Declared => ({
  expected: { medianMs: ms, p90Ms: 2 * ms },
  exitCode: 0,
  outputs: {},
  output: "",
  ...more,
});
const rules = (fields: Partial<StubRules> = {}): StubRules => ({
  declared: new Map(),
  recorded: new Map(),
  failures: [],
  otherwiseMs: 60_000,
  seed: null,
  ...fields,
});
const attempt = {
  ...{ pipeline: "p", task: "t[eu]", group: "t", date: "2026-11-23", slot: "s", attempt: 1 },
  timeoutMs: null,
  outputs: {},
  saidExit: null,
};

test("a command that is nothing but its exit code has that, unless another is declared", () => {
  const script = (text: string) => ({ ...task("x").action, script: text }) as Task["action"];
  expect(
    ["exit 1", " exit 12\n", "exit 1; x", "x"].map((text) => saidExitOf(script(text))),
  ).toEqual([1, 12, null, null]);
  expect(stubOf(rules(), { ...attempt, saidExit: 3 })).toMatchObject({ exitCode: 3 });
  const declared = new Map([["p/t", takes(1)]]);
  expect(stubOf(rules({ declared }), { ...attempt, saidExit: 3 })).toMatchObject({ exitCode: 0 });
});

test("what is declared counts before what is recorded, an instance before its matrix, and both before the rest", () => {
  const recorded = new Map([["p/t[eu]", { medianMs: 3_000, p90Ms: 4_000 }]]);
  const ms = (fields: Partial<StubRules>) => stubOf(rules(fields), attempt).durationMs;
  expect(ms({})).toBe(60_000);
  expect(ms({ recorded })).toBe(3_000);
  expect(ms({ recorded, declared: new Map([["p/t", takes(2_000)]]) })).toBe(2_000);
  const both = new Map([
    ["p/t", takes(2_000)],
    ["p/t[eu]", takes(1_000)],
  ]);
  expect(ms({ recorded, declared: both })).toBe(1_000);
  // How it ends may be declared without how long it takes.
  const failing = { ...takes(0), expected: null, exitCode: 4 };
  const stub = stubOf(rules({ recorded, declared: new Map([["p/t", failing]]) }), attempt);
  expect(stub).toMatchObject({ durationMs: 3_000, exitCode: 4, asked: true });
});

test("of a task with a timeout of which nothing is known, half of that is assumed at most", () => {
  expect(expectedOf(rules(), { ...attempt, timeoutMs: 30_000 })).toEqual({
    medianMs: 15_000,
    p90Ms: 18_750,
  });
});

test("a failure is of one date or of all, by the instance's name or the declared one", () => {
  const exit = (task: string, date: string | null, fields: Partial<StubRules> = {}) =>
    stubOf(rules({ failures: [{ pipeline: "p", task, date }], ...fields }), attempt).exitCode;
  expect([exit("t", null), exit("t[eu]", "2026-11-23")]).toEqual([1, 1]);
  expect([exit("t", "2026-11-24"), exit("u", null)]).toEqual([0, 0]);
  expect(exit("t", null, { declared: new Map([["p/t", takes(1, { exitCode: 7 })]]) })).toBe(7);
});

test("declared outputs have a value of their type, a given one or an empty one", () => {
  const outputs = {
    rows: "integer",
    name: "string",
    sum: "number",
    ok: "boolean",
    files: "list<string>",
  } as const;
  const declared = new Map([["p/t", takes(1, { outputs: { rows: "5" }, output: "ORA-1" })]]);
  expect(stubOf(rules({ declared }), { ...attempt, outputs })).toMatchObject({
    outputs: { rows: "5", name: "", sum: "0", ok: "false", files: "[]" },
    output: "ORA-1",
  });
});
