// Runs by the API: asked for, shown, waited for, cancelled, run again and explained.

import { expect, test } from "vitest";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { apiUnderTest, gate, workerUnderTest } from "./api-under-test.ts";

const daily = pipeline("daily", [
  task("extract", { outputs: { rows: "integer" } }),
  task("load", { needs: [0] }),
]);

test("a finished run shows everything that it leads back to", async () => {
  await using api = await apiUnderTest([daily]);
  await using worker = await workerUnderTest(api.connectionString, {
    extract: () => ({ outputs: { rows: "42" } }),
  });
  const { id } = (await api.post("/pipelines/test/daily/runs", { date: "2026-11-20" })).body;
  const { status, body } = await api.get(`/runs/${id}?wait=20`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id,
    pipeline: "daily",
    project: "test",
    state: "succeeded",
    date: "2026-11-20",
    slot: `m:${id}`,
    generation: 1,
    trigger: "manual",
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    revision: {
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      file: "pipelines/daily.yaml",
      author: "Ada <ada@example.org>",
      approvers: [],
    },
    tasks: [
      { name: "extract", state: "succeeded", needs: [], outputs: { rows: 42 } },
      { name: "load", state: "succeeded", needs: ["extract"] },
    ],
  });
  expect(body.revision.changedIn).toBe(body.revision.commit);
  expect(body.revision).not.toHaveProperty("change");
  expect(body.tasks[1].attempts).toEqual([
    {
      attempt: 1,
      iteration: null,
      state: "succeeded",
      worker: worker.id,
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
      ending: "exited",
      exitCode: 0,
      signal: null,
      message: null,
    },
  ]);
});

test("a retry shows the attempt that failed, and why the next one waits", async () => {
  const retry = { retries: 1, delayMs: 3_600_000, backoff: "fixed", maxDelayMs: null } as const;
  await using api = await apiUnderTest([pipeline("flaky", [task("a", { retry })])]);
  await using _ = await workerUnderTest(api.connectionString, {
    a: () => ({ exitCode: 3, message: "exited with 3" }),
  });
  const { id } = (await api.post("/pipelines/test/flaky/runs")).body;
  const shown = async () => (await api.get(`/runs/${id}`)).body.tasks[0];
  await eventually("the retry waits", async () => (await shown()).retryAt !== null);
  expect(await shown()).toMatchObject({
    state: "waiting",
    attempts: [{ attempt: 1, state: "failed", exitCode: 3, message: "exited with 3" }],
  });
  const { body } = await api.get(`/runs/${id}/why`);
  expect(body).toMatchObject({
    subject: id,
    state: "running",
    reasons: [{ kind: "retry", task: "a", until: (await shown()).retryAt }],
  });
});

test("a long poll answers when the run ends, and at its limit when it doesn't", async () => {
  await using api = await apiUnderTest([daily]);
  const held = gate();
  await using _ = await workerUnderTest(api.connectionString, { load: held.handler });
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  await held.reached;
  const short = performance.now();
  expect((await api.get(`/runs/${id}?wait=1`)).body.state).toBe("running");
  expect(performance.now() - short).toBeGreaterThan(950);
  const waiting = api.get(`/runs/${id}?wait=60`);
  const opened = performance.now();
  held.open();
  expect((await waiting).body.state).toBe("succeeded");
  expect(performance.now() - opened).toBeLessThan(5_000);
  expect((await api.get(`/runs/${id}?wait=61`)).status).toBe(422);
  expect((await api.get("/runs/999?wait=5")).status).toBe(404);
});

test("a server that stops lets a long poll go at once", async () => {
  await using api = await apiUnderTest([daily]);
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  const waiting = api.get(`/runs/${id}?wait=60`);
  const asked = performance.now();
  await eventually("the poll has begun", () => api.pool.totalCount > 0);
  const closed = api.api.close();
  expect((await waiting).body.state).toBe("running");
  await closed;
  expect(performance.now() - asked).toBeLessThan(5_000);
});

test("a cancelled run stops its tasks, says why, and can't be cancelled again", async () => {
  await using api = await apiUnderTest([daily]);
  const held = gate();
  await using _ = await workerUnderTest(api.connectionString, { extract: held.handler });
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  await held.reached;
  const asked = await api.post(`/runs/${id}/cancel`, { reason: "wrong day", actor: "ada" });
  expect(asked).toMatchObject({ status: 200, body: { reason: "wrong day" } });
  expect(asked.body.cancelRequestedAt).not.toBeNull();
  const { body } = await api.get(`/runs/${id}?wait=20`);
  expect(body).toMatchObject({
    state: "cancelled",
    tasks: [{ state: "cancelled" }, { state: "cancelled", attempts: [] }],
  });
  const again = await api.post(`/runs/${id}/cancel`);
  expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
  const { rows } = await api.pool.query(
    "select actor, detail from trunkline.audit where act = 'cancel'",
  );
  expect(rows).toEqual([{ actor: "ada", detail: { reason: "wrong day" } }]);
});

test("a rerun is the next generation and carries over what succeeded", async () => {
  await using api = await apiUnderTest([daily]);
  let fails = true;
  let extracts = 0;
  await using _ = await workerUnderTest(api.connectionString, {
    extract: () => {
      extracts++;
      return { outputs: { rows: "1" } };
    },
    load: () => (fails ? { exitCode: 1 } : {}),
  });
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  expect((await api.get(`/runs/${id}?wait=20`)).body.state).toBe("failed");
  fails = false;
  const again = await api.post(`/runs/${id}/rerun`, { reason: "fixed" });
  expect(again).toMatchObject({
    status: 201,
    body: { generation: 2, rerunOf: id, trigger: "rerun", slot: `m:${id}` },
  });
  expect((await api.get(`/runs/${again.body.id}?wait=20`)).body.state).toBe("succeeded");
  expect(extracts).toBe(1);
  const whole = await api.post(`/runs/${again.body.id}/rerun`, { fromFailed: false });
  expect((await api.get(`/runs/${whole.body.id}?wait=20`)).body).toMatchObject({
    generation: 3,
    state: "succeeded",
  });
  expect(extracts).toBe(2);
});

test("a run of which nothing failed runs again only as a whole", async () => {
  await using api = await apiUnderTest([daily]);
  await using _ = await workerUnderTest(api.connectionString);
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  await api.get(`/runs/${id}?wait=20`);
  expect(await api.post(`/runs/${id}/rerun`)).toMatchObject({
    status: 409,
    body: {
      detail: `nothing of run ${id} failed or was cancelled`,
      hint: "To run all of it again: `fromFailed: false`, on the command line --all.",
    },
  });
  expect((await api.post(`/runs/${id}/rerun`, { fromFailed: false })).status).toBe(201);
});

test("tasks of a run that was skipped are skipped, and it can be run again", async () => {
  const concurrency = { runs: 1, whenBusy: "skip" } as const;
  await using api = await apiUnderTest([{ ...daily, concurrency }]);
  const busy = (await api.post("/pipelines/test/daily/runs")).body.id;
  const skipped = (await api.post("/pipelines/test/daily/runs")).body;
  expect(skipped).toMatchObject({
    state: "skipped",
    tasks: [{ state: "skipped" }, { state: "skipped" }],
  });
  await api.post(`/runs/${busy}/cancel`);
  expect((await api.post(`/runs/${skipped.id}/rerun`)).status).toBe(201);
});

test("a run that has not ended can't run again", async () => {
  await using api = await apiUnderTest([daily]);
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  const again = await api.post(`/runs/${id}/rerun`);
  expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
  expect((await api.get("/runs")).body.items).toHaveLength(1);
});

test("runs are listed newest first, each once over all pages, and by every filter", async () => {
  await using api = await apiUnderTest([daily, pipeline("other", [task("a")])]);
  const made: string[] = [];
  for (let n = 0; n < 7; n++) {
    const name = n % 3 === 0 ? "other" : "daily";
    const date = `2026-11-0${1 + (n % 2)}`;
    made.unshift((await api.post(`/pipelines/test/${name}/runs`, { date })).body.id);
  }
  const ids: string[] = [];
  for (let after = ""; ; ) {
    const { body } = await api.get(`/runs?limit=3${after}`);
    ids.push(...body.items.map((run: { id: string }) => run.id));
    if (body.next === null) break;
    after = `&after=${body.next}`;
  }
  expect(ids).toEqual(made);
  const counted = async (query: string) => (await api.get(`/runs?${query}`)).body.items.length;
  expect(await counted("pipeline=other")).toBe(3);
  expect(await counted("pipeline=other&date=2026-11-01")).toBe(2);
  expect(await counted("project=test")).toBe(7);
  expect(await counted("state=running")).toBe(7);
  expect(await counted("state=succeeded")).toBe(0);
  // A removed pipeline's runs are still its runs.
  await deploy(api.pool, [daily]);
  expect(await counted("pipeline=other")).toBe(3);
});

test("runs are listed with their tasks when they are asked for, a page holding 20,000 tasks or one run", async () => {
  const wide = pipeline(
    "wide",
    Array.from({ length: 9_000 }, (_, n) => task(`t${n}`)),
  );
  await using api = await apiUnderTest([daily, wide]);
  const names = ["wide", "daily", "wide", "wide"];
  const ids: string[] = [];
  for (const name of names) ids.unshift((await api.post(`/pipelines/test/${name}/runs`)).body.id);
  const { items, next } = (await api.get("/runs?tasks=true")).body;
  const shown = items.map((run: { id: string; tasks: object[] }) => [run.id, run.tasks.length]);
  expect(shown).toEqual([
    [ids[0], 9_000],
    [ids[1], 9_000],
    [ids[2], 2],
  ]);
  const rest = (await api.get(`/runs?tasks=true&after=${next}`)).body;
  expect(rest).toMatchObject({ items: [{ id: ids[3] }], next: null });
  const { tasks, ...plain } = items[2];
  expect((await api.get("/runs?pipeline=daily")).body.items).toEqual([plain]);
  expect((await api.get(`/runs/${ids[2]}`)).body.tasks).toEqual(tasks);
});

test("runs of a deployed commit are found by the commit's first digits", async () => {
  await using api = await apiUnderTest([daily]);
  const old = (await api.post("/pipelines/test/daily/runs")).body;
  await deploy(api.pool, [{ ...daily, description: "another" }]);
  const ofNew = (await api.post("/pipelines/test/daily/runs")).body;
  const commit = old.revision.commit as string;
  expect(ofNew.revision.commit).not.toBe(commit);
  for (const prefix of [commit, commit.slice(0, 7), commit.slice(0, 7).toUpperCase()]) {
    const { items } = (await api.get(`/runs?commit=${prefix}`)).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([old.id]);
  }
  expect(await api.get("/runs?commit=0000000")).toMatchObject({
    status: 404,
    body: { detail: "there is no deployed commit 0000000" },
  });
  expect((await api.get("/runs?commit=main")).status).toBe(422);
});

test("why names the run ahead, the missing worker, and the need that is open", async () => {
  const concurrency = { runs: 1, whenBusy: "queue" } as const;
  await using api = await apiUnderTest([{ ...daily, concurrency }]);
  const first = (await api.post("/pipelines/test/daily/runs")).body.id;
  const second = (await api.post("/pipelines/test/daily/runs")).body.id;
  expect((await api.get(`/runs/${first}/why`)).body.reasons).toMatchObject([
    { kind: "worker", task: "extract", message: expect.stringContaining("no worker is alive") },
    { kind: "needs", task: "load", message: "waits for extract (ready)" },
  ]);
  expect((await api.get(`/runs/${second}/why`)).body).toMatchObject({
    state: "waiting",
    reasons: [
      { kind: "queue", message: `waits for run ${first}: the pipeline runs one run at a time` },
    ],
  });
});
