// The rules of `on` decide what an end means before anything that follows sees it.

import { expect, test } from "vitest";
import type { EndRule } from "#core/pipeline.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { task } from "#test/support/deploy.ts";
import { taskStates } from "#test/support/engine.ts";
import { type Engine, engineOf, held } from "#test/support/one-worker.ts";

const rule = (when: string, fields: Partial<EndRule> = {}): EndRule => ({
  when,
  result: null,
  retry: null,
  effects: [],
  ...fields,
});
const emit = (event: string) => ({
  kind: "emit" as const,
  event,
  date: { days: 0 },
});
const retries = (count: number) => ({
  retries: count,
  delayMs: 10,
  backoff: "fixed" as const,
  maxDelayMs: null,
});

const events = async ({ pool }: Engine): Promise<string[]> =>
  (await pool.query<{ name: string }>("select name from trunkline.event order by 1")).rows.map(
    ({ name }) => name,
  );
const message = async ({ pool, run }: Engine): Promise<string> =>
  (await pool.query("select message from trunkline.task_run where run_id = $1 and idx = 0", [run]))
    .rows[0].message;

test("an exit code becomes a success: followers run, the task's effects and the rule's come with it", async () => {
  await using at = await engineOf([
    held("a", {
      outputs: { rows: "integer" },
      effects: [emit("DONE")],
      on: [rule("exitCode == 4", { result: "succeeded", effects: [emit("WARN")] })],
    }),
    task("b", { needs: [0], env: { ROWS: "${{ needs.a.outputs.rows }}" } }),
  ]);
  const attempt = await at.executor.attempt("a");
  attempt.end({ exitCode: 4, message: "Exit code 4.", outputs: { rows: "7" } });
  expect(await at.finished()).toBe("succeeded");
  expect(at.executor.begun[1]?.request.env.ROWS).toBe("7");
  expect(await events(at)).toEqual(["DONE", "WARN"]);
  expect(await message(at)).toBe("Exit code 4. By `on: exitCode == 4`.");
});

test("a failure may emit and set, and keeps its result", async () => {
  await using at = await engineOf([
    held("a", {
      effects: [emit("DONE")],
      on: [
        rule("exitCode > 0", {
          effects: [emit("BAD"), { kind: "set", variable: "CODE", value: "${{ exitCode }}" }],
        }),
      ],
    }),
    task("b", { needs: [0] }),
  ]);
  (await at.executor.attempt("a")).end({ exitCode: 3 });
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "skipped"]);
  expect(await events(at)).toEqual(["BAD"]);
  const { rows } = await at.pool.query("select value from trunkline.variable");
  expect(rows).toEqual([{ value: "3" }]);
});

test("a rule may skip, and a success may fail", async () => {
  await using at = await engineOf([
    held("a", { on: [rule("exitCode == 99", { result: "skipped" })] }),
    held("b", {
      onFailure: "continue",
      on: [rule("output.contains('WRONG')", { result: "failed" })],
    }),
  ]);
  (await at.executor.attempt("a")).end({ exitCode: 99 });
  const b = await at.executor.attempt("b");
  await b.request.onOutput(Buffer.from("all is WRO"));
  await b.request.onOutput(Buffer.from("NG\n"));
  b.end();
  expect(await at.finished()).toBe("succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["skipped", "failed"]);
});

test("a rule's retries are counted apart from the task's and from other rules'", async () => {
  const on = [
    rule("exitCode == 1", { retry: retries(2), effects: [emit("AGAIN")] }),
    rule("timedOut", { retry: retries(1), result: "skipped" }),
  ];
  await using at = await engineOf([held("a", { retry: retries(1), on })]);
  const scheduler = startScheduler({ pool: at.pool });
  const timeout = { ending: "timedOut", exitCode: null } as const;
  const ends = [{ exitCode: 1 }, timeout, { exitCode: 7 }, { exitCode: 1 }, timeout];
  for (const [index, end] of ends.entries()) {
    (await at.executor.attempt("a", index + 1)).end(end);
  }
  expect(await at.finished()).toBe("succeeded");
  await scheduler.stop();
  expect(await taskStates(at.pool, at.run)).toEqual(["skipped"]);
  const { rows } = await at.pool.query("select attempt, rule from trunkline.attempt order by 1");
  expect(rows.map(({ rule: counted }) => counted)).toEqual([0, 1, null, 0]);
  expect(await events(at)).toEqual(["AGAIN"]);
});

test("after its retries a rule's task fails, also where the exit code says success", async () => {
  const on = [rule("exitCode == 0", { retry: retries(1) })];
  await using at = await engineOf([held("a", { on })]);
  const scheduler = startScheduler({ pool: at.pool });
  (await at.executor.attempt("a", 1)).end();
  (await at.executor.attempt("a", 2)).end();
  expect(await at.finished()).toBe("failed");
  await scheduler.stop();
  expect(await message(at)).toBe("Exit code 0. By `on: exitCode == 0`.");
});

test("what could not be started is judged by no rule", async () => {
  await using at = await engineOf([held("a", { on: [rule("true", { result: "succeeded" })] })]);
  (await at.executor.attempt("a")).end({ ending: "error", exitCode: null, message: "no shell" });
  expect(await at.finished()).toBe("failed");
});

test("a rule that asks for what is not there fails its task", async () => {
  const on = [rule("needs.a.outputs.rows > 0", { result: "succeeded" })];
  await using at = await engineOf([
    task("a", { outputs: { rows: "integer" } }),
    held("b", { needs: [0], on }),
  ]);
  (await at.executor.attempt("b")).end({ exitCode: 1 });
  expect(await at.finished()).toBe("failed");
});

test("a timeout may end a task as cancelled: what needs it is skipped, and the run fails", async () => {
  await using at = await engineOf([
    held("a", {
      onFailure: "continue",
      retry: retries(3),
      on: [rule("timedOut", { result: "cancelled" })],
    }),
    task("b", { needs: [0] }),
  ]);
  (await at.executor.attempt("a")).end({ ending: "timedOut", message: "Took longer than 1 s." });
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["cancelled", "skipped"]);
  expect(await message(at)).toBe("Took longer than 1 s. By `on: timedOut`.");
});
