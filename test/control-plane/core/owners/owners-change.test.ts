import { expect, test } from "vitest";
import { ownersChange } from "#core/owners/owners-change.ts";

test("rules come and go; comments and spaces are none", () => {
  expect(ownersChange("* @data\n", "# who\n*   @data 1\n")).toBeNull();
  expect(ownersChange(null, null)).toBeNull();
  expect(ownersChange(null, "* @data\n/gl/ @gl @leads 2\n/docs/\n")).toEqual({
    added: ["* needs 1 of data", "/gl/ needs 2 of gl, leads", "/docs/ needs nobody"],
    ...{ removed: [], reordered: false },
  });
  expect(ownersChange("* @data\n/gl/ @gl\n", "/gl/ @gl 2\n")).toEqual({
    added: ["/gl/ needs 2 of gl"],
    removed: ["* needs 1 of data", "/gl/ needs 1 of gl"],
    reordered: false,
  });
});

test("the last line that fits decides, so that another order is a change", () => {
  expect(ownersChange("* @data\n/gl/ @gl\n", "/gl/ @gl\n* @data\n")).toEqual({
    ...{ added: [], removed: [], reordered: true },
  });
});
