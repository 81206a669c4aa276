import { expect, test } from "vitest";
import { compilePipelineFilter, type FilterablePipeline } from "#core/pipeline-filter.ts";

const pipeline: FilterablePipeline = {
  pipeline: "orders",
  project: "shop",
  owner: "sales",
  tags: { tier: ["gold"] },
  file: "pipelines/orders.yaml",
  health: "Suspended",
  paused: true,
  stage: "observe",
};

const matches = (text: string): boolean => {
  const filter = compilePipelineFilter(text);
  if ("issues" in filter) throw new Error(filter.issues[0]?.message);
  return filter.matches(pipeline);
};

test.each([
  ["paused && owner == 'sales'", true],
  ["'gold' in tags.tier && pipeline.startsWith('ord')", true],
  ["health == 'Degraded'", false],
  ["'pii' in tags.data", false],
])("%s is %s", (text, expected) => {
  expect(matches(text)).toBe(expected);
});

test("what a pipeline doesn't have is said with what it has", () => {
  expect(compilePipelineFilter("ownr == 'sales'")).toMatchObject({
    issues: [{ message: 'a pipeline has no "ownr"', help: expect.stringContaining("owner") }],
  });
});
