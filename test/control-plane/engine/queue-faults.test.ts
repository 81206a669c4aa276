import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** What a process that rejects with the message, and nobody hears it, ends with and prints. */
const rejecting = (message: string) => {
  const script = `import { bearQueueFaults } from "#engine/queue-faults.ts";
    for (const _ of [1, 2]) bearQueueFaults();
    Promise.reject(new Error(${JSON.stringify(message)}));
    setTimeout(() => console.log("goes on"), 20);`;
  const words = ["--input-type=module", "-e", script];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
  return [status, stdout.trim()];
};

test("a worker outlives what graphile-worker lets go unheard when its database is away, and nothing else", () => {
  const fault = "Error occurred whilst returning jobs from local queue to database queue: gone";
  expect(rejecting(fault)).toEqual([0, "goes on"]);
  expect(rejecting("Worker did not exit cleanly")).toEqual([0, "goes on"]);
  expect(rejecting("a mistake of ours")).toEqual([1, ""]);
});
