import { expect, test } from "vitest";
import { causesOf, type Troubled } from "#core/today/causes.ts";
import { heldBy, keyOfShared, kindOfFact, type SharedWait } from "#core/today/shared-waits.ts";

const now = "2026-11-20T02:12:40.000Z";
const one = (pipeline: string, more: Partial<Troubled> = {}): Troubled => ({
  ...{ run: pipeline, project: "estate", pipeline, state: "waiting", what: "takes 1 unit" },
  ...{ since: "2026-11-20T02:00:00.000Z", deadline: null, expectedAt: null },
  ...more,
});
const pool = (runs: readonly string[], more: Partial<SharedWait> = {}): SharedWait => ({
  ...{ kind: "pool", name: "warehouse", project: "estate", found: null, since: now, until: null },
  ...{ by: [], count: runs.length, runs },
  ...more,
});

test("what several wait for is the cause of those that are late, with whoever else waits below it", () => {
  const late = one("late", { state: "late", deadline: "2026-11-20T02:00:00.000Z" });
  const [cause, ...others] = causesOf([one("a"), late, one("b")], now, [pool(["a", "late", "b"])]);
  expect(others).toEqual([]);
  expect(cause?.shared?.name).toBe("warehouse");
  expect(cause?.runs.map(({ run }) => run)).toEqual(["late", "a", "b"]);
});

test("where nobody who waits is in trouble it is no cause", () => {
  expect(causesOf([one("a"), one("b")], now, [pool(["a", "b"])])).toEqual([]);
});

test("a pipeline in trouble that has it is the cause before it", () => {
  const vacuum = one("vacuum", { state: "at-risk", what: "has run for 42 min" });
  const waits = pool(["a"], { by: [{ project: "estate", pipeline: "vacuum" }] });
  const [cause] = causesOf([one("a", { state: "at-risk" }), vacuum], now, [waits]);
  expect([cause?.shared, cause?.root.pipeline, cause?.runs.length]).toEqual([null, "vacuum", 2]);
});

test("a pipeline that has it and waits for itself through it is no circle without an end", () => {
  const waits = pool(["a"], { by: [{ project: "estate", pipeline: "a" }] });
  expect(causesOf([one("a", { state: "late" })], now, [waits])[0]?.shared?.name).toBe("warehouse");
});

test("what waits for a pipeline in trouble hangs below that one, whatever it waits for with others", () => {
  const failed = one("load", { state: "failed", what: "Exit code 1." });
  const waits = one("a", { state: "late", what: "waits for load: it failed" });
  expect(causesOf([failed, waits], now, [pool(["a"])])[0]?.root.run).toBe("load");
});

test("a run that waits for several is held by what holds most", () => {
  const event = pool(["a", "b"], { kind: "event", name: "event X" });
  const held = heldBy([pool(["a"]), event]);
  expect(held.get("a")?.kind).toBe("event");
  expect(keyOfShared(event)).not.toBe(keyOfShared({ ...event, project: null }));
});

test("facts are told apart by the word that they begin with", () => {
  expect(["event RATES", "variable x == 1", "asset a fresh"].map(kindOfFact)).toEqual([
    "event",
    "variable",
    "asset",
  ]);
});
