import { expect, test } from "vitest";
import {
  declaredPlace,
  gatesOf,
  instancePlace,
  isInstance,
  itemNumber,
  placesNamed,
  placesOfSpec,
  taskAt,
} from "#core/for-each.ts";
import { maxInstances } from "#core/yaml-limits.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { gates, takes } from "#test/support/gated.ts";

const forEach = "needs.list.outputs.files";
const files = pipeline("p", [
  task("list", { outputs: { files: "list<string>" } }),
  task("load", { needs: [0], forEach, condition: "true", gates: takes("db") }),
  task("load:undo", { phase: "undo", needs: [1], forEach }),
]);

test("a place says which task and which item; all fit an int of Postgres", () => {
  expect(maxInstances).toBeLessThan(placesOfSpec);
  expect(instancePlace(maxInstances, maxInstances)).toBeLessThan(2 ** 31);
  for (const [declared, item] of [
    [0, 0],
    [7, 3],
    [maxInstances, maxInstances - 1],
  ] as const) {
    const place = instancePlace(declared, item);
    expect([isInstance(place), declaredPlace(place), itemNumber(place)]).toEqual([
      true,
      declared,
      item,
    ]);
  }
  expect([isInstance(7), declaredPlace(7), itemNumber(7)]).toEqual([false, 7, null]);
});

test("an instance is its task without what was judged before; what undoes it needs it alone", () => {
  expect(taskAt(files, 0)?.name).toBe("list");
  expect(taskAt(files, instancePlace(1, 2))).toMatchObject({
    name: "load[2]",
    group: "load",
    condition: null,
    needs: [0],
    gates: { takes: [{ pool: "db" }] },
  });
  expect(taskAt(files, instancePlace(2, 2))).toMatchObject({
    name: "load[2]:undo",
    needs: [instancePlace(1, 2)],
  });
  expect(taskAt(files, instancePlace(9, 0))).toBeUndefined();
});

test("the task waits for everything but units of pools, its instances for those alone", () => {
  const whole = task("load", {
    forEach,
    gates: { ...gates({ event: "E" }), takes: takes("db").takes },
  });
  expect(gatesOf(whole)).toMatchObject({ awaits: { kind: "event" }, takes: [] });
  const one = taskAt(pipeline("p", [whole]), instancePlace(0, 1));
  expect(one?.gates).toMatchObject({ awaits: null, takes: [{ pool: "db" }] });
  expect(taskAt(pipeline("p", [task("a", { forEach })]), instancePlace(0, 1))?.gates).toBeNull();
});

test.each([
  ["load", [1]],
  ["load[0]", [instancePlace(1, 0)]],
  ["load[12]", [instancePlace(1, 12)]],
  ["load[01]", []],
  ["load[40000]", []],
  ["list[0]", []],
  ["other", []],
])("%s", (name, places) => {
  expect(placesNamed(name, files)).toEqual(places);
});
