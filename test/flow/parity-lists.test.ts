// What sources that tell of single jobs, such as lists of runs, prove of what did not run.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { type ApiUnderTest, apiUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const hour = 3_600_000;
const hourly = (name: string, job: string) =>
  pipeline(name, [task("a")], {
    triggers: [{ schedule: { cron: "0 * * * *" }, timezone: "UTC", missed: "latest" }],
    wave: { name: "one", stage: "observe" },
    legacy: { system: "autosys", job },
  } as object);

let api: ApiUnderTest;
let since: number;
beforeAll(async () => {
  api = await apiUnderTest([hourly("list", "LIST"), hourly("other", "OTHER")]);
  await api.pool.query("update trunkline.revision set applied_at = now() - interval '4 days'");
  const { pipeline: readPipeline } = createDefinitions(api.pool);
  await expectStarts({ pool: api.pool, readPipeline, now: new Date() });
  const { rows } = await api.pool.query("select min(due_at) as at from trunkline.expected_start");
  since = rows[0].at.getTime();
});
afterAll(() => api[Symbol.asyncDispose]());

const instant = (at: number): string => new Date(at).toISOString();
const source = { name: "list", kind: "autosys" };
const put = (body: object) => api.post("/projects/test/legacy-runs", { source, ...body });
const verdicts = async (pipeline: string) =>
  (await api.get(`/pipelines/test/${pipeline}/parity`)).body.items.map(
    ({ verdict, due }: { verdict: string; due: string }) => [verdict, due] as const,
  );

test("a run that isn't in a list did not run only where the list is said to be complete", async () => {
  const starts = Array.from({ length: 60 }, (_, n) => since + n * hour);
  const runs = starts.flatMap((at, n) =>
    n === 32 ? [] : [{ job: "LIST", start: instant(at + 1_000), end: instant(at + 5_000) }],
  );
  expect((await put({ runs })).status).toBe(200);
  const missing = instant(since + 32 * hour);
  const later = instant(since + 60 * hour);
  const of = async (due: string) => (await verdicts("list")).find(([, at]: string[]) => at === due);
  expect([await of(missing), await of(later)]).toEqual([
    ["unobserved", missing],
    ["open", later],
  ]);

  const covered = [{ job: "LIST", from: instant(since), to: instant(since + 59 * hour) }];
  expect((await put({ covered })).status).toBe(200);
  expect([await of(missing), await of(later)]).toEqual([
    ["only-ours", missing],
    ["open", later],
  ]);
  // It says nothing of other jobs.
  expect(new Set((await verdicts("other")).map(([verdict]: string[]) => verdict))).toEqual(
    new Set(["unobserved"]),
  );
  const backwards = { job: "LIST", from: instant(since + hour), to: instant(since) };
  const refused = await put({ covered: [backwards] });
  expect([refused.status, refused.body.issues[0].at]).toEqual([422, "covered.0"]);
});
