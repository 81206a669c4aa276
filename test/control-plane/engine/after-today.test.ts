import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { readAfter } from "#engine/after-today.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { Gated } from "#test/support/gated.ts";

test("what holds for a date, what doesn't, and the run that it gave", async () => {
  const upstream = pipeline("ingest", [task("load")]);
  const condition = normalizeCondition({ all: [{ pipeline: "ingest" }, { event: "OPEN" }] });
  const spec = pipeline("report", [task("a")], { after: [{ condition, per: "date" }] });
  await using at = await Gated.of(upstream, spec);
  const look = async (date: string) => {
    const pipelineId = at.id("report");
    const [first] = await readAfter(at.pool, { pipelineId, project: "test", spec, date, now: 0 });
    return [first?.holds, first?.facts.map(({ holds }) => holds), first?.run !== null];
  };
  await at.finish(await at.run("ingest"));
  await at.settle();
  expect(await look("2026-01-01")).toEqual([false, [true, false], false]);
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  await at.settle();
  expect(await look("2026-01-01")).toEqual([true, [true, true], true]);
  expect(await look("2026-01-02")).toEqual([false, [false, false], false]);
  expect(
    await readAfter(at.pool, { pipelineId: 0, project: "test", spec: upstream, date: "", now: 0 }),
  ).toEqual([]);
});
