import { expect, test } from "vitest";
import type { Trigger } from "#core/pipeline.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { newWorker, perform, runAgain } from "#test/support/engine.ts";
import { Gated, gates } from "#test/support/gated.ts";
import { apiOn, apiUnderTest } from "./api-under-test.ts";

const daily = (missed: Trigger["missed"] = "latest"): Trigger => ({
  schedule: { cron: "0 6,18 * * *" },
  timezone: "UTC",
  missed,
});

test("a date has its runs by state, each with why, and what is to come", async () => {
  const concurrency = { runs: 1, whenBusy: "queue" } as const;
  await using api = await apiUnderTest([
    pipeline("p", [task("load"), task("other")], { triggers: [daily()] }),
    pipeline("one", [task("a")], { concurrency }),
  ]);
  const date = "2026-02-03";
  const made = async (name: string): Promise<string> =>
    (await api.post(`/pipelines/test/${name}/runs`, { date })).body.id;
  const worker = await newWorker(api.pool);
  const failed = await made("p");
  await perform(api.pool, worker, failed, 0, "failed");
  await perform(api.pool, worker, failed, 1);
  const rerun = await made("p");
  for (const idx of [0, 1]) await perform(api.pool, worker, rerun, idx, "failed");
  const done = await runAgain(api.pool, rerun);
  for (const idx of [0, 1]) await perform(api.pool, worker, done, idx);
  const running = await made("one");
  const waiting = await made("one");
  const { rows } = await api.pool.query<{ id: number }>(
    "select id from trunkline.pipeline where name = 'p'",
  );
  await createRuns(api.pool, {
    pipelines: [rows[0]?.id as number],
    slots: ["t:2026-02-03T06:00:00Z#0"],
    dates: [date],
    dues: [new Date("2026-02-03T06:00:00Z")],
    reasons: ["missed (`missed: latest`)"],
    kind: "schedule",
    params: {},
    actor: null,
    parentTrace: null,
  });

  const { status, body } = await api.get(`/days/${date}`);
  expect(status).toBe(200);
  expect(body.counts).toEqual({
    planned: 0,
    failed: 1,
    succeeded: 1,
    running: 1,
    waiting: 1,
    skipped: 1,
    cancelled: 0,
  });
  const why = Object.fromEntries(
    body.runs.map((run: { id: string; why: string | null }) => [run.id, run.why]),
  );
  expect(why).toMatchObject({
    [failed]: "failed: load",
    [done]: null,
    [running]: "a: waits for a free slot of 1 worker(s) with 1 slots",
    [waiting]: `waits for run ${running}: the pipeline runs one run at a time`,
  });
  expect(body.runs.find((run: { state: string }) => run.state === "skipped")).toMatchObject({
    pipeline: "p",
    dueAt: "2026-02-03T06:00:00.000Z",
    why: "missed (`missed: latest`)",
  });
  expect((await api.get(`/days/${date}?project=test`)).body.counts).toEqual(body.counts);
});

test("what is to come is what no run was made for yet, equal instants of two triggers once", async () => {
  await using api = await apiUnderTest([
    pipeline("p", [task("a")], { triggers: [daily(), daily("all")] }),
    pipeline("q", [task("a")]),
  ]);
  const { rows } = await api.pool.query(
    "select to_char(now() + interval '3 days', 'YYYY-MM-DD') as date",
  );
  const [{ date }] = rows;
  expect((await api.get(`/days/${date}`)).body).toMatchObject({
    counts: { planned: 2 },
    planned: [
      { project: "test", pipeline: "p", dueAt: `${date}T06:00:00.000Z` },
      { project: "test", pipeline: "p", dueAt: `${date}T18:00:00.000Z` },
    ],
    runs: [],
  });
});

test("a date that is none and a project that isn't there are said", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  expect((await api.get("/days/2026-02-30")).status).toBe(404);
  expect((await api.get("/days/2026-02-03?project=none")).status).toBe(404);
});

test("why a run waits is what `why` says: a hold, a pause, a blackout; `runs` and `--where` say it too", async () => {
  const names = ["held", "paused", "dark"];
  await using api = await apiUnderTest(names.map((name) => pipeline(name, [task("a")])));
  const date = "2026-02-03";
  await api.post("/pipelines/-/paused/holds", { actor: "ada", reason: "stocktaking" });
  const to = new Date(Date.now() + 3_600_000).toISOString();
  const dark = { pipeline: "dark", project: "test", to, actor: "ada", reason: "move" };
  expect(await api.post("/blackouts", dark)).toMatchObject({ status: 201 });
  const ids = new Map<string, string>();
  for (const name of names)
    ids.set(name, (await api.post(`/pipelines/test/${name}/runs`, { date })).body.id);
  const { runs } = (await api.get(`/days/${date}`)).body;
  const why = (name: string): string | null =>
    runs.find((run: { id: string }) => run.id === ids.get(name)).why;
  expect(why("paused")).toBe("the pipeline is paused (by ada, stocktaking)");
  expect(why("dark")).toMatch(/^blackout from .* by ada: move; runs start afterwards$/);
  expect(why("held")).toBe("a: no worker is alive: start one with `trunkline worker`");
  const where = encodeURIComponent("reason.contains('stocktaking')");
  expect((await api.get(`/runs?where=${where}`)).body.items).toMatchObject([
    { id: ids.get("paused"), reason: why("paused") },
  ]);
  expect((await api.get(`/runs/${ids.get("paused")}`)).body.reason).toBe(why("paused"));
});

test("changes by hand stay until they are reviewed, also once the run is run again", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  const date = "2026-02-03";
  const { id } = (await api.post("/pipelines/test/p/runs", { date })).body;
  await api.post(`/runs/${id}/override`, { env: { A: "1" }, reason: "x", actor: "ada" });
  await api.post(`/runs/${id}/cancel`);
  const next = (await api.post(`/runs/${id}/rerun`)).body.id;
  const toReview = async () =>
    (await api.get(`/days/${date}`)).body.runs.map((run: { id: string; toReview: string[] }) => [
      run.id,
      run.toReview,
    ]);
  expect(await toReview()).toEqual([[next, [id]]]);
  await api.post(`/runs/${id}/review`, { actor: "grace" });
  expect(await toReview()).toEqual([[next, []]]);
});

test("a run of which nothing runs says what its tasks wait for", async () => {
  await using at = await Gated.of(
    pipeline("p", [
      ...["A", "B", "C"].map((name) => task(name, { gates: gates({ event: name }) })),
      task("last", { needs: [0] }),
    ]),
  );
  await using api = await apiOn(at.pool);
  const date = "2026-02-03";
  await api.post("/pipelines/test/p/runs", { date });
  await at.settle();
  const { body } = await api.get(`/days/${date}`);
  expect(body.runs[0]).toMatchObject({ state: "running" });
  expect(body.runs[0].why).toMatch(/^A: event A .*; B: event B .* and 1 more$/);
});
