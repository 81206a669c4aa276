import { expect, test } from "vitest";
import { causesOf, type Troubled } from "#core/today/causes.ts";

const now = "2026-11-20T02:12:40.000Z";
const one = (pipeline: string, more: Partial<Troubled> = {}): Troubled => ({
  ...{ run: pipeline, project: "estate", pipeline, state: "failed", what: "load: Exit code 1." },
  ...{ since: "2026-11-20T02:00:00.000Z", deadline: null, expectedAt: null },
  ...more,
});
const shown = (troubled: readonly Troubled[]) =>
  causesOf(troubled, now).map(({ root, runs }) => [
    root.pipeline,
    ...runs.slice(1).map(({ run }) => run),
  ]);

test("what waits hangs below what it waits for, through others that wait", () => {
  const waits = (pipeline: string, what: string) => one(pipeline, { state: "waiting", what });
  expect(
    shown([
      waits("regulatory-lcr", "waits for risk-var of the same date"),
      waits("risk-var", "waits for eod-positions: it failed"),
      one("eod-positions"),
    ]),
  ).toEqual([["eod-positions", "regulatory-lcr", "risk-var"]]);
});

test("a name within another name is not that pipeline", () => {
  const late = one("late-one", { state: "late", what: "waits for eod-positions-eu" });
  expect(shown([one("eod-positions"), late])).toHaveLength(2);
});

test("two that wait for each other are one cause, and what only waits is none", () => {
  const a = one("a-one", { state: "at-risk", what: "waits for b-one" });
  const b = one("b-one", { state: "waiting", what: "waits for a-one" });
  expect(causesOf([a, b], now).flatMap(({ runs }) => runs)).toHaveLength(1);
  expect(causesOf([b], now)).toEqual([]);
});

test("the least time left comes first, by any run of the cause; then what happened last", () => {
  const deadline = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
  const causes = causesOf(
    [
      one("old", { since: "2026-11-19T02:00:00.000Z" }),
      one("new"),
      one("later", { state: "late", deadline: deadline(90) }),
      one("soon"),
      one("victim", { state: "at-risk", what: "waits for soon", deadline: deadline(20) }),
    ],
    now,
  );
  expect(causes.map(({ root }) => root.pipeline)).toEqual(["soon", "later", "new", "old"]);
  expect(causes[0]?.deadline).toBe(deadline(20));
});

test("a pipeline that failed again and again is one cause, with the newest first", () => {
  const again = ["17", "18", "19"].map((day) =>
    one("crm", { run: day, since: `2026-11-${day}T00:00:00.000Z` }),
  );
  const [cause] = causesOf(again, now);
  expect(cause?.runs.map(({ run }) => run)).toEqual(["19", "18", "17"]);
});
