// What a plan says of a change of stage: who runs the pipeline from the deployment on, and from when.

import { expect, test } from "vitest";
import { sha256 } from "#cli/read-revisions.ts";
import { planner } from "#core/judge.ts";
import { plan } from "#core/plan.ts";
import { renderPlan } from "#core/render-plan.ts";
import type { PipelineWave, Stage } from "#core/waves/wave.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const schedule = { schedule: { daily: ["06:00"] }, timezone: "Europe/Berlin", missed: "all" };
const close = (wave?: PipelineWave) =>
  planner(sha256)(
    "pipelines/close.yaml",
    pipeline("close", [task("a")], {
      ...{ timezone: "Europe/Berlin", triggers: [schedule as never] },
      ...(wave && { wave }),
    }),
  );
const gl = (stage: Stage): PipelineWave => ({ name: "gl-1", stage });

/** The block of the pipeline. */
const told = (before: PipelineWave | undefined | null, after: PipelineWave | undefined): string => {
  const made = plan(
    {
      ...{ project: "shop", base: "a".repeat(40), commit: "b".repeat(40), broken: [], pools: [] },
      at: Temporal.Instant.from("2026-11-27T20:00:00Z"),
      desired: [close(after)],
      live: before === null ? [] : [close(before)],
      ...{ kept: new Set<string>(), scripts: new Map(), isForecast: true },
    },
    sha256,
  );
  return renderPlan(made).split("\n\n")[1] ?? "";
};

test("observe → live says from when on its runs are ours, with the next runs before and after", () => {
  expect(told(gl("observe"), gl("live"))).toMatchInlineSnapshot(`
    "~ close  (pipelines/close.yaml)
        wave gl-1: observe → live: its runs are made here from the deployment on; the scheduler before must not run it any more
        runs from 2026-11-28 06:00 +01:00 (Europe/Berlin) on are ours
        next runs, Europe/Berlin:
          before  none
          after   2026-11-28 06:00 +01:00  2026-11-29 06:00  2026-11-30 06:00  2026-12-01 06:00  2026-12-02 06:00
                  2026-12-03 06:00  2026-12-04 06:00  2026-12-05 06:00  2026-12-06 06:00  2026-12-07 06:00"
  `);
});

test("live → observe says that no run is made; so does a wave that comes, and one that goes says the reverse", () => {
  expect(told(gl("live"), gl("observe"))).toMatchInlineSnapshot(`
    "~ close  (pipelines/close.yaml)
        wave gl-1: live → observe: none of its runs is made here from the deployment on; those under way go on to their end
        next runs, Europe/Berlin:
          before  2026-11-28 06:00 +01:00  2026-11-29 06:00  2026-11-30 06:00  2026-12-01 06:00  2026-12-02 06:00
                  2026-12-03 06:00  2026-12-04 06:00  2026-12-05 06:00  2026-12-06 06:00  2026-12-07 06:00
          after   none"
  `);
  expect(told(undefined, gl("observe"))).toContain(
    "wave: none → gl-1 (observe): none of its runs is made here from the deployment on",
  );
  expect(told(gl("observe"), undefined)).toContain("runs from 2026-11-28 06:00 +01:00");
  expect(told(gl("live"), undefined)).toContain("its runs are made here as before");
  expect(told(gl("observe"), gl("retired"))).toContain("still none of its runs is made here");
});

test("one that comes with an import says that none of its runs is made", () => {
  expect(told(null, gl("observe"))).toMatchInlineSnapshot(`
    "+ close  (pipelines/close.yaml)
        when: at 06:00 every day, Berlin time
        in the wave gl-1 at the stage observe: none of its runs is made here"
  `);
});
