// What a spec has watched reaches a real mail server: successes that are asked for, tasks that run too long or end too soon.

import { expect, test } from "vitest";
import { normalizeWatch } from "#core/watch/watch.ts";
import { type Alerting, alerting } from "#test/support/alerting.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { finish, perform, retry, runAgain, start } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { minuteMs } from "#test/support/watched.ts";

const mail = `
channels:
  boss: {mail: {to: [boss@example.com], from: t@example.com, server: 127.0.0.1, port: PORT, tls: none}}
  ops: {mail: {to: [ops@example.com], from: t@example.com, server: 127.0.0.1, port: PORT, tls: none}}
`;
const subjects = (letters: readonly string[]) =>
  letters
    .map((letter) => `${/^To: (.*)$/m.exec(letter)?.[1]} ${/^Subject: (.*)$/m.exec(letter)?.[1]}`)
    .toSorted();
const tags = (word: string) => ({ notify: [word] });
/** As if a run and its tasks had started so long before. */
async function began({ at }: Alerting, run: string, minutes: number): Promise<void> {
  for (const [table, key] of [
    ["run", "id"],
    ["task_run", "run_id"],
  ])
    await at.pool.query(
      `update trunkline.${table} set started_at = started_at - $2 * interval '1 minute' where ${key} = $1`,
      [run, minutes],
    );
}

const orders = pipeline("orders", [
  task("load", { watch: normalizeWatch({ success: true, tags: tags("boss") }) }),
  task("post", { needs: [0] }),
]);

test("a success is told once to who asks for it by name, and to nobody else", async () => {
  await using it = await alerting(
    `${mail}routes:
  - {name: boss, match: {kinds: [succeeded], tags: {notify: [boss]}}, to: [boss], remind: 5m}
  - {name: others, match: {kinds: [succeeded], tags: {notify: [nobody]}}, to: [ops]}
  - {name: all, to: [ops]}`,
    { pipelines: [orders] },
  );
  const run = await it.at.run("orders");
  for (const idx of [0, 1]) {
    await perform(it.at.pool, it.at.worker, run, idx);
    await it.at.judge();
  }
  await eventually("told", () => it.letters.length === 1);
  expect(subjects(it.letters)).toEqual([
    "boss@example.com [info] test/orders: load succeeded (test)",
  ]);
  expect(it.letters[0]).toMatch(/^Task: +load, attempt 1 of 1$/m);
  expect(it.letters[0]).toContain(`$ trunkline runs show ${run}`);
  expect(it.letters[0]).not.toContain("alerts ack");
  // Over as it comes: nobody is reminded, and the next run's is another.
  expect(await it.alerts()).toMatchObject([
    { kind: "succeeded", state: "resolved", key: "trunkline/test/test/orders/load/succeeded" },
  ]);
  const next = await it.at.run("orders");
  await perform(it.at.pool, it.at.worker, next, 0);
  await it.at.judge();
  await eventually("told again", () => it.letters.length === 2);
  expect((await it.alerts()).map(({ state }) => state)).toEqual(["resolved", "resolved"]);
});

test("a run is told of as a whole, when all of it has succeeded", async () => {
  const whole = { ...orders, watch: normalizeWatch({ success: true }) };
  await using it = await alerting(
    `${mail}routes: [{name: boss, match: {kinds: [succeeded], pipelines: [orders]}, to: [boss]}]`,
    { pipelines: [{ ...whole, tasks: [task("load"), task("post", { needs: [0] })] }] },
  );
  const run = await it.at.run("orders");
  await perform(it.at.pool, it.at.worker, run, 0);
  expect(await it.at.judge()).toBe(1);
  expect((await it.at.pool.query("select from trunkline.alert_signal")).rowCount).toBe(0);
  await perform(it.at.pool, it.at.worker, run, 1);
  await it.at.judge();
  await eventually("told", () => it.letters.length === 1);
  expect(subjects(it.letters)).toEqual(["boss@example.com [info] test/orders succeeded (test)"]);
  expect((await it.at.pool.query("select from trunkline.run_watch")).rowCount).toBe(0);
});

test("a task that runs for too long is told while it runs and over when it has ended; one that ended too soon is told", async () => {
  const watched = pipeline("orders", [
    task("load", { watch: normalizeWatch({ longest: "30m", tags: tags("ops") }) }),
    task("post", { watch: normalizeWatch({ shortest: "10m", tags: tags("ops") }) }),
  ]);
  await using it = await alerting(
    `${mail}routes: [{name: ops, match: {tags: {notify: [ops]}}, to: [ops]}]`,
    { pipelines: [watched] },
  );
  const run = await it.at.run("orders");
  await it.at.judge();
  await start(it.at.pool, it.at.worker, run, 0);
  await it.at.judge();
  const { rows } = await it.at.pool.query(
    `select round(extract(epoch from w.next_at - t.started_at))::int as in
       from trunkline.run_watch w join trunkline.task_run t on t.run_id = w.run_id and t.idx = 0`,
  );
  // When time alone brings it.
  expect(rows).toEqual([{ in: 1800 }]);
  await began(it, run, 31);
  await it.at.pool.query("update trunkline.run_watch set next_at = now()");
  await it.at.judge();
  await eventually("told", () => it.letters.length === 1);
  await perform(it.at.pool, it.at.worker, run, 1);
  await it.at.judge();
  await eventually("told of the other", () => it.letters.length === 2);
  expect((await it.alerts()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    "overrun open",
    "underrun open",
  ]);
  await finish(it.at.pool, it.at.worker, { run, idx: 0, attempt: 1 });
  await it.at.judge();
  await eventually("told that it is over", () => it.letters.length === 3);
  // The next success is in time, so what was too soon is over.
  const next = await it.at.run("orders");
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, next, idx);
  await began(it, next, 11);
  await it.at.judge();
  await eventually("told that both are over", () => it.letters.length === 4);
  expect(subjects(it.letters)).toEqual([
    `ops@example.com [warning] Over: test/orders: load runs for too long (test); it has ended`,
    `ops@example.com [warning] Over: test/orders: post was done too soon (test); run ${next} succeeded`,
    "ops@example.com [warning] test/orders: load runs for too long (test)",
    "ops@example.com [warning] test/orders: post was done too soon (test)",
  ]);
});

test("a retry is told to who asks for it, each attempt once", async () => {
  const watch = normalizeWatch({ retry: true });
  await using it = await alerting(
    `${mail}routes: [{name: ops, match: {kinds: [retried]}, to: [ops]}, {name: all, to: [boss]}]`,
    { pipelines: [pipeline("orders", [task("load", { watch })])] },
  );
  const run = await it.at.run("orders");
  for (const attempt of [1, 2]) {
    await start(it.at.pool, it.at.worker, run, 0);
    await retry(it.at.pool, { run, idx: 0, attempt }, 0);
    await it.at.judge();
    await it.at.pool.query("select trunkline.look_at_deadlines(array[$1::bigint])", [run]);
    await it.at.judge();
    await eventually("told", () => it.letters.length === attempt);
    // The time of the next attempt has come.
    await it.at.pool.query("delete from trunkline.gate");
    await it.at.pool.query("update trunkline.task_run set state = 'ready' where run_id = $1", [
      run,
    ]);
  }
  const subject = "ops@example.com [info] test/orders: load is tried again (test)";
  expect(subjects(it.letters)).toEqual([subject, subject]);
});

test("limits beside the usual go by earlier runs; what a rerun carries over is no success again", async () => {
  const both = normalizeWatch({ success: true, longest: "+50%", shortest: "-50%" });
  const watched = pipeline("orders", [task("load", { watch: both }), task("post", { needs: [0] })]);
  await using it = await alerting(
    `${mail}routes: [{name: ops, match: {kinds: [overrun, underrun, succeeded]}, to: [ops]}]`,
    { pipelines: [watched] },
  );
  for (const _ of [1, 2, 3]) await it.at.earlier("orders", 10 * minuteMs, minuteMs);
  await eventually("successes", async () => (await it.alerts()).length === 3);
  // Ten minutes are usual by now.
  const run = await it.at.run("orders");
  await perform(it.at.pool, it.at.worker, run, 0);
  await perform(it.at.pool, it.at.worker, run, 1, "failed", { detail: { ending: "exited" } });
  await it.at.judge();
  const kinds = async () =>
    (await it.alerts()).map(({ kind }) => kind).filter((kind) => kind !== "failed");
  await eventually("too soon", async () => (await kinds()).length === 5);
  const again = await runAgain(it.at.pool, run);
  await perform(it.at.pool, it.at.worker, again, 1);
  await it.at.judge();
  expect((await it.at.pool.query("select from trunkline.alert_signal")).rowCount).toBe(0);
  expect(await kinds()).toEqual([
    ...["succeeded", "succeeded", "succeeded", "underrun", "succeeded"],
  ]);
});
