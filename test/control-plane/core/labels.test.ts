import { expect, test } from "vitest";
import { labelRule, labelSet, missingLabels } from "#core/labels.ts";
import schema from "#schemas/pipeline.schema.json" with { type: "json" };

test("the rule for labels is the schema's", () => {
  expect(labelRule.source.replaceAll("\\/", "/")).toBe(schema.definitions.workerLabel.pattern);
});

test("a set of labels doesn't depend on their order", () => {
  expect(labelSet(["host:etl01", "etl", "etl"])).toEqual(["etl", "host:etl01"]);
  expect(labelSet([])).toEqual([]);
});

test("labels that are missing keep their order", () => {
  expect(missingLabels(["a", "b", "c"], ["b", "z"])).toEqual(["a", "c"]);
  expect(missingLabels(["a"], ["a"])).toEqual([]);
});
