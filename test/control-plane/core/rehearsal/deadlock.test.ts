import { expect, test } from "vitest";
import { deadlocks } from "#core/rehearsal/deadlock.ts";
import { poolFacts, runFacts } from "./rehearsal-facts.ts";

const open = (id: string, keys: string[], date = "2026-11-23") =>
  runFacts({ id, pipeline: id, finishedAt: null, state: "waiting", keys, date });

const found = (
  runs: Parameters<typeof deadlocks>[1],
  pools: Parameters<typeof deadlocks>[2] = [],
) => deadlocks("shop", runs, pools).map((cycle) => cycle.map(({ id }) => id).join(" "));

test("runs that wait for one another by pipelines, by tasks and by pools, each cycle once", () => {
  expect(
    found([
      open("a", ["p:shop/b:2026-11-23"]),
      open("b", ["t:shop/c"]),
      open("c", ["p:shop/a"]),
      open("outside", ["p:shop/a"]),
    ]),
  ).toEqual(["a b c"]);
  const span = { task: "t", units: 1, from: 0, until: null };
  const lock = poolFacts({
    ...{ name: "l", kind: "lock" },
    had: [{ ...span, run: "a" }],
    asked: [{ ...span, run: "b" }],
  });
  expect(found([open("a", ["p:shop/b"]), open("b", [])], [lock])).toEqual(["a b"]);
});

test("waiting for another date, another project, or a run that has ended makes no cycle", () => {
  expect(found([open("a", ["p:shop/b:2026-11-22"]), open("b", ["p:shop/a"])])).toEqual([]);
  expect(found([open("a", ["p:bank/b"]), open("b", ["p:shop/a"])])).toEqual([]);
  expect(found([open("a", ["p:shop/b"]), runFacts({ id: "b", keys: ["p:shop/a"] })])).toEqual([]);
});
