// A cut-over by its commands, through a server: the plan from the files, and the check that reads holds back.

import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { approvedByGrace, declareApprovals, overridden } from "#test/support/overridden-waves.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const job = (name: string, legacy: string, more = "") => `name: ${name}
legacy: {system: autosys, instance: ACE, job: ${legacy}}
triggers: [{schedule: "0 22 * * *"}]
${more}tasks: {go: {run: "true"}}
`;
const files = {
  "trunkline.yaml": "name: shop\n",
  "migration/waves/gl.yaml": "stage: observe\nmembers: {pipelines: [close, report]}\n",
  "migration/waves/rest.yaml": "stage: observe\nmembers: {pipelines: [feed]}\n",
  "migration/waves/cycles.yaml": "stage: observe\nmembers: {pipelines: [poll]}\n",
  "pipelines/poll.yaml": `name: poll
legacy: {system: control-m, job: GL/POLL}
triggers: [{schedule: "0 0 * * *"}]
tasks: {poll: {run: "true", repeat: {every: 20h, from: end, until: "23:59+1d"}}}
`,
  "pipelines/close.yaml": job("close", "GL_CLOSE", "awaits: {event: FEED-DONE}\n"),
  "pipelines/report.yaml": job("report", "GL_REPORT"),
  "pipelines/feed.yaml": job("feed", "FEED", "awaits: {pipeline: report}\n"),
};

const folder = temporaryDirectory();
const at = (name: string) => path.join(folder.path, name);
const report = (text: string): string => {
  writeFileSync(at("holds.txt"), text);
  return at("holds.txt");
};
const row = (name: string, state: string) => `${name}   -----   -----   ${state}  0/0  0\n`;

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const project = () => server.repository.path;
const check = (...words: string[]) => server.trunkline(["cutover", "check", "gl", ...words]);

test("the plan has the commands, the change, the bridges both ways and the dates, and is the same again", async () => {
  const words = ["cutover", "plan", "gl", project(), "--at", "2026-11-28T12:00Z"];
  const { code, stdout } = await server.trunkline(words);
  expect([code, stdout]).toEqual([0, expect.stringContaining("gl: observe → live")]);
  expect(stdout).toContain("    sendevent -E JOB_ON_HOLD -J GL_CLOSE\n");
  expect(stdout).toContain("+stage: live\n");
  expect(stdout).toContain("close waits for the event FEED-DONE\n");
  expect(stdout).toContain("feed waits for the run report\n");
  expect(stdout).toContain("close: last there 2026-11-27 (2026-11-27T22:00:00.000Z), first here");
  const [plan] = await server.json([...words, "--live"]);
  expect(plan).toMatchObject({ inFlight: { ours: [], legacy: [] } });
  expect((await server.json([...words, "--live"]))[0]).toEqual(plan);
});

test("a wave that isn't there is told", async () => {
  const { code, stderr } = await server.trunkline(["cutover", "plan", "other", project()]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('no pipeline is in a wave "other"')]);
});

test("the check fails until each hold was read back, and says what to do", async () => {
  const never = await check(project());
  expect([never.code, never.stdout]).toEqual([
    1,
    expect.stringContaining("GL_CLOSE: its hold was never read back"),
  ]);
  const half = await check("--autorep", report(row("GL_CLOSE", "OH") + row("GL_REPORT", "SU")));
  expect(half.code).toBe(1);
  expect(half.stdout).toContain("GL_REPORT is not held");
  expect(half.stdout).not.toContain("GL_CLOSE");
  const held = await server
    .json([
      ...["cutover", "check", "gl", project()],
      ...["--autorep", report(row("GL_CLOSE", "OH") + row("GL_REPORT", "OH"))],
    ])
    .catch((fault) => fault);
  expect(held).toContainEqual(expect.objectContaining({ point: "holds", state: "ok" }));
});

test("the plan of a change that goes live says that only a server knows, and with --live what that says", async () => {
  const wave = "migration/waves/gl.yaml";
  server.repository.branch("live");
  server.repository.commit({ [wave]: files[wave].replace("observe", "live") });
  server.repository.git("checkout", "--quiet", "main");
  const words = ["plan", project(), "--from", "main", "--to", "live"];
  const offline = await server.trunkline(words);
  expect([offline.code, offline.stdout]).toEqual([
    0,
    expect.stringContaining(
      "Going live:\n    ! wave gl (close, report) goes live: whether its gate holds, and the other scheduler is held, only the server knows\n",
    ),
  ]);
  const live = await server.trunkline([...words, "--live", "--project", "shop"]);
  expect(live.stdout).toContain(
    "! wave gl (close, report) can't go live, and stays as it is deployed",
  );
  expect(live.stdout).toMatch(/no job of the wave is observed|0 of 20 business dates/);
});

test("a report that is read again is no newer", async () => {
  const file = report(row("GL_CLOSE", "OH") + row("GL_REPORT", "OH"));
  const hourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, hourAgo, hourAgo);
  const { stdout } = await check("--autorep", file, "--source", "old");
  expect(stdout).toContain("GL_CLOSE: its hold was read back 60 min ago");
});

test("a fail-back is shown, refused while the wave is live, and then let the jobs go", async () => {
  const shown = await server.trunkline(["cutover", "back", "gl", project()]);
  expect([shown.code, shown.stdout]).toEqual([
    0,
    expect.stringContaining("    sendevent -E JOB_OFF_HOLD -J GL_CLOSE\n"),
  ]);
  const called = at("called");
  writeFileSync(at("sendevent"), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${called}'\n`, {
    mode: 0o755,
  });
  const perform = () =>
    trunklineHere(["cutover", "back", "gl", project(), "--perform"], {
      env: { TRUNKLINE_STATE: server.state, PATH: `${folder.path}:${process.env.PATH}` },
    });
  const wave = "migration/waves/gl.yaml";
  const pool = createPool(server.connectionString);
  await declareApprovals(pool);
  await pool.end();
  server.repository.commit(
    { [wave]: files[wave].replace("observe", "live") + overridden(Date.now()) },
    { message: approvedByGrace },
  );
  await server.trunkline(["sync", "shop"]);
  const early = await perform();
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('"gl" is live')]);
  server.repository.commit({ [wave]: files[wave] });
  await server.trunkline(["sync", "shop"]);
  expect((await perform()).stderr).toContain("sendevent -E JOB_OFF_HOLD -J GL_CLOSE");
  expect(readFileSync(called, "utf8")).toBe(
    "-E JOB_OFF_HOLD -J GL_CLOSE\n-E JOB_OFF_HOLD -J GL_REPORT\n",
  );
  const { stdout } = await check();
  expect(stdout).toContain("GL_CLOSE is not held");
});

test("a bridge is seen once its event was raised, though cleared since, or once a task here tells the other scheduler", async () => {
  const missing = async () =>
    (await check(project())).stdout.match(/\w+ waits for the \w+ [\w-]+/g);
  expect(await missing()).toEqual([
    "close waits for the event FEED-DONE",
    "feed waits for the run report",
  ]);
  const raise = ["events", "raise", "FEED-DONE", "--date", "20261127"];
  expect(await server.trunkline(raise)).toMatchObject({ code: 0 });
  expect(await server.trunkline(["events", "clear", "FEED-DONE"])).toMatchObject({ code: 0 });
  expect(await missing()).toEqual(["feed waits for the run report"]);
  const tell = "  tell: {run: sendevent -E CHANGE_STATUS -s SUCCESS -J GL_REPORT, needs: [go]}\n";
  server.repository.commit({ "pipelines/report.yaml": files["pipelines/report.yaml"] + tell });
  expect(await missing()).toBeNull();
  server.repository.commit({ "pipelines/report.yaml": files["pipelines/report.yaml"] });
});

test("what is set there is taken over, as far as a pipeline asks for it", async () => {
  writeFileSync(
    at("conditions.json"),
    JSON.stringify([
      { name: "FEED-DONE", ctm: "prd", date: "1127" },
      { name: "OTHER", ctm: "prd", date: "STAT" },
    ]),
  );
  const words = ["cutover", "take", "gl", project(), "--conditions", at("conditions.json")];
  const [taken] = await server.json(words);
  expect(taken).toMatchObject({ events: 1, unasked: 1, pipelines: [], taken: 0 });
  expect(taken.left.map(({ pipeline }: { pipeline: string }) => pipeline)).toEqual([
    ...["close", "report"],
  ]);
  expect(await server.json(["events"])).toMatchObject([{ name: "FEED-DONE" }]);
});

test("of a job that repeats the next start is told, from its last end there", async () => {
  const token = readFileSync(path.join(server.state, "token"), "utf8").trim();
  const date = new Date().toISOString().slice(0, 10);
  const start = new Date(Date.now() - 600_000);
  const end = new Date(Date.now() - 300_000);
  const run = { job: "GL/POLL", run: "s:1", date, start, end, exit: 0, ordinal: 4 };
  const answer = await fetch(`${server.url}/api/v1/projects/shop/legacy-runs`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ source: { name: "ctm", kind: "control-m" }, runs: [run] }),
  });
  expect(answer.status).toBe(200);
  const next = new Date(end.getTime() + 20 * 3_600_000).toISOString();
  const words = ["cutover", "take", "cycles", project()];
  expect((await server.json(words))[0]).toMatchObject({
    ...{ taken: 0, left: [{ pipeline: "poll", why: `GL/POLL is amid ${date}` }] },
    cycles: [{ pipeline: "poll", task: "poll", date, iterations: 4, next, goesOn: "here" }],
  });
  expect((await server.trunkline(words)).stderr).toContain(
    `once the wave is live, the next begins here at ${next}`,
  );
});
