// What runs wait for together, by the API.

import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { day } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";
import { apiOn } from "./api-under-test.ts";

test("a pool and an event are one entry each, with their runs and with who has what they wait for", async () => {
  const load = pipeline("load", [task("a", { gates: takes("warehouse") })]);
  const rates = pipeline("rates", [
    task("a", { gates: gates({ event: "RATES", date: "static" }) }),
  ]);
  await using at = await Gated.withPools([declared("warehouse")], load, rates);
  await using api = await apiOn(at.pool);
  const has = await at.run("load");
  await at.settle();
  const waiting = [await at.run("load", day(2)), await at.run("load", day(3))];
  const asks = await at.run("rates");
  await at.settle();
  const { status, body } = await api.get("/shared-waits");
  expect(status).toBe(200);
  expect(body.items).toMatchObject([
    {
      ...{ kind: "pool", name: "warehouse", project: "test", count: 2, runs: waiting },
      by: [{ run: has, pipeline: "load", task: "a" }],
    },
    { kind: "event", name: "event RATES", count: 1, runs: [asks], by: [] },
  ]);
  expect((await api.get("/shared-waits?project=other")).body.items).toEqual([]);
});

test("a blackout and a pause are one entry each, with what was said of them", async () => {
  await using at = await Gated.of(
    pipeline("quiet", [task("a")]),
    pipeline("paused", [task("a")]),
    pipeline("well", [task("a")]),
  );
  await using api = await apiOn(at.pool);
  const to = new Date(Date.now() + 3_600_000).toISOString();
  await api.post("/blackouts", { project: "test", pipeline: "quiet", to, reason: "month end" });
  await api.post("/pipelines/test/paused/holds", { reason: "bad rates" });
  const made = async (name: string): Promise<string> =>
    (await api.post(`/pipelines/test/${name}/runs`, {})).body.id;
  const [quiet, paused] = [await made("quiet"), await made("paused")];
  const { body } = await api.get("/shared-waits");
  expect(
    body.items.map((one: { kind: string; runs: string[] }) => [one.kind, one.runs]).sort(),
  ).toEqual([
    ["blackout", [quiet]],
    ["hold", [paused]],
  ]);
  expect(JSON.stringify(body)).toContain("month end");
  expect(JSON.stringify(body)).toContain("bad rates");
});
