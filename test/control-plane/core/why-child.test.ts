import { expect, test } from "vitest";
import { childReason } from "#core/why-child.ts";

test("a task that waits for a run names it, and where to ask further", () => {
  const child = { run: "15", pipeline: "load", state: "waiting" as const };
  expect(childReason({ name: "call", startedAt: null }, child)).toMatchObject({
    kind: "running",
    task: "call",
    message: "waits for run 15 of load, which is waiting (see `trunkline why 15`)",
  });
});
