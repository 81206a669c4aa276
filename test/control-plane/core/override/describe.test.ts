import { expect, test } from "vitest";
import { overrideReason, overrideText } from "#core/override/describe.ts";

test("each kind is said in one clause", () => {
  const before = null;
  expect(overrideText({ kind: "ignore", name: "condition:A", value: null, before })).toBe(
    "condition:A is ignored",
  );
  expect(overrideText({ kind: "param", name: "rows", value: 5, before })).toBe("params.rows = 5");
  expect(overrideText({ kind: "env", name: "L", value: 'a"b', before })).toBe('env.L = "a\\"b"');
  expect(overrideText({ kind: "runsOn", name: "", value: ["big", "etl"], before })).toBe(
    "runs on big, etl",
  );
  expect(overrideText({ kind: "runsOn", name: "", value: [], before })).toBe("runs on any worker");
});

test("what was there before is told beside what it becomes", () => {
  const region = { kind: "param" as const, name: "region", value: "asia" };
  expect(overrideText({ ...region, before: "us" })).toBe('params.region: "us" -> "asia"');
  expect(overrideText({ ...region, before: "asia" })).toBe('params.region = "asia"');
  const level = { kind: "env" as const, name: "LEVEL", value: "debug" };
  expect(overrideText({ ...level, before: ["info", "warn"] })).toBe(
    'env.LEVEL: "info" or "warn" -> "debug"',
  );
  expect(overrideText({ kind: "param", name: "full", value: true, before: false })).toBe(
    "params.full: false -> true",
  );
});

test("as a reason it names who did it and why", () => {
  const who = { task: "load", actor: "ada", reason: "late", at: "2026-11-23T03:00:00Z" };
  expect(overrideReason("time is ignored", who)).toMatchObject({
    kind: "override",
    message: "time is ignored (by ada: late)",
    task: "load",
    since: who.at,
  });
});
