// A wave of Control-M, from its jobs as tasks of ours to its cut-over and back, with a server that speaks its Automation API.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createPool } from "#store/connect.ts";
import { type ControlM, controlM } from "#test/support/control-m-server.ts";
import { approvedByGrace, declareApprovals, overridden } from "#test/support/overridden-waves.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const key = "a-key-of-the-automation-api";
const folder = temporaryDirectory();
const wave = (stage: string) =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\nhold: {within: 15m}\n`;
const starts = (job: string) => `name: start-${job.toLowerCase()}
tasks:
  job:
    uses: control-m
    with: {connection: ctm, ctm: prd, folder: GL, jobs: ${job}, orderDate: "\${{ run.date.replace('-', '') }}", createDuplicate: false}
    retry: {retries: 0}
`;

let ctm: ControlM;
let server: ServerUnderTest;
beforeAll(async () => {
  vi.stubEnv("TRUNKLINE_SECRET_CTM__KEY", key);
  ctm = await controlM(key);
  const event = `${ctm.api}/run/event/prd`;
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "connections/ctm.yaml": `type: control-m\nurl: ${ctm.api}\napi_key: ctm/key\n`,
    "pipelines/start-feed.yaml": starts("FEED"),
    "pipelines/start-bad.yaml": starts("BAD"),
    "migration/waves/gl.yaml": wave("observe"),
    "migration/waves/rest.yaml": "stage: observe\nmembers: {pipelines: [report]}\n",
    "pipelines/close.yaml": `name: close
legacy: {system: control-m, instance: prd, folder: GL, job: GL/CLOSE}
timezone: UTC
triggers: [{schedule: {every: 2s}}]
tasks:
  close: {run: "true", emits: [{event: GL-CLOSED}]}
  tell:
    needs: [close]
    env: {DAY: "\${{ run.date.substring(5, 10).replace('-', '') }}"}
    run: >-
      curl -fsS -H 'x-api-key: ${key}' -d "{\\"name\\": \\"GL-CLOSED\\", \\"date\\": \\"$DAY\\"}" ${event}
`,
    "pipelines/report.yaml": `name: report
legacy: {system: control-m, instance: prd, folder: GL, job: GL/REPORT}
triggers: [{schedule: "0 5 * * *"}]
awaits: {event: GL-CLOSED}
tasks: {report: {run: "true"}}
`,
  });
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
  await ctm[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const date = "2026-11-27";
const run = (pipeline: string, day = date) =>
  server.trunkline(["run", pipeline, "--date", day, "--wait"]);
/** What `ctm run` does. */
async function call(route: string, method = "GET"): Promise<string> {
  const answered = await fetch(`${ctm.api}${route}`, { method, headers: { "x-api-key": key } });
  expect(answered.status).toBe(200);
  return answered.text();
}
/** What `ctm run jobs:status::get` prints, as a file. */
async function statuses(job: string): Promise<string> {
  const file = path.join(folder.path, `${job}.json`);
  writeFileSync(file, await call(`/run/jobs/status?folder=GL&jobname=${job}`));
  return file;
}
const order = async (job: string, day = new Date().toISOString().slice(0, 10)) => {
  const body = { ctm: "prd", folder: "GL", jobs: job, orderDate: day.replaceAll("-", "") };
  const headers = { "x-api-key": key };
  await fetch(`${ctm.api}/run/order`, { method: "POST", headers, body: JSON.stringify(body) });
  return ctm.orders.at(-1) as ControlM["orders"][number];
};

test("a task orders a job there once for its date, and ends as that does", async () => {
  expect(await run("start-feed")).toMatchObject({ code: 0 });
  expect(ctm.orders).toMatchObject([
    { folder: "GL", name: "FEED", orderDate: "261127", status: "Ended OK", numberOfRuns: 1 },
  ]);
  expect(await call(`/run/job/${ctm.orders[0]?.jobId}/output`)).toBe("FEED of 261127\n");
  // The same date again is refused there, so that nothing runs twice.
  expect(await run("start-feed")).toMatchObject({ code: 1 });
  expect(ctm.orders).toHaveLength(1);
  const [failed] = await server.json(["runs", "--pipeline", "start-feed", "--limit", "1"]);
  expect((await server.trunkline(["why", failed.id])).stdout).toContain("already ordered");
  expect(await run("start-feed", "2026-11-28")).toMatchObject({ code: 0 });
  ctm.bad.add("BAD");
  expect(await run("start-bad")).toMatchObject({ code: 1 });
}, 60_000);

test("what ran there is taken over, its orders are held and read back, and the wave runs here until it goes back", async () => {
  const project = server.repository.path;
  // A run there, told by its status.
  const before = await order("CLOSE");
  for (const _ of [1, 2]) await call(`/run/status/${before.runId}`);
  const observed = ["observe", await statuses("CLOSE"), "--source", "prd", "--zone", "UTC"];
  expect(await server.trunkline(observed)).toMatchObject({ code: 0 });
  const [taken] = await server.json(["cutover", "take", "gl", project]);
  expect(taken).toMatchObject({ taken: 1, pipelines: ["close"] });

  const plan = await server.trunkline(["cutover", "plan", "gl", project]);
  expect(plan.stdout).toContain("ctm run jobs:status::get -s 'folder=GL&jobname=CLOSE'");
  expect(plan.stdout).toContain(
    "behind close/close here: ctm run event::add prd GL-CLOSED ${{ run.date.substring(5, 10)",
  );
  const check = async () =>
    (
      await server.trunkline([
        "cutover",
        "check",
        "gl",
        project,
        "--control-m",
        await statuses("CLOSE"),
      ])
    ).stdout;
  // The order of a new day waits: it would run there.
  const waiting = await order("CLOSE", "2026-11-29");
  expect(await check()).toContain("GL/CLOSE is not held");
  await call(`/run/job/${waiting.jobId}/hold`, "POST");
  const held = await check();
  expect(held).toMatch(/holds +ok/);
  expect(held).toMatch(/bridges +ok/);

  const deploy = async (stage: string) => {
    const text = wave(stage) + (stage === "live" ? overridden(Date.now()) : "");
    server.repository.commit({ "migration/waves/gl.yaml": text }, { message: approvedByGrace });
    expect(await server.trunkline(["sync", "shop"])).toMatchObject({ code: 0 });
  };
  const pool = createPool(server.connectionString);
  await declareApprovals(pool);
  await pool.end();
  await deploy("live");
  const today = new Date().toISOString().slice(5, 10).replace("-", "");
  // Our run tells the other scheduler, whose report waits for it.
  await expect
    .poll(() => ctm.conditions, { timeout: 30_000, interval: 200 })
    .toContain(`GL-CLOSED ${today}`);
  await call(`/run/status/${waiting.runId}`);
  expect(waiting.status).toBe("Wait Condition");

  const early = await server.trunkline(["cutover", "back", "gl", project, "--perform"]);
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('"gl" is live') });
  await deploy("observe");
  const back = await server.trunkline(["cutover", "back", "gl", project]);
  expect(back.stdout).toContain("ctm run job::free ORDER_ID");
  await call(`/run/job/${waiting.jobId}/free`, "POST");
  expect(await check()).toContain("GL/CLOSE is not held");
  for (const _ of [1, 2]) await call(`/run/status/${waiting.runId}`);
  expect(waiting.status).toBe("Ended OK");
}, 120_000);
