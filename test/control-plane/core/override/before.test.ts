import { expect, test } from "vitest";
import { instancePlace } from "#core/for-each.ts";
import { envBefore, type PlacedValue } from "#core/override/before.ts";
import { task } from "#test/support/deploy.ts";

const given = (idx: number, value: string): PlacedValue => ({
  ...{ idx, kind: "env", name: "LEVEL", value },
});
const info = { idx: 0, task: task("a", { env: { LEVEL: "info" } }) };
const warn = { idx: 1, task: task("b", { env: { LEVEL: "warn" } }) };
const none = { idx: 2, task: task("c") };

test("as the spec says, each value once; null where no task has it", () => {
  expect(envBefore("LEVEL", [info], [])).toBe("info");
  expect(envBefore("LEVEL", [info, none, { ...info, idx: 3 }], [])).toBe("info");
  expect(envBefore("LEVEL", [info, warn], [])).toEqual(["info", "warn"]);
  expect(envBefore("LEVEL", [none], [])).toBe(null);
});

test("what was given last counts: for the task, for all, or for what an instance is of", () => {
  const both = [given(0, "debug"), given(-1, "trace")];
  expect(envBefore("LEVEL", [info], both)).toBe("trace");
  expect(envBefore("LEVEL", [info, warn], both.toReversed())).toEqual(["debug", "trace"]);
  expect(envBefore("LEVEL", [{ ...info, idx: instancePlace(0, 3) }], [given(0, "x")])).toBe("x");
  expect(envBefore("LEVEL", [info], [{ ...given(0, "x"), name: "OTHER" }])).toBe("info");
  expect(envBefore("LEVEL", [info], [{ ...given(0, "x"), kind: "param" }])).toBe("info");
});
