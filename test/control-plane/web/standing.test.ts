import { expect, test } from "vitest";
import { standingOf } from "#web/standing.ts";

test("the worst is shown, all are counted, and one alone is told without a number", () => {
  expect(standingOf(["succeeded", "late", "succeeded", null])).toMatchObject({
    worst: "risk",
    text: "1 late, 2 succeeded, 1 never ran",
  });
  expect(standingOf(["running"])).toMatchObject({ worst: "run", text: "running" });
  expect(standingOf([null, null])).toMatchObject({ worst: "blank", text: "2 never ran" });
  expect(standingOf([])).toMatchObject({ worst: "blank", text: "" });
});
