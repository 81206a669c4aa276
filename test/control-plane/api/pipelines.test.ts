// Pipelines by the API: listed, shown, their history, and why none of their runs is due.

import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { recordSync, registerProject } from "#store/projects.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest, workerUnderTest } from "./api-under-test.ts";

const every = (name: string, cron: string, fields: Partial<Pipeline> = {}) =>
  pipeline(name, [task("a")], {
    triggers: [{ schedule: { cron }, timezone: "UTC", missed: "latest" }],
    ...fields,
  });

test("pages list every pipeline once, those with one name in two projects too", async () => {
  const names = Array.from({ length: 11 }, (_, n) => `p${String(n).padStart(2, "0")}`);
  await using api = await apiUnderTest(names.map((name) => pipeline(name, [task("a")])));
  // The same names in a second project: deployed there by copying the rows.
  await registerProject(api.pool, {
    name: "twin",
    environment: "prod",
    repository: "/twin",
    branch: "main",
    path: "",
  });
  await api.pool.query(`
    with made as (
      insert into trunkline.pipeline (project_id, name, file, changed_in, pipeline_revision_id)
      select (select id from trunkline.project where name = 'twin'), name, file, changed_in, pipeline_revision_id
        from trunkline.pipeline returning 1)
    select count(*) from made`);
  for (const limit of [1, 4, 5, 500]) {
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const { body } = await api.get(`/pipelines?limit=${limit}${after}`);
      expect(body.items.length).toBeLessThanOrEqual(limit);
      seen.push(
        ...body.items.map((item: Record<string, string>) => `${item.project}/${item.name}`),
      );
      if (body.next === null) break;
      after = `&after=${encodeURIComponent(body.next)}`;
    }
    expect(seen.toSorted()).toEqual(
      [...names.map((name) => `test/${name}`), ...names.map((name) => `twin/${name}`)].toSorted(),
    );
  }
  expect((await api.get("/pipelines?project=twin&limit=500")).body.items).toHaveLength(11);
  expect((await api.get("/pipelines?project=tiwn")).status).toBe(404);
  const unclear = await api.get("/pipelines/-/p00");
  expect(unclear).toMatchObject({
    status: 409,
    body: { code: "ambiguous", candidates: ["test/p00", "twin/p00"] },
  });
  for (const path of ["/pipelines/-/p00/history", "/pipelines/-/p00/why"])
    expect((await api.get(path)).status).toBe(409);
  expect((await api.post("/pipelines/-/p00/runs")).status).toBe(409);
  expect((await api.get("/pipelines/twin/p00")).body.project).toBe("twin");
});

test("a pipeline shows its spec, triggers and next ten due times, without its project too", async () => {
  await using api = await apiUnderTest([
    every("hourly", "0 * * * *", { owner: "shop", tags: { tier: ["gold"] } }),
  ]);
  const { status, body } = await api.get("/pipelines/-/hourly");
  const [summary] = (await api.get("/pipelines")).body.items;
  expect(summary.when).toEqual(["every hour, UTC"]);
  expect(body.triggers[0].description).toBe("every hour, UTC");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    project: "test",
    name: "hourly",
    file: "pipelines/hourly.yaml",
    owner: "shop",
    tags: { tier: ["gold"] },
    changedIn: { commit: expect.stringMatching(/^[0-9a-f]{40}$/), author: "Ada", change: null },
    spec: { name: "hourly", tasks: [{ name: "a" }] },
    triggers: [{ schedule: { cron: "0 * * * *" }, timezone: "UTC", missed: "latest" }],
    health: { status: "Healthy", reason: "it has not run yet" },
    lastRun: null,
    diagnostics: [],
  });
  expect(body.next).toHaveLength(10);
  expect(Date.parse(body.next[0])).toBe(Date.parse(body.nextRun));
  expect(Date.parse(body.next[1]) - Date.parse(body.next[0])).toBe(3_600_000);
});

test("health follows the newest run, the file in Git and the clock", async () => {
  let held: string | null = null;
  await using api = await apiUnderTest(
    [every("daily", "0 0 1 1 *"), pipeline("idle", [task("a")])],
    {
      scheduler: { wake() {}, held: () => held },
    },
  );
  const health = async (name: string) => (await api.get(`/pipelines/test/${name}`)).body.health;
  const { id } = (await api.post("/pipelines/test/daily/runs")).body;
  expect(await health("daily")).toEqual({ status: "Progressing", reason: `run ${id} is running` });
  let exitCode = 1;
  await using _ = await workerUnderTest(api.connectionString, { a: () => ({ exitCode }) });
  await api.get(`/runs/${id}?wait=20`);
  expect(await health("daily")).toEqual({ status: "Degraded", reason: `run ${id} failed` });
  exitCode = 0;
  const again = (await api.post(`/runs/${id}/rerun`)).body.id;
  await api.get(`/runs/${again}?wait=20`);
  expect(await health("daily")).toEqual({ status: "Healthy", reason: null });
  held = "the clock jumped";
  expect(await health("daily")).toEqual({ status: "Suspended", reason: "the clock jumped" });
  expect((await health("idle")).status).toBe("Healthy");
  await api.pool.query(
    `insert into trunkline.pipeline_source (project_id, path, name, inputs_id, diagnostics, broken)
     select project_id, file, name, 0, '[{"code": "yaml-syntax"}]', true from trunkline.pipeline where name = 'daily'`,
  );
  expect((await health("daily")).status).toBe("Degraded");
  expect((await api.get("/pipelines/test/daily")).body.diagnostics).toHaveLength(1);
});

test("history leads from each deployment to its change, removal included", async () => {
  await using api = await apiUnderTest([every("daily", "0 1 * * *")]);
  await deploy(api.pool, [every("daily", "0 2 * * *")]);
  await deploy(api.pool, []);
  const { body } = await api.get("/pipelines/test/daily/history");
  expect(body.items.map((entry: { action: string }) => entry.action)).toEqual([
    "removed",
    "changed",
    "added",
  ]);
  expect(body.items[1]).toMatchObject({
    author: "Ada <ada@example.org>",
    subject: "test",
    approvers: [],
    change: null,
    file: "pipelines/daily.yaml",
  });
  const first = (await api.get("/pipelines/test/daily/history?limit=2")).body;
  const second = (await api.get(`/pipelines/test/daily/history?limit=2&after=${first.next}`)).body;
  expect([...first.items, ...second.items]).toEqual(body.items);
  expect(second.next).toBeNull();
  expect((await api.get("/pipelines/test/daily/history?after=x")).status).toBe(422);
  const gone = await api.get("/pipelines/test/daily");
  expect(gone).toMatchObject({ status: 404, body: { hint: expect.stringContaining("removed") } });
  expect((await api.post("/pipelines/test/daily/runs")).status).toBe(404);
});

test("why says when it is due, that it never is, or what stands in the way", async () => {
  let held: string | null = null;
  await using api = await apiUnderTest(
    [every("daily", "0 1 * * *"), every("never", "0 0 29 2 *"), pipeline("manual", [task("a")])],
    { scheduler: { wake() {}, held: () => held } },
  );
  const kinds = async (name: string) =>
    (await api.get(`/pipelines/test/${name}/why`)).body.reasons.map(
      ({ kind }: { kind: string }) => kind,
    );
  await api.pool.query(
    `update trunkline.trigger set next_at = null
      where pipeline_id = (select id from trunkline.pipeline where name = 'never')`,
  );
  const { nextRun } = (await api.get("/pipelines/test/daily")).body;
  expect((await api.get("/pipelines/test/daily/why")).body).toMatchObject({
    subject: "test/daily",
    state: "Healthy",
    reasons: [{ kind: "due", until: nextRun }],
  });
  expect(await kinds("never")).toEqual(["neverDue"]);
  expect(await kinds("manual")).toEqual(["noTrigger"]);
  const { id } = (await api.post("/pipelines/test/manual/runs")).body;
  expect(await kinds("manual")).toEqual(["running", "noTrigger"]);
  await api.post(`/runs/${id}/cancel`);
  held = "the clock jumped";
  expect(await kinds("daily")).toEqual(["clock", "due"]);
  held = null;
  await recordSync(api.pool, {
    id: 1,
    observed: null,
    state: "Held",
    reason: "it would remove 12 pipelines",
    heldPlan: "abc",
    reached: true,
  });
  expect(await kinds("daily")).toEqual(["due", "held"]);
  await api.pool.query("update trunkline.trigger set next_at = now() - interval '1 hour'");
  expect(await kinds("daily")).toEqual(["overdue", "held"]);
  await deploy(api.pool, []);
  expect(await kinds("daily")).toEqual(["removed"]);
});

test("pipelines by an expression, page by page, each once; what is none is said", async () => {
  const tagged = Array.from({ length: 7 }, (_, n) =>
    pipeline(`p${n}`, [task("a")], n % 2 === 0 ? { owner: "sales" } : {}),
  );
  await using api = await apiUnderTest(tagged);
  await api.post("/pipelines/test/p2/holds", {});
  const names = async (where: string, more = ""): Promise<[string[], string | null]> => {
    const { body } = await api.get(`/pipelines?where=${encodeURIComponent(where)}${more}`);
    return [body.items.map(({ name }: { name: string }) => name), body.next];
  };
  const [first, next] = await names("owner == 'sales'", "&limit=3");
  expect(first).toEqual(["p0", "p2", "p4"]);
  expect(await names("owner == 'sales'", `&limit=3&after=${next}`)).toEqual([["p6"], null]);
  expect(await names("paused")).toEqual([["p2"], null]);
  expect(await api.get("/pipelines?where=ownr")).toMatchObject({ status: 422 });
});

test("of what another scheduler runs the stage is told, and asking for a run is refused with the place", async () => {
  const wave = { name: "gl-1", stage: "observe" } as const;
  await using api = await apiUnderTest([
    every("close", "0 6 * * *", { wave }),
    every("own", "0 6 * * *"),
  ]);
  const { body: close } = await api.get("/pipelines/-/close");
  expect(close).toMatchObject({
    wave: { ...wave, file: "migration/waves/gl-1.yaml", line: null },
    ...{ nextRun: null, next: [], triggers: [], when: ["at 06:00 every day, UTC"] },
    health: { status: "Suspended", reason: 'its wave "gl-1" is at the stage observe' },
  });
  const named = async (where: string) =>
    (await api.get(`/pipelines?where=${encodeURIComponent(where)}`)).body.items.map(
      ({ name }: { name: string }) => name,
    );
  expect(await named("stage == 'observe'")).toEqual(["close"]);
  expect(await named("stage == ''")).toEqual(["own"]);
  expect((await api.get("/status")).body.waves).toEqual([
    { project: "test", wave: "gl-1", stage: "observe", pipelines: 1 },
  ]);
  const why = await api.get("/pipelines/-/close/why");
  expect(why.body.reasons).toMatchObject([
    { kind: "stage", message: expect.stringContaining("(migration/waves/gl-1.yaml)") },
  ]);
  const dated = await api.get("/pipelines/-/close/why?date=2031-01-06");
  expect(dated.body.reasons.map(({ kind }: { kind: string }) => kind)).toEqual(["stage", "stage"]);
  for (const [path, body] of [
    ["runs", {}],
    ["backfills/plan", { from: "2026-01-01", to: "2026-01-02" }],
    ["backfills", { from: "2026-01-01", to: "2026-01-02" }],
  ] as const)
    expect(await api.post(`/pipelines/-/close/${path}`, body)).toMatchObject({
      status: 409,
      body: {
        code: "conflict",
        detail: expect.stringContaining("migration/waves/gl-1.yaml"),
        hint: expect.stringContaining("trunkline try close"),
      },
    });
});

test("lists are narrowed and counted by what a row says of itself", async () => {
  await using api = await apiUnderTest([
    every("loads", "0 1 * * *", {
      tasks: [task("bad")],
      owner: "bank",
      tags: { tier: ["gold"], kind: ["load"] },
    }),
    every("exports", "0 2 * * *", { owner: "bank", tags: { tier: ["silver"] } }),
    pipeline("idle", [task("a")], { wave: { name: "first", stage: "observe" } }),
  ]);
  await using _ = await workerUnderTest(api.connectionString, {
    a: () => ({ exitCode: 0 }),
    bad: () => ({ exitCode: 1 }),
  });
  for (const name of ["loads", "exports"]) {
    const { id } = (await api.post(`/pipelines/test/${name}/runs`)).body;
    await api.get(`/runs/${id}?wait=20`);
  }
  const names = async (query: string): Promise<string[]> =>
    (await api.get(`/pipelines?${query}`)).body.items.map((one: { name: string }) => one.name);
  expect(await names("q=LOAD")).toEqual(["loads"]);
  expect(await names("owner=bank")).toEqual(["exports", "loads"]);
  expect(await names("tag=tier%3Dgold&tag=kind%3Dload")).toEqual(["loads"]);
  expect(await names("tag=tier%3Dgold&owner=shop")).toEqual([]);
  expect(await names("stage=observe")).toEqual(["idle"]);
  expect(await names("stage=none")).toEqual(["exports", "loads"]);
  expect(await names("wave=first")).toEqual(["idle"]);
  expect(await names("health=Degraded")).toEqual(["loads"]);
  expect(await names("health=Suspended")).toEqual(["idle"]);
  expect(await names("order=attention")).toEqual(["loads", "idle", "exports"]);
  expect(await names("health=Degraded&order=attention&where=owner%20%3D%3D%20'bank'")).toEqual([
    "loads",
  ]);

  const { body } = await api.get("/pipelines?counts=true&health=Degraded&runs=5");
  expect(body.counts).toEqual({
    health: { Healthy: 1, Progressing: 0, Degraded: 1, Suspended: 1, Missing: 0 },
    sync: expect.objectContaining({ OutOfSync: 0 }),
    matching: 1,
  });
  expect(body.items[0].recentRuns).toMatchObject([{ state: "failed", missed: false }]);
  // What is counted by groups is what each row says of itself.
  const { items, counts } = (await api.get("/pipelines?counts=true")).body;
  for (const [status, count] of Object.entries(counts.health))
    expect(
      items.filter((one: { health: { status: string } }) => one.health.status === status),
    ).toHaveLength(count as number);

  const seen: string[] = [];
  for (let after = ""; ; ) {
    const page = (await api.get(`/pipelines?order=attention&limit=1${after}`)).body;
    seen.push(...page.items.map((one: { name: string }) => one.name));
    if (page.next === null) break;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
  expect(seen).toEqual(["loads", "idle", "exports"]);
  for (const wrong of ["tag=gold", "after=0:a:1", "health=fine", "order=attention&after=a:1"])
    expect([400, 422]).toContain((await api.get(`/pipelines?${wrong}`)).status);
});
