import { expect, test } from "vitest";
import { failFastRanges } from "#core/fail-fast.ts";
import { instancePlace } from "#core/for-each.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const instance = (group: string, value: string, failFast: boolean) =>
  task(`${group}[${value}]`, { group, failFast });

test("nothing is stopped unless somebody says so", () => {
  expect(failFastRanges(pipeline("p", [task("a"), task("b")]))(0)).toBeNull();
});

test("a `forEach` stops its instances; a pipeline with one also stops those", () => {
  const load = task("load", { forEach: "[1]", failFast: true });
  const own = failFastRanges(pipeline("p", [task("a"), load]));
  expect(own(1)).toEqual({ from: instancePlace(1, 0), to: instancePlace(2, 0) - 1 });
  const all = failFastRanges(pipeline("p", [task("a"), load], { failFast: true }));
  expect(all(0)?.to).toBeGreaterThan(instancePlace(1, 0));
});

test("a task that stops its run stops all but what comes after it", () => {
  const last = task("z", { phase: "finally", onFailure: "stop" });
  const some = failFastRanges(
    pipeline("p", [task("a"), task("b", { onFailure: "stop" }), instance("m", "1", true), last]),
  );
  expect([0, 1, 2, 3].map(some)).toEqual([null, { from: 0, to: 2 }, { from: 2, to: 2 }, null]);
});

test("a pipeline's covers every task, a matrix's its instances", () => {
  const tasks = [
    task("a"),
    instance("m", "1", true),
    instance("m", "2", true),
    instance("n", "1", false),
  ];
  const some = failFastRanges(pipeline("p", tasks));
  expect([0, 1, 2, 3].map(some)).toEqual([null, { from: 1, to: 2 }, { from: 1, to: 2 }, null]);
  const all = failFastRanges(pipeline("p", tasks, { failFast: true }));
  expect(all(3)).toEqual({ from: 0, to: 3 });
});
