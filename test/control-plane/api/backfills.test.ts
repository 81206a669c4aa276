import { expect, test } from "vitest";
import type { Param } from "#core/pipeline.ts";
import { advanceBackfills } from "#store/backfills.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { apiUnderTest, workerUnderTest } from "./api-under-test.ts";

const hourly = { schedule: { cron: "0 * * * *" }, timezone: "UTC", missed: "latest" } as const;
const day: Param = { type: "date", default: "${{ run.date }}", description: null };
const region: Param = { type: "string", default: "eu", description: null };
const script = (name: string) => ({ kind: "command" as const, script: name, variables: {} });
const tasks = [
  task("a", {
    action: script("true"),
    env: {
      DAY: "${{ params.day }}",
      FROM: "${{ run.interval.start }}",
      TO: "${{ run.interval.end }}",
    },
  }),
];
const spec = pipeline("p", tasks, { triggers: [hourly], params: { day, region } });
const morning = { from: "2026-01-01T06:00Z", to: "2026-01-01T09:00Z" };

test("as a plan, then made, each run with its own date and interval, and finished", async () => {
  await using api = await apiUnderTest([spec]);
  const seen: unknown[] = [];
  await using _ = await workerUnderTest(api.connectionString, {
    a: ({ env }) => {
      seen.push([env.DAY, env.FROM, env.TO]);
      return {};
    },
  });
  const plan = await api.post("/pipelines/test/p/backfills/plan", { ...morning, runs: 2 });
  expect(plan).toMatchObject({
    status: 200,
    body: {
      runs: 3,
      first: { date: "2026-01-01", dueAt: "2026-01-01T06:00:00.000Z" },
      last: { date: "2026-01-01", dueAt: "2026-01-01T08:00:00.000Z" },
      order: "oldest",
      atATime: 2,
      estimateSeconds: null,
      existing: null,
      succeeded: 0,
    },
  });
  expect((await api.get("/backfills")).body.items).toEqual([]);

  const made = await api.post("/pipelines/test/p/backfills", { ...morning, reason: "late files" });
  expect(made).toMatchObject({
    status: 201,
    body: { state: "running", total: 3, left: 3, counts: {}, reason: "late files" },
  });
  const { id } = made.body;
  await eventually("it has finished", async () => {
    await advanceBackfills(api.pool);
    return (await api.get(`/backfills/${id}`)).body.state === "finished";
  });
  expect((await api.get(`/backfills/${id}`)).body).toMatchObject({
    left: 0,
    counts: { succeeded: 3 },
  });
  expect(seen).toEqual(
    [6, 7, 8].map((h) => ["2026-01-01", `2026-01-01T0${h - 1}:00:00Z`, `2026-01-01T0${h}:00:00Z`]),
  );
  const slots = (await api.get(`/backfills/${id}/slots?limit=2`)).body;
  expect(slots.items).toMatchObject([
    { ordinal: 1, dueAt: "2026-01-01T06:00:00.000Z", state: "succeeded" },
    { ordinal: 2, state: "succeeded" },
  ]);
  expect((await api.get(`/backfills/${id}/slots?after=${slots.next}`)).body.items).toHaveLength(1);
  expect((await api.get("/runs?limit=1")).body.items[0]).toMatchObject({ trigger: "backfill" });

  // Now that all have succeeded there is an estimate, and nothing is missing.
  const again = await api.post("/pipelines/test/p/backfills/plan", { ...morning, missing: true });
  expect(again.body).toMatchObject({ runs: 0, succeeded: 3, first: null });
  const whole = await api.post("/pipelines/test/p/backfills/plan", morning);
  expect(whole.body).toMatchObject({ runs: 3, existing: id });
  expect(whole.body.estimateSeconds).toBeGreaterThanOrEqual(0);
  expect(
    await api.post("/pipelines/test/p/backfills", { ...morning, missing: true }),
  ).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("the same key is the same backfill; for something else it is refused", async () => {
  await using api = await apiUnderTest([spec]);
  const first = await api.post("/pipelines/test/p/backfills", { ...morning, key: "k" });
  const same = await api.post("/pipelines/test/p/backfills", { ...morning, key: "k", runs: 5 });
  expect(same).toMatchObject({ status: 200, body: { id: first.body.id, atATime: 1 } });
  const other = { ...morning, key: "k", params: { region: "us" } };
  expect(await api.post("/pipelines/test/p/backfills", other)).toMatchObject({
    status: 409,
    body: { detail: `the key stands for another backfill, ${first.body.id}` },
  });
  const byParams = { ...morning, params: { region: "us" } };
  const [one, two] = [
    await api.post("/pipelines/test/p/backfills", byParams),
    await api.post("/pipelines/test/p/backfills", byParams),
  ];
  expect([one.status, two.status, two.body.id]).toEqual([201, 200, one.body.id]);
  const { rows } = await api.pool.query("select from trunkline.audit where act = 'backfill'");
  expect(rows).toHaveLength(2);
});

test("pause, resume and cancel, each once it is possible and with its audit row", async () => {
  await using api = await apiUnderTest([spec]);
  const { id } = (await api.post("/pipelines/test/p/backfills", morning)).body;
  const act = async (word: string) =>
    (await api.post(`/backfills/${id}/${word}`, { reason: "because", actor: "ada" })).body;
  expect(await act("pause")).toMatchObject({ state: "paused", note: "because" });
  expect(await act("resume")).toMatchObject({ state: "running", note: null });
  expect(await act("cancel")).toMatchObject({ state: "cancelled", note: "because", left: 3 });
  expect(await act("resume")).toMatchObject({ code: "conflict" });
  const { rows } = await api.pool.query(
    "select act, actor from trunkline.audit where subject = $1 order by id",
    [`backfill ${id}`],
  );
  expect(rows.map((row) => row.act)).toEqual([
    ...["backfill", "pause backfill", "resume backfill", "cancel backfill"],
  ]);
});

test("what can't be a range is refused with its place", async () => {
  await using api = await apiUnderTest([spec, pipeline("manual", [task("a")])]);
  const at = async (name: string, body: object) => {
    const answer = await api.post(`/pipelines/test/${name}/backfills/plan`, body);
    return [answer.status, answer.body.issues?.[0]?.at];
  };
  expect(await at("p", { from: "2026-01-02", to: "2026-01-01" })).toEqual([422, "to"]);
  expect(await at("p", { from: "yesterday", to: "2026-01-01" })).toEqual([422, "from"]);
  expect(await at("p", { from: "2026-01-01", to: "2026-01-01T06:00Z" })).toEqual([422, "to"]);
  expect(await at("p", { from: morning.to, to: morning.from })).toEqual([422, "to"]);
  expect(await at("p", { from: "1990-01-01", to: "2025-01-01" })).toEqual([422, "to"]);
  expect(await at("p", { ...morning, params: { regoin: "x" } })).toEqual([422, "params.regoin"]);
  expect(await at("manual", morning)).toEqual([422, "from"]);
  expect(await at("none", morning)).toEqual([404, undefined]);
  expect(await at("p", { from: "2026-01-01" })).toEqual([422, "to"]);
  const manual = await api.post("/pipelines/test/manual/backfills", {
    from: "2026-01-01",
    to: "2026-01-03",
    order: "newest",
  });
  expect(manual.body.total).toBe(3);
  const slots = (await api.get(`/backfills/${manual.body.id}/slots`)).body.items;
  expect(slots.map((slot: { date: string }) => slot.date)).toEqual([
    ...["2026-01-03", "2026-01-02", "2026-01-01"],
  ]);
  expect((await api.get("/backfills/99")).status).toBe(404);
  expect((await api.get("/backfills/x")).status).toBe(404);
});
