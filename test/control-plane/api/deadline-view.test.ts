import { expect, test } from "vitest";
import { readRun } from "#api/run-view.ts";
import { whyOfRun } from "#api/why-run.ts";
import { threatenedRuns } from "#store/deadlines.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day } from "#test/support/engine.ts";
import { tomorrow, Watched } from "#test/support/watched.ts";

test("a run shows its deadlines with what they rest on, `why` those that are threatened", async () => {
  await using at = await Watched.of(
    pipeline(
      "orders",
      [task("load"), task("post", { needs: [0], deadline: { startBy: null, finishBy: tomorrow } })],
      { deadline: { startBy: null, finishBy: "07:00" } },
    ),
  );
  const run = await at.run("orders", day(1));
  await at.judge();
  const { deadlines } = await readRun(at.pool, run);
  expect(deadlines).toMatchObject([
    {
      task: null,
      kind: "finishBy",
      at: "2026-01-01T07:00:00.000Z",
      state: "late",
      cause: { task: "load", message: "waits for a worker", path: ["load", "post"] },
      basis: "nothing is expected yet: 0 of the 3 earlier runs that it takes",
      changes: [{ state: "late" }],
    },
    // Of a run of last January, so long past too.
    { task: "post", state: "late" },
  ]);
  const { reasons } = await whyOfRun(at.pool, run);
  expect(reasons.filter(({ kind }) => kind === "deadline")).toMatchObject([
    {
      task: null,
      message: expect.stringMatching(/^finishBy .* is late: load waits for a worker; then post$/),
    },
    { task: "post" },
  ]);
  expect(await threatenedRuns(at.pool, {})).toEqual({ at_risk: 0, late: 1 });
});
