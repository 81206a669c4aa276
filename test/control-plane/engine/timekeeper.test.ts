import { expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { startTimekeeper } from "#engine/timekeeper.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { perform } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { tomorrow, Watched } from "#test/support/watched.ts";

test("verdicts change when their time comes and when something happens, without anybody asking", async () => {
  await using at = await Watched.of(
    pipeline("orders", [task("load")], { deadline: { startBy: null, finishBy: tomorrow } }),
  );
  // What is left of the time, but for a second.
  const end = new Date(Date.now() + 2 * 86_400_000);
  const deadlineMs = Date.UTC(end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate()) - 60_000;
  for (const _ of [1, 2, 3]) await at.earlier("orders", deadlineMs - Date.now() - 1_500);
  const run = await at.run("orders");
  const keeper = startTimekeeper({
    pool: at.pool,
    readPipeline: createDefinitions(at.pool).pipeline,
    held: () => null,
    report: (message) => expect(message).toBe(""),
  });
  const state = async () => {
    const { rows } = await at.pool.query(
      "select state from trunkline.run_deadline where run_id = $1",
      [run],
    );
    return rows[0]?.state;
  };
  try {
    await eventually("at risk by time", async () => (await state()) === "at-risk");
    await perform(at.pool, at.worker, run, 0);
    await eventually("met by its end", async () => (await state()) === "met");
  } finally {
    await keeper.stop();
  }
});
