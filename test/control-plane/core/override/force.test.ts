import { expect, test } from "vitest";
import { type ForcedTask, isBeyondForce, notAwaited } from "#core/override/force.ts";
import { type Ignored, parseIgnored } from "#core/override/ignore.ts";
import { gates } from "#test/support/gated.ts";

const task = (fields: Partial<ForcedTask> = {}): ForcedTask => ({
  name: "load",
  state: "waiting",
  gates: gates({ all: [{ event: "A" }, { task: "b" }] }, { notBefore: "22:00" }),
  repeats: false,
  retries: false,
  held: false,
  kept: false,
  ...fields,
});
const refused = (text: string, fields: Partial<ForcedTask> = {}) =>
  notAwaited(task(fields), parseIgnored(text) as Ignored);

test("only what waits can be forced", () => {
  expect(isBeyondForce(task())).toBe(null);
  expect(isBeyondForce(task({ state: "succeeded" }))).toBe("load has ended: it succeeded");
  expect(isBeyondForce(task({ state: "running" }))).toBe("load runs already");
  expect(isBeyondForce(task({ state: "ready" }))).toMatch(/waits for a worker/);
});

test("only what it waits for can be ignored; the names that it has are told", () => {
  for (const text of ["condition", "condition:A", "condition:b", "time"])
    expect(refused(text)).toBe(null);
  expect(refused("condition:C")).toEqual({
    message: "load does not wait for condition:C",
    help: "it waits for: condition:A, condition:b",
  });
  expect(refused("pool")).toMatchObject({ message: "load does not wait for pool" });
  for (const text of ["retry", "hold", "blackout"]) expect(refused(text)).not.toBe(null);
  expect(refused("retry", { retries: true })).toBe(null);
  expect(refused("hold", { held: true })).toBe(null);
  expect(refused("blackout", { kept: true })).toBe(null);
  expect(refused("time", { gates: null })).not.toBe(null);
  expect(refused("time", { gates: null, repeats: true })).toBe(null);
});
