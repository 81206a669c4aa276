// Workers as processes: labels, what is said of a task that none of them takes, and taking workers away under load.

import { chmodSync } from "node:fs";
import { expect, test } from "vitest";
import { expectOnce, sayInto } from "#test/support/effects.ts";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const labelled = (scratch: string) => {
  const run = `"${sayInto(`${scratch}/effects`).replaceAll('"', '\\"')}; say start; say end"`;
  return `name: labelled
defaults: {runsOn: [etl]}
tasks:
  any: {run: ${run}, runsOn: []}
  etl: {needs: [any], run: ${run}}
  host: {needs: [etl], run: ${run}, runsOn: ["host:etl01", etl]}
`;
};

test("a task that no worker takes waits, everybody is told why, and a worker that comes takes it", async () => {
  await using estate = new Estate((scratch) => ({
    "pipelines/labelled.yaml": labelled(scratch),
  }));
  await estate.started("up", "--label", "etl");
  const id = await estate.run("labelled");
  await estate.starts(2);
  const why = async () => (await estate.cli.call(["why", id])).stdout;
  await eventually("why names the label", async () => (await why()).includes("lacks host:etl01"));
  const status = await estate.cli.call(["status"]);
  expect(status.stdout).toContain("; etl\n");
  expect(status.stdout).toContain("ask for etl, host:etl01");
  expect(status.stdout).toContain(`trunkline why ${id}`);
  await estate.started("worker", "--label", "host:etl01", "--label", "etl");
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), id, ["any", "etl", "host"]);
  expect((await estate.cli.call(["status"])).stdout).toContain("; etl, host:etl01\n");
});

test("a label that no spec could ask for is refused", async () => {
  await using estate = new Estate();
  const ended = await estate.start("worker", "--label", "a b").ended;
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("--label 'a b' is no label");
});

const width = [1, 2, 3];
const steps = ["one", "two", "three", "four", "five", "six"];
const busyTasks = steps.flatMap((step) => width.map((n) => `${step}[${n}]`));

/** Layers of three tasks, each of which needs the whole layer before it. */
const busy = (scratch: string) => `name: busy
tasks:
${steps
  .map(
    (step, at) => `  ${step}:
    matrix: {n: [${width}]}
    ${at === 0 ? "" : `needs: [${steps[at - 1]}]`}
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      sleep 0.1
      say end
`,
  )
  .join("")}`;

test("a rolling restart of two workers under load loses nothing, repeats nothing, and nothing waits for a retry", async () => {
  await using estate = new Estate((scratch) => ({ "pipelines/busy.yaml": busy(scratch) }));
  await estate.started("server");
  const first = await estate.started("worker", "--label", "first", "--slots", "3");
  const second = await estate.started("worker", "--label", "second", "--slots", "3");
  const runs: string[] = [];
  for (let n = 0; n < 8; n++) runs.push(await estate.run("busy"));
  await estate.starts(6);

  const drained = await estate.cli.call(["drain", "--label", "first", "--wait"]);
  expect(drained).toMatchObject({ code: 0 });
  expect((await first.ended).code).toBe(0);
  expect(first.printed()).toContain("Was drained");
  const atDrain = estate.effects("start").length;
  await estate.started("worker", "--slots", "3");
  await estate.starts(atDrain + 6);

  second.child.kill("SIGTERM");
  expect((await second.ended).code).toBe(0);
  expect(estate.effects("end").length).toBeLessThan(runs.length * busyTasks.length);
  await estate.started("worker", "--slots", "3");

  for (const run of runs) {
    const ended = await estate.ended(run, 60_000);
    expect(ended.state).toBe("succeeded");
    expectOnce(estate.effects(), run, busyTasks);
  }
  // Not even started a second time: nothing was given up on the way.
  expect(estate.effects("start")).toHaveLength(runs.length * busyTasks.length);
  expect(new Set(estate.effects().map(({ attempt }) => attempt))).toEqual(new Set([1]));
});

test("drain says whom it told, waits no longer than it may, and refuses what is not clear", async () => {
  await using estate = new Estate();
  await estate.started("server");
  const worker = await estate.started("worker", "--label", "x");
  const id = await estate.run();
  await estate.starts(3);
  const call = (...words: string[]) => estate.cli.call(["drain", ...words]);
  expect(await call()).toMatchObject({ code: 2 });
  expect(await call("--label", "y")).toMatchObject({ code: 1 });
  expect((await call("nobody")).stderr).toContain("there is no living worker 'nobody'");
  const late = await call("--label", "x", "--wait", "--timeout", "1s");
  expect(late.code).toBe(124);
  expect(late.stdout).toContain("drains, 3 task(s) run on");
  expect((await estate.cli.call(["status"])).stdout).toContain("; x; draining\n");
  estate.go();
  expect((await worker.ended).code).toBe(0);
  await estate.started("worker");
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectOnce(estate.effects(), id, ["work[1]", "work[2]", "work[3]", "last"]);
});

const asNobody = `name: users
defaults: {retry: {retries: 0}}
tasks:
  own:
    run: echo "own $(id -un)"
  other:
    needs: [own]
    runAs: nobody
    run: |
      echo "other $(id -un)"
      cat scripts/hello
      echo kept > "$TRUNKLINE_DATA/kept"
  again:
    needs: [other]
    runAs: nobody
    run: cat "$TRUNKLINE_DATA/kept"
  refused:
    needs: [again]
    runAs: daemon
    run: id -un
`;

test("tasks run as other users where the worker allows it, with files of their own", async ({
  skip,
}) => {
  if (process.getuid?.() !== 0) return skip("only root can change to another user");
  await using work = temporaryDirectory();
  chmodSync(work.path, 0o711);
  await using estate = new Estate(() => ({
    "pipelines/users.yaml": asNobody,
    "scripts/hello": "hello\n",
  }));
  await estate.started("server");
  await estate.started("worker", "--work", work.path, "--allow-run-as", "nob*");
  const id = await estate.run("users");
  const run = await estate.ended(id);
  expect(run.tasks.map(({ name, state }) => [name, state])).toEqual([
    ["own", "succeeded"],
    ["other", "succeeded"],
    ["again", "succeeded"],
    ["refused", "failed"],
  ]);
  expect(run.tasks[3]?.attempts[0]?.message).toContain("`--allow-run-as daemon`");
  const { stdout } = await estate.cli.call(["logs", id]);
  for (const line of ["own root", "other nobody", "hello", "kept"])
    expect(stdout.split("\n").some((shown) => shown.endsWith(line))).toBe(true);
});

test("what can't be allowed is refused at the start", async () => {
  await using estate = new Estate();
  const ended = await estate.start("worker", "--allow-run-as", "a b").ended;
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("--allow-run-as 'a b' is no user");
});
