import { expect, test } from "vitest";
import { failFastRanges } from "#core/fail-fast.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const instance = (group: string, value: string, failFast: boolean) =>
  task(`${group}[${value}]`, { group, failFast });

test("nothing is stopped unless somebody says so", () => {
  expect(failFastRanges(pipeline("p", [task("a"), task("b")]))(0)).toBeNull();
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
