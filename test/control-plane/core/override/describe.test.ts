import { expect, test } from "vitest";
import { overrideReason, overrideText } from "#core/override/describe.ts";

test("each kind is said in one clause", () => {
  const value = null;
  expect(overrideText({ kind: "ignore", name: "condition:A", value })).toBe(
    "condition:A is ignored",
  );
  expect(overrideText({ kind: "param", name: "rows", value: 5 })).toBe("params.rows = 5");
  expect(overrideText({ kind: "env", name: "L", value: 'a"b' })).toBe('env.L = "a\\"b"');
  expect(overrideText({ kind: "runsOn", name: "", value: ["big", "etl"] })).toBe(
    "runs on big, etl",
  );
  expect(overrideText({ kind: "runsOn", name: "", value: [] })).toBe("runs on any worker");
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
