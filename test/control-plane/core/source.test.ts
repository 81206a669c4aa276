// The cost of a source is bounded by its size, whatever is wrong in it.

import { expect, test } from "vitest";
import { defaultProject, readSource } from "#core/estate.ts";

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

const hostile: Record<string, string> = {
  "4,500 tasks with an unknown need": many(
    4_500,
    (index) => `  task_number_${index}: {run: x, needs: [task_numer_x${index}]}`,
  ),
  "one task with 15,000 unknown needs": `  a:\n    run: x\n    needs:\n${many(15_000, (index) => `    - need${index}`)}`,
  "1,000 matrices of 20,736 instances": many(
    1_000,
    (index) =>
      `  t${index}: {run: x, matrix: {a: [1,2,3,4,5,6,7,8,9,10,11,12], b: [1,2,3,4,5,6,7,8,9,10,11,12], c: [1,2,3,4,5,6,7,8,9,10,11,12], d: [1,2,3,4,5,6,7,8,9,10,11,12]}}`,
  ),
  "1,000 matrices of 10,000 instances": many(
    1_000,
    (index) =>
      `  t${index}: {run: x, matrix: {a: [1,2,3,4,5,6,7,8,9,10], b: [1,2,3,4,5,6,7,8,9,10], c: [1,2,3,4,5,6,7,8,9,10], d: [1,2,3,4,5,6,7,8,9,10]}}`,
  ),
  "12,000 expressions in one text": `  a:\n    run: |\n${many(12_000, (index) => `      \${{ x${index} }}`)}`,
  "5,000 tasks in one cycle": many(
    5_000,
    (index) => `  t${index}: {run: x, needs: [t${(index + 1) % 5_000}]}`,
  ),
  "4,000 tasks of the wrong type": many(4_000, (index) => `  t${index}: [x]`),
  "3,000 unknown properties": many(3_000, (index) => `  t${index}: {run: x, timeuot: 5m}`),
};

test.each(Object.entries(hostile))("%s", (_, tasks) => {
  const text = `name: a\ntasks:\n${tasks}\n`;
  expect(text.length).toBeLessThan(262_144);
  const { pipeline, diagnostics } = readSource("pipelines/a.yaml", () => text, defaultProject, [
    "pipelines/a.yaml",
  ]);
  expect(pipeline).toBeNull();
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.length).toBeLessThanOrEqual(201);
});

test("names of prototypes are names like others", () => {
  const text =
    "name: constructor\nparams: {constructor: {default: x}}\ntasks:\n  constructor: {run: 'echo ${{ params.constructor }}', outputs: {toString: string}}\n  valueOf: {run: b, needs: [constructor], if: needs.constructor.outputs.toString == 'x'}\n  hasOwnProperty: {run: c, needs: [toString]}\n";
  const { diagnostics } = readSource("pipelines/a.yaml", () => text, defaultProject, [
    "pipelines/a.yaml",
  ]);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'unknown-task: there is no task "toString"',
  ]);
});
