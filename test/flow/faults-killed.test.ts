// Processes are killed and frozen in the middle of runs: nothing is lost, nothing starts twice, runs finish.
// Tasks write what they do to a file of effects, which is compared with what the database says.

import { expect, test } from "vitest";
import type { RunView } from "#api/client.ts";
import { expectOnce, sayInto } from "#test/support/effects.ts";
import { Estate, gated, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { isRunning } from "#test/support/process.ts";

const minutely = (missed: string) =>
  `name: ${missed}\ntriggers: [{schedule: {every: 1m}, missed: ${missed}}]\ntasks: {a: {run: 'true'}}\n`;

/** How the attempts of the three gated tasks ended; the same for all of them. */
function endings(run: RunView): (string | null)[] {
  const [first, ...others] = run.tasks
    .filter(({ name }) => name !== "last")
    .map(({ attempts }) => attempts.map(({ ending }) => ending));
  for (const other of others) expect(other).toEqual(first);
  return first ?? [];
}

function expectSucceeded(run: RunView, estate: Estate): void {
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), run.id, gatedTasks);
}

test("a killed worker loses its commands at once and its tasks to another worker", async ({
  annotate,
}) => {
  await using estate = new Estate();
  await estate.started("server");
  const first = await estate.started("worker");
  const id = await estate.run();
  await estate.starts(3);
  const commands = estate.effects("start").map(({ pid }) => pid);
  await estate.started("worker");
  await estate.locksTrusted();
  first.child.kill("SIGKILL");
  const gone = await eventually("its commands are gone", () => !commands.some(isRunning));
  expect(gone).toBeLessThan(1_000);
  const taken = gone + (await estate.starts(6));
  // Noticed within 0.25 s, given 1 s for the commands to die, delivered within 1 s.
  expect(taken).toBeLessThan(5_000);
  await annotate(`commands gone after ${gone | 0} ms, tasks started again after ${taken | 0} ms`);
  estate.go();
  const run = await estate.ended(id);
  expect(endings(run)).toEqual(["lost", "exited"]);
  expectSucceeded(run, estate);
});

test("a frozen worker loses its tasks after the TTL, and what it says later is refused", async ({
  annotate,
}) => {
  await using estate = new Estate();
  await estate.started("server");
  const frozen = await estate.started("worker");
  const id = await estate.run();
  await estate.starts(3);
  const commands = estate.effects("start").map(({ pid }) => pid);
  const before = await estate.api().workers();
  await estate.started("worker");
  frozen.child.kill("SIGSTOP");
  const gone = await eventually("its commands are gone", () => !commands.some(isRunning));
  const taken = gone + (await estate.starts(6));
  // Its last beat may be half a second old.
  expect(taken).toBeGreaterThan(1_400);
  await annotate(`commands gone after ${gone | 0} ms, tasks started again after ${taken | 0} ms`);
  frozen.child.kill("SIGCONT");
  await frozen.said("starting anew");
  const ids = async () => (await estate.api().workers()).map((worker) => worker.id);
  await eventually("two workers live", async () => (await ids()).length === 2);
  expect(await ids()).not.toContain(before[0]?.id);
  estate.go();
  const run = await estate.ended(id);
  expect(endings(run)).toEqual(["lost", "exited"]);
  expectSucceeded(run, estate);
});

test("a killed server holds nobody up, and the next one settles what became due by `missed`", async () => {
  // Twelve hours from now by the clock, so that no due time is near: three of them in three days.
  const { hour, minute } = Temporal.Now.zonedDateTimeISO("UTC").add({ hours: 12 });
  const at = `${hour}`.padStart(2, "0").concat(":", `${minute}`.padStart(2, "0"));
  const daily = (missed: string) =>
    `name: ${missed}\ntriggers: [{schedule: {daily: "${at}"}, missed: ${missed}}]\ntasks: {a: {run: 'true'}}\n`;
  await using estate = new Estate((scratch) => ({
    "pipelines/gated.yaml": gated(scratch),
    "pipelines/all.yaml": daily("all"),
    "pipelines/latest.yaml": daily("latest"),
    "pipelines/none.yaml": daily("none"),
  }));
  const first = await estate.started("server");
  await estate.started("worker");
  const id = await estate.run();
  await estate.starts(3);
  first.child.kill("SIGKILL");
  await first.ended;
  // As if it had been away for three days.
  await estate.query(
    "update trunkline.trigger set cursor_at = now() - interval '3 days', next_at = now() - interval '2 days'",
  );
  estate.go();
  // Workers need no server to finish what was started.
  await eventually("the last task has run", () => estate.effects("end").length === 4);
  await estate.started("server");
  expectSucceeded(await estate.ended(id), estate);
  const states = async (pipeline: string) => {
    const { items } = await estate.api().runs({ pipeline });
    expect(new Set(items.map(({ slot }) => slot)).size).toBe(items.length);
    return items.toSorted((a, b) => (a.slot < b.slot ? -1 : 1)).map(({ state }) => state);
  };
  const settled: Record<string, string[]> = {
    all: ["succeeded", "succeeded", "succeeded"],
    latest: ["skipped", "skipped", "succeeded"],
    none: ["skipped", "skipped", "skipped"],
  };
  for (const [pipeline, expected] of Object.entries(settled)) {
    const so = async () => `${await states(pipeline)}` === `${expected}`;
    await eventually(`${pipeline} is ${expected}`, so);
  }
});

test("`up` that is killed leaves Postgres, and the next `up` adopts it and finishes the run", async ({
  annotate,
}) => {
  await using estate = new Estate();
  const first = await estate.started("up");
  const id = await estate.run();
  await estate.starts(3);
  const commands = estate.effects("start").map(({ pid }) => pid);
  const postmaster = estate.postmaster();
  first.child.kill("SIGKILL");
  await first.ended;
  const gone = await eventually("its commands are gone", () => !commands.some(isRunning));
  expect(gone).toBeLessThan(1_000);
  const since = performance.now();
  await estate.started("up");
  const up = performance.now() - since;
  expect(estate.postmaster()).toBe(postmaster);
  await estate.starts(6);
  await annotate(`up again after ${up | 0} ms, tasks after ${(performance.now() - since) | 0} ms`);
  estate.go();
  const run = await estate.ended(id);
  expect(endings(run)).toEqual(["lost", "exited"]);
  expectSucceeded(run, estate);
});

test("a killed Postgres is started again under running tasks, which go on", async ({
  annotate,
}) => {
  // Workers may be without a database for half of it, and a redo on a busy disk takes seconds.
  await using estate = new Estate(undefined, { ttl: 20 });
  const up = await estate.started("up");
  const id = await estate.run();
  await estate.starts(3);
  process.kill(estate.postmaster() as number, "SIGKILL");
  await up.said("Postgres is back");
  await annotate(/Postgres is back.*/.exec(up.printed())?.[0] ?? "");
  estate.go();
  const run = await estate.ended(id);
  expect(endings(run)).toEqual(["exited"]);
  expectSucceeded(run, estate);
});

test("two servers on one database give each slot one run, and one alone goes on", async () => {
  await using estate = new Estate(() => ({ "pipelines/all.yaml": minutely("all") }));
  const first = await estate.started("server");
  await estate.started("server");
  await estate.started("worker");
  /** As if nothing had been looked at for so long: both servers find the same due times at once. */
  const lookBack = (minutes: number) =>
    estate.query(
      "update trunkline.trigger set next_at = now(), cursor_at = now() - $1 * interval '1 minute'",
      [minutes],
    );
  const slots = () =>
    estate.query<{ runs: number; succeeded: number }>(
      "select count(*)::int as runs, count(*) filter (where state = 'succeeded')::int as succeeded from trunkline.run group by slot",
    );
  await lookBack(60);
  await eventually("an hour became due", async () => (await slots()).length >= 60);
  first.child.kill("SIGKILL");
  await first.ended;
  await lookBack(120);
  await eventually("another hour became due", async () => (await slots()).length >= 120);
  await eventually("every run has run", async () =>
    (await slots()).every(({ runs, succeeded }) => runs === succeeded),
  );
  expect((await slots()).every(({ runs }) => runs === 1)).toBe(true);
});

/** A list of three items, an instance for each, and one that needs them all. */
const files = (scratch: string) => `name: files
tasks:
  list:
    outputs: {names: list<string>}
    run: echo 'names=["a b", "c", "$(d)"]' >> "$TRUNKLINE_OUTPUT"
  load:
    needs: [list]
    forEach: \${{ needs.list.outputs.names }}
    outputs: {size: integer}
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      NAME=\${{ item }}
      echo "\${#NAME} for $NAME"
      echo "size=\${#NAME}" >> "$TRUNKLINE_OUTPUT"
      say end
  last:
    needs: [load]
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      echo sizes \${{ needs.load.outputs.size }}
      say end
`;

test("a server that is killed while it makes instances leaves none; the next one makes them once", async () => {
  await using estate = new Estate((scratch) => ({ "pipelines/files.yaml": files(scratch) }));
  const first = await estate.started("server");
  await estate.started("worker");
  await estate.query(`
    create table public.stand_still ();
    create function public.stand_still() returns trigger language plpgsql as $$
    begin
      while exists (select from pg_class where relname = 'stand_still') loop perform pg_sleep(0.05); end loop;
      return new;
    end $$;
    create trigger stand_still before insert on trunkline.task_run for each row when (new.idx > 32768)
      execute function public.stand_still()`);
  const id = await estate.run("files");
  const making = async () =>
    (
      await estate.query(
        "select from pg_stat_activity where query like '%expand_task%' and wait_event = 'PgSleep'",
      )
    ).length;
  await eventually("instances are being made", async () => (await making()) === 1);
  first.child.kill("SIGKILL");
  await first.ended;
  await estate.query("drop table public.stand_still");
  await eventually("the killed one's work is over", async () => (await making()) === 0);
  const made = "select from trunkline.task_run where run_id = $1 and idx > 32768";
  expect(await estate.query(made, [id])).toHaveLength(0);
  await estate.started("server");
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), id, ["load[0]", "load[1]", "load[2]", "last"]);
  expect(run.tasks.map(({ name, item, instances }) => [name, item, instances])).toEqual([
    ["list", null, null],
    ["load", null, { total: 3, open: 0 }],
    ["load[0]", "a b", null],
    ["load[1]", "c", null],
    ["load[2]", "$(d)", null],
    ["last", null, null],
  ]);
  const printed = async (...words: string[]) => (await estate.cli.call(words)).stdout;
  expect(await printed("logs", id, "--task", "last")).toContain("sizes [3,1,4]");
  expect(await printed("logs", id, "--task", "load[2]")).toContain("4 for $(d)");
  const whole = await estate.cli.call(["logs", id, "--task", "load"]);
  expect(whole.stderr).toContain("name one: --task 'load[0]'");
  expect(await printed("runs", "show", id)).toMatch(/load\[0\] "a b" +succeeded/);
});

const whole = `name: whole
tasks:
  call: {uses: pipeline, with: {pipeline: part, params: {to: x}, outputs: {said: say.said}}, outputs: {said: string}}
  free: {uses: pipeline, with: {pipeline: part, params: {to: y}, wait: false}}
  last: {needs: [call], run: "echo heard \${{ needs.call.outputs.said }}"}
`;
const part = (scratch: string) => `name: part
params: {to: {}}
tasks:
  say:
    outputs: {said: string}
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      while [ ! -e ${scratch}/go ]; do sleep 0.05; done
      TO=\${{ params.to }}
      echo "said=hello $TO" >> "$TRUNKLINE_OUTPUT"
      say end
`;

test("a server that is killed while a task waits for a run: the next one ends the task, and nothing ran twice", async () => {
  await using estate = new Estate((scratch) => ({
    "pipelines/whole.yaml": whole,
    "pipelines/part.yaml": part(scratch),
  }));
  const first = await estate.started("server");
  // Waiting takes no slot.
  await estate.started("worker", "--slots", "2");
  const id = await estate.run("whole");
  await estate.starts(2);
  first.child.kill("SIGKILL");
  await first.ended;
  estate.go();
  await eventually("both parts have ended", () => estate.effects("end").length === 2);
  await estate.started("server");
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  const made = run.tasks.flatMap(({ child }) => child ?? []);
  expect(made).toMatchObject([{ pipeline: "part" }, { pipeline: "part" }]);
  for (const { run: child } of made) expectOnce(estate.effects(), child, ["say"]);
  expect(estate.effects("start")).toHaveLength(2);
  const printed = async (...words: string[]) => (await estate.cli.call(words)).stdout;
  expect(await printed("logs", id, "--task", "last")).toContain("heard hello x");
  const above = await estate.cli.call(["logs", id, "--task", "call"]);
  expect(above.stderr).toContain(`trunkline logs ${made[0]?.run}`);
  expect(await printed("runs", "show", id)).toContain(`run ${made[0]?.run} of part: succeeded`);
  expect(await printed("runs", "show", made[0]?.run ?? "")).toContain(
    `task call of run ${id}, whole`,
  );
});
