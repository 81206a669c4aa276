import { expect, test } from "vitest";
import { foldReasons } from "#core/why-fold.ts";
import { reason } from "#core/why-reason.ts";

test("what is the same of several tasks is one reason, with the earliest instants", () => {
  const told = ["a", "b", "c"].map((task, n) =>
    reason("retry", "attempt 1 failed; attempt 2 follows", {
      ...{ task, since: n === 0 ? null : `2026-11-28T0${4 - n}:00:00Z` },
      until: `2026-11-28T0${5 + n}:00:00Z`,
    }),
  );
  expect(foldReasons(told, 10)).toEqual([
    {
      ...told[0],
      since: "2026-11-28T02:00:00Z",
      until: "2026-11-28T05:00:00Z",
      alike: { count: 2, tasks: ["b", "c"] },
    },
  ]);
});

test("what differs in what it asks, or is of the whole run, stays apart", () => {
  const told = [
    reason("gate", "pool db: full", { task: "a", change: "trunkline approve 1 a" }),
    reason("gate", "pool db: full", { task: "b", change: "trunkline approve 1 b" }),
    reason("gate", "pool db: full", { task: "c", holds: true }),
    reason("gate", "pool db: full"),
  ];
  expect(foldReasons(told, 10)).toEqual(told);
});

test("of too many those stay that need somebody; of 10,000 that are alike 50 are named", () => {
  const ready = Array.from({ length: 10_000 }, (_, n) =>
    reason("worker", "no worker is alive", { task: `t${n}` }),
  );
  const failed = reason("finished", "failed: exit code 1", { task: "z" });
  const [first, second, ...more] = foldReasons([...ready, failed], 2);
  expect([first, more]).toEqual([failed, []]);
  expect(second?.alike?.count).toBe(9_999);
  expect(second?.alike?.tasks.length).toBe(50);
});
