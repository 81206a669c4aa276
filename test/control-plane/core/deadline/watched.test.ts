import { expect, test } from "vitest";
import { deadlinesOf, hasDeadline } from "#core/deadline/watched.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const ledger = pipeline(
  "ledger",
  [task("load"), task("post", { deadline: { startBy: "06:30", finishBy: null } })],
  { timezone: "Europe/Berlin", deadline: { startBy: "06:15", finishBy: "07:00+1d" } },
);
const run = { date: "2026-11-23", dueAt: Date.parse("2026-11-23T05:00:00Z"), generation: 1 };

test("deadlines of a run and of its tasks are instants of its business date", () => {
  expect(hasDeadline(ledger)).toBe(true);
  expect(hasDeadline(pipeline("plain", [task("a")]))).toBe(false);
  expect(deadlinesOf(ledger, run)).toEqual([
    { idx: -1, kind: "startBy", at: Date.parse("2026-11-23T05:15:00Z") },
    { idx: -1, kind: "finishBy", at: Date.parse("2026-11-24T06:00:00Z") },
    { idx: 1, kind: "startBy", at: Date.parse("2026-11-23T05:30:00Z") },
  ]);
});

test("what had passed when the run was due, and the start of a rerun, can't be kept", () => {
  const late = { ...run, dueAt: Date.parse("2026-11-23T05:15:00Z") };
  expect(deadlinesOf(ledger, late).map(({ idx, kind }) => `${idx} ${kind}`)).toEqual([
    "-1 finishBy",
    "1 startBy",
  ]);
  expect(deadlinesOf(ledger, { ...run, generation: 2 })).toHaveLength(1);
});

test("a length counts from when the run was due, whatever its date", () => {
  const often = pipeline(
    "often",
    [task("load", { deadline: { startBy: "+5m", finishBy: null } }), task("post")],
    { timezone: "Europe/Berlin", deadline: { startBy: "+10m", finishBy: "+1h30m" } },
  );
  expect(deadlinesOf(often, run)).toEqual([
    { idx: -1, kind: "startBy", at: Date.parse("2026-11-23T05:10:00Z") },
    { idx: -1, kind: "finishBy", at: Date.parse("2026-11-23T06:30:00Z") },
    { idx: 0, kind: "startBy", at: Date.parse("2026-11-23T05:05:00Z") },
  ]);
  expect(deadlinesOf(often, { ...run, date: "2026-11-20" })).toHaveLength(3);
});
