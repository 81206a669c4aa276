// A worker that is frozen for longer than its commands may go on without it, and not so long that it counts as dead.

import { expect, test } from "vitest";
import { expectOnce } from "#test/support/effects.ts";
import { Estate, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { isRunning } from "#test/support/process.ts";

// Their attempts were called failed, and so were their runs.
test("a worker that thaws before its TTL gives back the tasks whose commands were killed", async () => {
  // Its commands go on for half of it; so there is time to thaw the worker, on a busy machine too.
  await using estate = new Estate(undefined, { ttl: 10 });
  await estate.started("server");
  const worker = await estate.started("worker");
  const id = await estate.run();
  await estate.starts(3);
  const commands = estate.effects("start").map(({ pid }) => pid);
  worker.child.kill("SIGSTOP");
  await eventually("its commands are gone", () => !commands.some(isRunning), 9_000);
  worker.child.kill("SIGCONT");
  await worker.said("starting anew");
  await estate.starts(6);
  estate.go();
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
  for (const { name, attempts } of run.tasks)
    if (name !== "last") expect(attempts.map(({ ending }) => ending)).toEqual(["lost", "exited"]);
});
