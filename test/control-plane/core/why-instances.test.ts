import { expect, test } from "vitest";
import { instancesReason, shownItem, withItem } from "#core/why-instances.ts";
import { reason } from "#core/why-reason.ts";

test("items are shown as JSON, long ones cut", () => {
  expect(shownItem("a b")).toBe('"a b"');
  expect(shownItem(7)).toBe("7");
  expect(shownItem("x".repeat(100))).toHaveLength(81);
});

test("reasons of an instance name its item, others stay as they are", () => {
  const reasons = [reason("worker", "waits")];
  expect(withItem(reasons, { item: "a" })).toMatchObject([{ message: 'waits (item "a")' }]);
  expect(withItem(reasons, { item: false })).toMatchObject([{ message: "waits (item false)" }]);
  expect(withItem(reasons, {})).toBe(reasons);
});

test("a task with forEach says how many of its instances have ended", () => {
  const task = { name: "load", startedAt: null, instances: { total: 5, open: 2 } };
  expect(instancesReason(task)).toMatchObject({
    kind: "running",
    task: "load",
    message: "3 of its 5 instances have ended",
  });
});
