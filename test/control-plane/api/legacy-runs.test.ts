import { afterAll, beforeAll, expect, test } from "vitest";
import { listLegacyRuns } from "#store/legacy-runs.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { maintained } from "#test/support/kept.ts";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([pipeline("poll", [task("a")])]);
});
afterAll(() => api[Symbol.asyncDispose]());

const path = "/projects/test/legacy-runs";
const put = (source: object, runs: object[], more: object = {}) =>
  api.post(path, { source, runs, ...more });
const list = async (query: string) => (await api.get(`${path}?${query}`)).body.items;

const cron = { name: "host1", kind: "cron" };
const begun = {
  ...{ job: "/opt/poll", login: "root", host: "host1", run: "host1 99" },
  ...{ start: "2026-11-20T02:00:40Z", unobservable: ["exit"], lines: ["CMD"] },
};
const ended = { ...begun, end: "2026-11-20T02:00:42Z", lines: ["CMD", "CMDEND"] };

test("a run is kept once, and what is known of it is never forgotten, in whichever order it is told", async () => {
  expect((await put(cron, [begun])).body).toMatchObject({ added: 1, changed: 0 });
  expect(await list("source=host1")).toMatchObject([
    { end: null, endKnown: "absent", exit: null, exitKnown: "unobservable", lines: ["CMD"] },
  ]);
  expect((await put(cron, [ended])).body).toMatchObject({ added: 0, changed: 1 });
  const known = await list("source=host1");
  expect(known).toMatchObject([
    {
      ...{ job: "/opt/poll", login: "root", run: "host1 99", start: "2026-11-20T02:00:40.000Z" },
      ...{ end: "2026-11-20T02:00:42.000Z", endKnown: "value", exitKnown: "unobservable" },
      lines: ["CMD", "CMDEND"],
    },
  ]);
  for (const again of [[begun], [ended], [ended, begun]])
    expect((await put(cron, again)).body).toMatchObject({ added: 0, changed: 0 });
  expect(await list("source=host1")).toEqual(known);
});

test("of Control-M each run of an order is one, and it goes on from waiting to its end", async () => {
  const source = { name: "prd", kind: "control-m" };
  const order = { job: "SALES/LOAD", run: "SRV:00a1", date: "2026-11-20" };
  await put(source, [{ ...order, status: "Wait Condition" }]);
  const start = "2026-11-20T06:00:10Z";
  await put(source, [{ ...order, start, status: "Executing" }]);
  const end = "2026-11-20T06:05:10Z";
  const done = { start, end, status: "Ended Not OK", outcome: "failed", unobservable: ["exit"] };
  await put(source, [
    { ...order, ...done },
    { ...order, ordinal: 2, start: end },
  ]);
  expect(await list("job=SALES/LOAD")).toMatchObject([
    { ordinal: 2, date: "2026-11-20", end: null, outcome: null },
    { ordinal: 1, status: "Ended Not OK", outcome: "failed", exitKnown: "unobservable" },
  ]);
  // An older status comes late: the end stands.
  await put(source, [{ ...order, start, status: "Executing" }]);
  expect(await list("job=SALES/LOAD")).toMatchObject([{}, { status: "Ended Not OK" }]);
});

test("a source knows what it has told of, its gaps, and who follows it", async () => {
  const at = (hour: number) => `2026-11-20T0${hour}:00:00Z`;
  const observed = (from: number, to: number) => ({ observed: { from: at(from), to: at(to) } });
  const source = { name: "followed", kind: "autosys", zone: "Europe/Berlin" };
  await put(source, [], observed(1, 2));
  await put(source, [], observed(4, 5));
  const position = { offset: 7 };
  const { body } = await put(source, [], { ...observed(5, 6), position, version: 2 });
  expect(body.version).toBe(3);
  const [view] = (await api.get("/projects/test/legacy-sources?name=followed")).body.items;
  expect(view).toMatchObject({
    ...{ since: "2026-11-20T01:00:00.000Z", watermark: "2026-11-20T06:00:00.000Z", gaps: 1 },
    ...{ zone: "Europe/Berlin", version: 3, position, runs: 0 },
  });
  // What comes late closes the gap, and the watermark doesn't go back.
  await put(source, [], observed(2, 4));
  const [closed] = (await api.get("/projects/test/legacy-sources?name=followed")).body.items;
  expect(closed).toMatchObject({ gaps: 0, watermark: "2026-11-20T06:00:00.000Z", position });
});

test("of two who follow one source the second is told, and what it put is not kept", async () => {
  const source = { name: "twice", kind: "cron" };
  expect((await put(source, [], { version: 0 })).status).toBe(200);
  const late = await put(source, [{ ...begun, run: "host1 7" }], { version: 0 });
  expect([late.status, late.body.code]).toEqual([409, "conflict"]);
  expect(await list("source=twice")).toEqual([]);
  const other = await put({ name: "twice", kind: "autosys" }, []);
  expect([other.status, other.body.detail]).toEqual([409, 'the source "twice" is of another kind']);
});

test.each([
  [{ job: "a", start: "yesterday" }, "runs.0.start"],
  [{ job: "a", start: "2026-11-20T02:00:40Z", date: "2026-02-30" }, "runs.0.date"],
  [{ job: "a" }, "runs.0"],
])("%j is refused with its place", async (run, at) => {
  const { status, body } = await put(cron, [run]);
  expect([status, body.issues[0].at]).toEqual([422, at]);
});

test("more runs than a request may have, and longer lines, are refused", async () => {
  expect(
    (
      await put(
        cron,
        Array.from({ length: 5_001 }, () => begun),
      )
    ).status,
  ).toBe(422);
  expect((await put(cron, [{ ...begun, lines: ["x".repeat(10_001)] }])).status).toBe(422);
  expect((await api.post("/projects/other/legacy-runs", { source: cron })).status).toBe(404);
});

test("who may see some pipelines sees the runs of the jobs that these were, and no others", async () => {
  await put({ name: "seen", kind: "autosys" }, [
    { job: "POLL", start: "2026-11-20T02:00:00Z" },
    { job: "PAYROLL", start: "2026-11-20T02:00:00Z" },
  ]);
  const { rows } = await api.pool.query(
    "insert into trunkline.legacy_job (pipeline_id, task, project_id, system, job) select id, '', project_id, 'autosys', 'POLL' from trunkline.pipeline returning project_id",
  );
  const { rows: of } = await api.pool.query("select class_id from trunkline.pipeline");
  const listed = async (classes: number[] | null) =>
    (
      await listLegacyRuns(api.pool, {
        ...{ project: rows[0].project_id, source: "seen", job: null, from: null, to: null },
        ...{ classes, after: null, limit: 10 },
      })
    ).map(({ job }) => job);
  expect(await listed(null)).toEqual(["PAYROLL", "POLL"]);
  expect(await listed([of[0].class_id])).toEqual(["POLL"]);
  expect(await listed([])).toEqual([]);
});

test("a source that is retired takes nothing until it is resumed", async () => {
  const source = { name: "leaves", kind: "cron" };
  await put(source, [begun]);
  const retire = (name: string, body: object = {}) =>
    api.post(`/projects/test/legacy-sources/${name}/retire`, body);
  const { retiredAt } = (await retire("leaves")).body;
  expect((await retire("leaves")).body).toEqual({ retiredAt });
  const [view] = (await api.get("/projects/test/legacy-sources?name=leaves")).body.items;
  expect(view).toMatchObject({ retiredAt, runs: 1 });
  const refused = await put(source, [ended]);
  expect([refused.status, refused.body.hint]).toEqual([409, expect.stringContaining("--resume")]);
  expect((await retire("leaves", { retired: false })).body).toEqual({ retiredAt: null });
  expect((await put(source, [ended])).body).toMatchObject({ changed: 1 });
  expect((await retire("nowhere")).status).toBe(404);
});

test("an end that is told again after the history was dropped raises its event no more", async () => {
  await api.pool.query(
    'update trunkline.pipeline_revision set spec = replace(spec, \'"name":"poll"\', \'"name":"poll","x":"ended:FEED"\')',
  );
  const source = { name: "feeds", kind: "autosys" };
  const run = (day: number) => ({
    ...{ job: "FEED", start: `2001-01-0${day}T06:00:00Z`, end: `2001-01-0${day}T06:09:00Z` },
    ...{ exit: 0, outcome: "succeeded" },
  });
  const dates = async () =>
    (
      await api.pool.query("select date::text from trunkline.event where name = 'ended:FEED'")
    ).rows.map(({ date }) => date);
  await put(source, [run(1), run(2)]);
  expect((await dates()).toSorted()).toEqual(["2001-01-01", "2001-01-02"]);
  await maintained(api.pool, { historyDays: 0, logDays: 0, archive: null });
  await api.pool.query("delete from trunkline.event");
  await put(source, [run(1), run(2)]);
  expect(await dates()).toEqual([]);
  // What ends from now on does.
  const now = new Date(Date.now() + 60_000).toISOString();
  await put(source, [{ ...run(3), start: now, end: now }]);
  expect(await dates()).toEqual([now.slice(0, 10)]);
});

test("a wave is quiet since the last run that anybody was told of, as far as its sources have told", async () => {
  const quiet = async () => (await api.get("/projects/test/quiet-waves")).body.items;
  expect(await quiet()).toEqual([]);
  await api.pool.query("update trunkline.pipeline set wave = 'one', stage = 'live'");
  await api.pool.query("update trunkline.legacy_job set job = 'QUIET'");
  const none = { wave: "one", stage: "live", job: "QUIET" };
  expect(await quiet()).toEqual([{ ...none, lastRun: null, toldUntil: null, quietDays: null }]);
  const source = { name: "quiet", kind: "autosys" };
  const told = (to: string) => ({ observed: { from: "2026-11-01T00:00:00Z", to } });
  await put(
    source,
    [{ job: "QUIET", start: "2026-11-02T06:00:00Z" }],
    told("2026-11-02T07:00:00Z"),
  );
  expect(await quiet()).toMatchObject([{ quietDays: 0, lastRun: "2026-11-02T06:00:00.000Z" }]);
  await put(source, [], told("2026-11-20T07:00:00Z"));
  expect(await quiet()).toMatchObject([{ quietDays: 18, toldUntil: "2026-11-20T07:00:00.000Z" }]);
  await put({ name: "list", kind: "autosys" }, [{ job: "QUIET", start: "2026-11-01T06:00:00Z" }]);
  expect(await quiet()).toMatchObject([{ quietDays: null, toldUntil: null }]);
});

test("runs are kept as long as the history is, but each job's newest always", async () => {
  const old = (job: string, day: number) => ({ job, start: `2001-01-0${day}T00:00:00Z` });
  await put({ name: "old", kind: "autosys" }, [old("A", 1), old("A", 2), old("B", 1)]);
  await maintained(api.pool);
  expect(
    (await list("source=old")).map(({ job, start }: { job: string; start: string }) => [
      job,
      start.slice(0, 10),
    ]),
  ).toEqual([
    ["B", "2001-01-01"],
    ["A", "2001-01-02"],
  ]);
});
