import { expect, test } from "vitest";
import { partOfPipeline } from "#core/part-of-pipeline.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const whole = pipeline("p", [
  task("other"),
  task("extract[eu]", { group: "extract" }),
  task("extract[us]", { group: "extract" }),
  task("check", { needs: [1, 2] }),
  task("load", { needs: [3], condition: "failed('check')" }),
  task("after", { needs: [0, 4] }),
]);
const shapeOf = (part: ReturnType<typeof partOfPipeline>) =>
  part?.tasks.map(({ name, needs }) => [name, needs]);

test("a task keeps everything that it needs, and nothing else", () => {
  expect(shapeOf(partOfPipeline(whole, { task: "load", alone: false }))).toEqual([
    ["extract[eu]", []],
    ["extract[us]", []],
    ["check", [0, 1]],
    ["load", [2]],
  ]);
  expect(shapeOf(partOfPipeline(whole, { task: "after", alone: false }))).toEqual(shapeOf(whole));
});

test("a matrix's name stands for its instances, an instance's for itself", () => {
  expect(shapeOf(partOfPipeline(whole, { task: "extract", alone: false }))).toHaveLength(2);
  expect(shapeOf(partOfPipeline(whole, { task: "extract[us]", alone: false }))).toHaveLength(1);
});

test("alone, nothing is needed and `if` is not asked", () => {
  const part = partOfPipeline(whole, { task: "load", alone: true });
  expect(shapeOf(part)).toEqual([["load", []]]);
  expect(part?.tasks[0]?.condition).toBeNull();
  expect(partOfPipeline(whole, { task: "lode", alone: false })).toBeNull();
});
