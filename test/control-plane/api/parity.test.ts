// What is observed beside what would have started, over the API on a real database.

import { afterAll, beforeAll, expect, test } from "vitest";
import { readPack } from "#api/audit-pack.ts";
import { checkLines } from "#cli/audit-check.ts";
import type { PackLine } from "#core/audit/pack.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { keepParity } from "#engine/keep-parity.ts";
import { sealAudit } from "#store/audit.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

const hour = 3_600_000;
const gate = { businessDays: 10, monthEnd: false, minRuns: 3, parity: 90 };
const hourly = (name: string, job: string) =>
  pipeline(name, [task("a", { legacy: { job } } as object)], {
    triggers: [{ schedule: { cron: "0 * * * *" }, timezone: "UTC", missed: "latest" }],
    wave: { name: "one", stage: "observe", gate },
    legacy: { system: "autosys", job },
  } as object);

let api: ApiUnderTest;
let since: number;
beforeAll(async () => {
  api = await apiUnderTest([
    hourly("poll", "POLL"),
    hourly("load", "LOAD"),
    hourly("idle", "IDLE"),
  ]);
  // Deployed four days ago: what would have started since then is written as of then.
  await api.pool.query("update trunkline.revision set applied_at = now() - interval '4 days'");
  const { pipeline: readPipeline } = createDefinitions(api.pool);
  await expectStarts({ pool: api.pool, readPipeline, now: new Date() });
  const { rows } = await api.pool.query("select min(due_at) as at from trunkline.expected_start");
  since = rows[0].at.getTime();
});
afterAll(() => api[Symbol.asyncDispose]());

const instant = (at: number): string => new Date(at).toISOString();

test("alike, late, missing, on its own and unknown: each start and run has its verdict, and the gate says what is missing", async () => {
  const last = Math.floor(Date.now() / hour) * hour;
  const starts = Array.from({ length: (last - since) / hour }, (_, n) => since + n * hour);
  const runs = starts.flatMap((at, n) => [
    { job: "POLL", start: instant(at + 2_000) },
    // One too late, and one not at all.
    ...(n === 32 ? [] : [{ job: "LOAD", start: instant(at + (n === 30 ? 300_000 : 1_000)) }]),
  ]);
  const own = { job: "POLL", start: instant(since + 1.6 * hour) };
  const source = { name: "prd", kind: "autosys" };
  const observed = { from: instant(since - hour), to: instant(last) };
  const put = await api.post("/projects/test/legacy-runs", {
    source,
    runs: [...runs, own],
    observed,
  });
  expect(put.status).toBe(200);

  const { body } = await api.get("/projects/test/parity?wave=one");
  const views = Object.fromEntries(
    body.items
      .filter((view: { task: string | null }) => view.task === null)
      .map((view: { pipeline: string }) => [view.pipeline, view]),
  );
  const yesterday = instant(last).slice(0, 10);
  const compared = starts.filter((at) => instant(at) < yesterday).length;
  expect(views.poll.counts).toEqual({ match: compared, "only-legacy": 1 });
  expect(views.load.counts).toEqual({ match: compared - 2, differs: 1, "only-ours": 1 });
  expect(views.load.gate).toMatchObject({
    holds: false,
    missing: [
      expect.stringMatching(/^[23] of 10 business dates/),
      expect.anything(),
      expect.stringMatching(/^no simulation of it is on record/),
    ],
  });
  // Of a job that no source has ever told of nothing is alike.
  expect(views.idle.counts.match).toBeUndefined();
  expect(views.idle.gate.holds).toBe(false);

  const pairs = (await api.get("/pipelines/test/load/parity")).body.items;
  expect(pairs.filter(({ verdict }: { verdict: string }) => verdict !== "match")).toEqual([
    expect.objectContaining({ verdict: "differs", laterMs: 300_000, run: expect.any(String) }),
    expect.objectContaining({ verdict: "only-ours", start: null, due: instant(since + 32 * hour) }),
  ]);
});

test("a range that is none is refused, and a pipeline that is not observed is not found", async () => {
  for (const query of ["from=2026-02-31", "from=2026-11-20&to=2026-11-19", "from=1999-01-01"])
    expect((await api.get(`/projects/test/parity?${query}`)).status).toBe(422);
  expect((await api.get("/pipelines/test/nothing/parity")).status).toBe(404);
});

test("a report has the same bytes when it is made again, and a pack of the audit proves it and the verdicts", async () => {
  const { pipeline: readPipeline } = createDefinitions(api.pool);
  expect(
    (await keepParity({ pool: api.pool, readPipeline, now: new Date() })).kept,
  ).toBeGreaterThan(0);
  const make = async () => (await api.post("/projects/test/parity-reports", {})).body;
  const [first, again] = [await make(), await make()];
  expect(first.files.map(({ name }: { name: string }) => name)).toEqual([
    ...["idle.json", "idle.md", "load.json", "load.md", "poll.json", "poll.md", "SHA256SUMS"],
  ]);
  expect(again.files).toEqual(first.files);
  await sealAudit(api.pool, { limit: 1_000 });
  const projects = { names: [] } as never;
  const query = { from: null, to: null, since: null, evidence: true };
  const lines = [];
  for await (const line of readPack({ pool: api.pool, projects }, query)) lines.push(line);
  const check = (all: PackLine[]) =>
    checkLines(
      (async function* () {
        yield* all;
      })(),
      [],
    );
  expect(await check(lines)).toMatchObject({ faults: [], parity: 3 });
  const altered = lines.map((line) =>
    line.type === "parity"
      ? { ...line, rows: line.rows.map((row) => ({ ...row, matched: 99 })) }
      : line,
  );
  expect((await check(altered)).faults).toMatchObject([{ fault: "evidence" }]);
});
