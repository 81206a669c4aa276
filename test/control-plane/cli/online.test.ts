import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/good.yaml": `
name: good
owner: sales
triggers: [{schedule: "0 6 1 1 *"}]
params: {region: {type: string, default: eu}, count: {type: integer, default: 1}}
tasks:
  first: {run: "echo region \${{ params.region }}"}
  second: {needs: [first], run: "printf 'no line end'"}
`,
  "pipelines/bad.yaml": `
name: bad
tasks:
  fine: {run: "echo fine"}
  fails: {needs: [fine], run: "test -e \\"$TRUNKLINE_DATA/mended\\""}
`,
  "pipelines/mend.yaml": `
name: mend
tasks: {touch: {run: "touch \\"$TRUNKLINE_DATA/mended\\""}}
`,
  "pipelines/bytes.yaml": `
name: bytes
tasks: {write: {run: "printf '\\\\377\\\\376\\\\000\\\\342\\\\202\\\\n'"}}
`,
  "pipelines/slow.yaml": `
name: slow
tasks: {sleep: {run: "echo begun; sleep 100"}}
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

test("run --wait, runs and runs show give a run the same shape as JSON", async () => {
  const [waited] = await server.json(["run", "good", "--wait", "--date", "2026-05-06"]);
  const [shown] = await server.json(["runs", "show", waited.id]);
  const listed = await server.json(["runs", "--date", "2026-05-06"]);
  const attempt = { attempt: 1, state: "succeeded", exitCode: 0 };
  expect(waited).toMatchObject({
    id: expect.stringMatching(/^\d+$/),
    pipeline: "good",
    state: "succeeded",
    date: "2026-05-06",
    slot: `m:${waited.id}`,
    generation: 1,
    revision: {
      commit: server.repository.tip(),
      changedIn: server.repository.tip(),
      file: "pipelines/good.yaml",
      author: "Ada Lovelace <ada@example.com>",
      change: "7",
      approvers: ["Grace"],
    },
    traceId: expect.stringMatching(/^[\da-f]{32}$/),
    tasks: [
      { name: "first", state: "succeeded", attempts: [attempt] },
      { name: "second", state: "succeeded", attempts: [attempt] },
    ],
  });
  expect(shown).toEqual(waited);
  const {
    rerunOf: _r,
    parent: _q,
    cancelRequestedAt: _c,
    params: _p,
    deadlines: _d,
    overrides: _o,
    evidence: _e,
    breakGlass: _b,
    ...inLists
  } = shown;
  expect(listed).toEqual([inLists]);
});

test("run --wait ends as the run does, with the run as JSON", async () => {
  const { code, stdout, stderr } = await server.trunkline([
    ...["run", "good", "--wait", "--param", "region=us", "--date", "2026-02-03"],
    ...["--output", "json"],
  ]);
  const run = JSON.parse(stdout);
  expect(code).toBe(0);
  // What is under way is only for a terminal.
  expect(stderr).toBe("");
  expect(run).toMatchObject({
    pipeline: "good",
    project: "shop",
    state: "succeeded",
    date: "2026-02-03",
    generation: 1,
    params: { region: "us", count: 1 },
    revision: {
      commit: server.repository.tip(),
      changedIn: server.repository.tip(),
      file: "pipelines/good.yaml",
      author: "Ada Lovelace <ada@example.com>",
      change: "7",
      approvers: ["Grace"],
    },
    tasks: [
      { name: "first", state: "succeeded", attempts: [{ attempt: 1, exitCode: 0 }] },
      { name: "second", state: "succeeded" },
    ],
  });
  expect(run.slot).toBe(`m:${run.id}`);
  expect(run.traceId).toMatch(/^[\da-f]{32}$/);
});

test("run without --wait prints the id and where to look; the same key is the same run", async () => {
  const first = await server.trunkline(["run", "shop/good", "--dedup-key", "k"]);
  const [, id] = /^Run (\d+) of shop\/good for \d{4}-/.exec(first.stdout) ?? [];
  expect(first.code).toBe(0);
  expect(first.stderr).toContain(`trunkline logs ${id} -f`);
  const [again] = await server.json(["run", "good", "--dedup-key", "k", "--wait"]);
  expect(again).toMatchObject({ id, state: "succeeded" });
});

test("run --follow prints what tasks print, behind their names", async () => {
  const { stdout } = await server.trunkline(["run", "good", "--follow"]);
  expect(stdout).toMatch(
    /^first {2}\| region eu\nsecond \| no line end\nRun \d+ of shop\/good: succ/,
  );
});

test("wrong parameters and names end at once and say what is right", async () => {
  const param = await server.trunkline(["run", "good", "--param", "regoin=us", "-p", "count=x"]);
  expect(param.code).toBe(2);
  expect(param.stderr).toContain('there is no parameter "regoin"');
  expect(param.stderr).toContain("count");
  expect(param.stderr).toContain('did you mean "region"?');
  const name = await server.trunkline(["run", "godo"]);
  expect(name.code).toBe(1);
  expect(name.stderr).toContain("godo");
  const value = await server.trunkline(["run", "good", "--param", "region"]);
  expect(value).toMatchObject({ code: 2, stdout: "" });
});

test("a failed run is rerun from its failed task, and --all from the start", async () => {
  const failed = await server.trunkline(["run", "bad", "--wait", "--output", "json"]);
  expect(failed.code).toBe(1);
  const { id, slot } = JSON.parse(failed.stdout);
  expect((await server.trunkline(["run", "mend", "--wait", "-q"])).code).toBe(0);
  const rerun = await server.trunkline(["rerun", id, "--wait", "--output", "json"]);
  expect(rerun.code).toBe(0);
  const second = JSON.parse(rerun.stdout);
  expect(second).toMatchObject({ slot, generation: 2, rerunOf: id, state: "succeeded" });
  const carried = second.tasks[0].attempts[0];
  expect(carried.finishedAt < second.createdAt).toBe(true);
  const whole = await server.trunkline(["rerun", second.id]);
  expect(whole.code).toBe(1);
  expect(whole.stderr).toContain("--all");
  const [third] = await server.json(["rerun", second.id, "--all", "--wait"]);
  expect(third.generation).toBe(3);
  expect(third.tasks[0].attempts[0].startedAt >= third.createdAt).toBe(true);
});

test("--timeout and Ctrl-C leave the run running and say so; cancel ends it", async () => {
  const late = await server.trunkline(["run", "slow", "--wait", "--timeout", "1s"]);
  expect(late.code).toBe(124);
  const [, id = ""] = /run (\d+) has not ended within 1s; it goes on/.exec(late.stderr) ?? [];
  const [shown] = await server.json(["runs", "show", id]);
  expect(shown.state).toBe("running");

  const stop = new AbortController();
  const following = server.trunkline(["run", "slow", "--wait", "--dedup-key", "c"], stop.signal);
  await eventually("the second run runs", async () => {
    const runs = await server.json(["runs", "--pipeline", "slow", "--status", "running"]);
    return runs.length === 2;
  });
  stop.abort("interrupted");
  const left = await following;
  expect(left.code).toBe(130);
  expect(left.stderr).toMatch(/interrupted; (run \d+ goes on|the run may have been started)/);

  for (const run of await server.json(["runs", "--pipeline", "slow"])) {
    const reason = ["--reason", "enough"];
    expect((await server.trunkline(["cancel", run.id, ...reason])).stdout).toContain("cancel");
    await eventually("it is cancelled", async () => {
      const [now] = await server.json(["runs", "show", run.id]);
      return now.state === "cancelled" && now.reason === "enough";
    });
  }
});

test("logs of one task are its bytes; of several each line has its task's name", async () => {
  const [run] = await server.json(["run", "good", "--wait"]);
  expect((await server.trunkline(["logs", run.id, "--task", "second"])).stdout).toBe("no line end");
  const all = await server.trunkline(["logs", run.id, "-f"]);
  expect(all).toMatchObject({ code: 0, stdout: "first  | region eu\nsecond | no line end\n" });
  const [chunk] = await server.json(["logs", run.id]);
  expect(chunk).toMatchObject({ task: "first", attempt: 1, text: "region eu\n" });
});

test("logs says so when there is no such task or attempt", async () => {
  const [{ id }] = await server.json(["run", "good", "--wait"]);
  const task = await server.trunkline(["logs", id, "--task", "frist"]);
  expect(task).toMatchObject({ code: 1, stdout: "" });
  expect(task.stderr).toContain(`run ${id} has no task 'frist'`);
  expect(task.stderr).toContain('did you mean "first"?');
  const attempt = await server.trunkline(["logs", id, "--attempt", "7", "-f"]);
  expect(attempt).toMatchObject({ code: 1, stdout: "" });
  expect(attempt.stderr).toContain(`run ${id} has no attempt 7\n  help: the newest is 1`);
  expect((await server.trunkline(["logs", id, "--attempt", "0"])).code).toBe(2);
  expect((await server.trunkline(["logs", id, "--attempt", "1"])).code).toBe(0);
});

test("one task's output is its bytes, be they text or not", async () => {
  const [{ id }] = await server.json(["run", "bytes", "--wait"]);
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xe2, 0x82, 0x0a]);
  for (const words of [["--task", "write"], [], ["-f"]])
    expect((await server.trunkline(["logs", id, ...words])).bytes).toEqual(bytes);
  const followed = await server.trunkline(["run", "bytes", "--follow"]);
  expect(followed.bytes.subarray(0, bytes.length)).toEqual(bytes);
});

test("runs lists and filters, runs show leads to the commit, --trace shows the time", async () => {
  const [run] = await server.json(["run", "good", "--wait", "--date", "2026-03-04"]);
  const [listed] = await server.json(["runs", "--pipeline", "good", "--date", "2026-03-04"]);
  expect(listed).toMatchObject({ id: run.id, trigger: "manual", commit: run.commit });
  const byCommit = await server.json(["runs", "--commit", run.commit.slice(0, 8), "--limit", "1"]);
  expect(byCommit).toHaveLength(1);
  const shown = await server.trunkline(["runs", "show", run.id]);
  expect(shown.stdout).toContain(`commit      ${server.repository.tip()}`);
  expect(shown.stdout).toContain("(#7)  First (#7)");
  expect(shown.stdout).toMatch(/second +succeeded +1 +\d+ ms +0/);
  const trace = await server.trunkline(["runs", "show", run.id, "--trace"]);
  expect(trace.stdout).toContain(`trace ${run.traceId}`);
  const spans = await server.json(["runs", "show", run.id, "--trace"]);
  expect(spans.filter(({ name }) => name === "second")).toHaveLength(1);
  expect((await server.trunkline(["runs", "show", "999999"])).code).toBe(1);
});

test.for([
  ["runs", "--commit", "0000000"],
  ["runs", "--project", "nope"],
  ["runs", "--pipeline", "nope"],
  ["runs", "show", "999999"],
  ["pipelines", "--project", "nope"],
  ["history", "nope"],
  ["run", "nope"],
  ["logs", "999999"],
  ["sync", "nope"],
  ["why", "nope"],
])("what is named and isn't there ends with 1: %j", async (words) => {
  const { code, stdout, stderr } = await server.trunkline(words);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("error: there is no ");
});

test("why speaks about runs and about pipelines", async () => {
  const [run] = await server.json(["run", "good", "--wait"]);
  const [ofRun] = await server.json(["why", run.id]);
  expect(ofRun).toMatchObject({ subject: run.id, state: "succeeded" });
  const ofPipeline = await server.trunkline(["why", "mend"]);
  expect(ofPipeline.stdout).toContain("shop/mend");
  expect(ofPipeline.stdout.split("\n").length).toBeGreaterThan(2);
  const due = await server.trunkline(["why", "good"]);
  expect(due.stdout).toMatch(
    /^ {2}its next run is due: .* {2}\(at \d{4}-\d\d-\d\d [\d:]{8} \S{6}\)$/m,
  );
});

test("hints repeat the --state that was typed, and no other", async () => {
  const said = await server.trunkline(["run", "good"]);
  expect(said.stderr).toMatch(/`trunkline logs \d+ -f`/);
  const typed = await trunklineHere(["run", "good", "--state", server.state]);
  expect(typed.stderr).toMatch(
    new RegExp(`\`trunkline logs \\d+ -f --state ${server.state}\`.* \\d+ --state`),
  );
});

test("without a server the command says what to start", async () => {
  const none = await trunklineHere(["status", "--state", "/nonexistent"]);
  expect(none.code).toBe(3);
  expect(none.stderr).toContain("`trunkline up --state /nonexistent`");
  const text = await trunklineHere(["status", "--url", "here"]);
  expect(text).toMatchObject({ code: 2 });
  expect(text.stderr).toContain("such as http://127.0.0.1:4680");
  const closed = await trunklineHere(["status", "--url", "http://127.0.0.1:9", "--token", "t"]);
  expect(closed.code).toBe(3);
  const wrong = await trunklineHere(["status", "--url", server.url, "--token", "t"]);
  expect(wrong).toMatchObject({ code: 3, stdout: "" });
  expect(wrong.stderr).toContain("refuses the token");
  // The folder's token goes to the folder's server and to no other.
  const other = await server.trunkline(["status", "--url", "http://127.0.0.1:9"]);
  expect(other).toMatchObject({ code: 2 });
  expect((await server.trunkline(["status", "--url", server.url])).code).toBe(0);
});

test("plan --live tells what only the server knows, of the pipelines that change", async () => {
  const { repository } = server;
  const base = repository.tip();
  const commit = repository.commit({
    "pipelines/slow.yaml": files["pipelines/slow.yaml"].replace("sleep 100", "sleep 200"),
  });
  const [{ id }] = await server.json(["run", "slow"]);
  const words = ["plan", repository.path, "--from", base, "--to", commit];
  const [offline] = await server.json(words);
  expect(offline.live).toBe("unknown");
  const [online] = await server.json([...words, "--live"]);
  const running = [{ pipeline: "slow", runs: 1, oldest: expect.stringMatching(/Z$/) }];
  expect(online.live).toMatchObject({ deployed: { commit: base }, running, holds: [] });
  expect({ ...online, live: 0 }).toEqual({ ...offline, live: 0 });
  const { stdout } = await server.trunkline([...words, "--live"]);
  expect(stdout).toMatch(
    /On the server:\n {4}deployed there is [0-9a-f]{12}, since .*\n {4}slow: 1 run keeps the old revision, the oldest since /,
  );
  await server.trunkline(["cancel", id]);
  repository.git("reset", "--hard", "--quiet", base);
  // Nothing is learned of it yet; what is given counts.
  const [recorded] = await server.json([...words, "--recorded"]);
  expect(recorded.lengths).toEqual({ declared: 0, timeout: 0, unknown: 1 });
  const unknown = await server.trunkline([...words, "--live", "--project", "nowhere"]);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("nowhere")]);
});
