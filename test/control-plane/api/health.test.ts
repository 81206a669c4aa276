// What machines look at: alive, ready, figures; and the status that people do.

import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { apiUnderTest, token, workerUnderTest } from "./api-under-test.ts";

const one = pipeline("one", [task("a")]);

test("ready says which check fails", async () => {
  let held: string | null = null;
  let worker: string | null = null;
  await using api = await apiUnderTest([one], {
    scheduler: { wake() {}, held: () => held },
    readyChecks: { worker: async () => worker },
  });
  const ready = () => api.inject({ method: "GET", url: "/readyz" });
  expect(await ready()).toMatchObject({ status: 200, body: { ready: true } });
  held = "the clock jumped";
  worker = "none";
  expect(await ready()).toMatchObject({
    status: 503,
    body: {
      ready: false,
      checks: [
        { name: "database", ok: true, detail: null },
        { name: "clock", ok: false, detail: "the clock jumped" },
        { name: "worker", ok: false, detail: "none" },
      ],
    },
  });
  expect(await api.inject({ method: "GET", url: "/healthz" })).toMatchObject({ status: 200 });
});

test("figures and status count what there is, and tell no secret", async () => {
  await using api = await apiUnderTest([one, pipeline("two", [task("a")])]);
  const concurrency = "update trunkline.pipeline set max_runs = 1 where name = 'two'";
  await api.pool.query(concurrency);
  await api.post("/pipelines/test/one/runs");
  await api.post("/pipelines/test/two/runs");
  await api.post("/pipelines/test/two/runs");
  const figures = await api.inject({ method: "GET", url: "/metrics" });
  expect(figures.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(figures.text).toContain('trunkline_active_runs{state="waiting"} 1\n');
  expect(figures.text).toContain('trunkline_active_runs{state="running"} 2\n');
  expect(figures.text).toContain("trunkline_workers 0\n");
  expect(figures.text).toMatch(/trunkline_sync_lag_seconds \d/);
  expect(figures.text).toContain("trunkline_due_lag_seconds 0\n");
  for (const line of figures.text.trimEnd().split("\n"))
    expect(line).toMatch(
      /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? [\d.e+-]+)$/,
    );
  expect(figures.text).not.toMatch(new RegExp(`${token}|postgres|nowhere|test_`));
  expect((await api.get("/status")).body).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    projects: [{ name: "test" }],
    pipelines: 2,
    runs: { waiting: 1, running: 2 },
    workers: { live: 0, slots: 0, each: [] },
    stranded: [{ labels: [], tasks: 2 }],
    pools: { declared: 0, waiting: 0 },
    clockHold: null,
    holds: 0,
    blackouts: 0,
    endingCalendars: [],
  });
});

test("a living worker is listed with what it runs", async () => {
  await using api = await apiUnderTest([one]);
  await using worker = await workerUnderTest(api.connectionString);
  const { body } = await api.get("/workers");
  expect(body.items).toEqual([
    {
      id: worker.id,
      name: "test",
      pid: process.pid,
      slots: 8,
      labels: [],
      running: 0,
      draining: false,
      startedAt: expect.stringMatching(/Z$/),
      beat: expect.stringMatching(/Z$/),
    },
  ]);
});

test("tasks that no living worker takes are counted by their labels, and why names the nearest worker", async () => {
  const labelled = pipeline("labelled", [
    task("a", { runsOn: ["etl", "x"] }),
    task("b", { runsOn: ["etl"] }),
  ]);
  await using api = await apiUnderTest([labelled]);
  await using worker = await workerUnderTest(api.connectionString, {}, ["etl"]);
  const run = (await api.post("/pipelines/test/labelled/runs")).body.id;
  await eventually("`b` has run", async () => {
    const { body } = await api.get(`/runs/${run}`);
    return body.tasks[1].state === "succeeded";
  });
  const { body } = await api.get("/status");
  expect(body.stranded).toEqual([{ labels: ["etl", "x"], tasks: 1, run }]);
  expect(body.workers.each).toEqual([
    { id: worker.id, name: "test", slots: 8, labels: ["etl"], draining: false },
  ]);
  const figures = await api.inject({ method: "GET", url: "/metrics" });
  expect(figures.text).toContain("trunkline_stranded_tasks 1\n");
  expect((await api.get(`/runs/${run}/why`)).body.reasons).toMatchObject([
    {
      kind: "worker",
      task: "a",
      message: expect.stringContaining(`worker ${worker.id} (test) lacks x`),
    },
  ]);
});
