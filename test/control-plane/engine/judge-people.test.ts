import { describe, expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { ignoredOf } from "#core/override/ignore.ts";
import type { Approval } from "#core/pipeline.ts";
import { force } from "#engine/force.ts";
import { vote } from "#store/approvals.sql.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { runRow } from "#test/support/engine.ts";
import { Gated, gates } from "#test/support/gated.ts";
import { hold, release } from "#test/support/holding.ts";

const approval = (fields: Partial<Approval> = {}): Approval => ({
  by: [],
  count: 1,
  deadlineMs: null,
  onExpiry: "fail",
  notRequester: false,
  ...fields,
});
const asking = (fields: Partial<Approval> = {}) =>
  pipeline("p", [
    task("a", { gates: gates({ event: "GO" }, { approval: approval(fields) }) }),
    task("b", { needs: [0] }),
  ]);
const yes = { idxs: [0], actor: "ada", approved: true, reason: null };

test("an approval and a condition hold together; given once it stays given", async () => {
  await using at = await Gated.of(asking());
  const run = await at.run("p");
  await at.settle();
  await vote(at.pool, { run, ...yes });
  expect(await at.states(run)).toEqual(["waiting", "waiting"]);
  expect(await at.gates(run)).toMatchObject([
    { kind: "awaits", holds: false },
    { kind: "approval", holds: true, found: "approved by ada" },
  ]);
  await at.effect({ emit: "GO", date: "2026-01-01" });
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  // Held and released, it needs no second one.
  await hold(at.pool, { run });
  expect(await at.states(run)).toEqual(["waiting", "waiting"]);
  await release(at.pool, { run });
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
});

test("a rejection ends the task at once, whatever else it waits for, and skips what needs it", async () => {
  await using at = await Gated.of(asking());
  const run = await at.run("p");
  await at.settle();
  await vote(at.pool, { run, ...yes, approved: false, reason: "no" });
  expect(await at.states(run)).toEqual(["failed", "skipped"]);
  expect((await runRow(at.pool, run)).state).toBe("failed");
});

test("a hold keeps the deadline from deciding; afterwards it does, on record", async () => {
  await using at = await Gated.of(asking({ deadlineMs: 3_600_000, onExpiry: "skip" }));
  const run = await at.run("p");
  await at.settle();
  await hold(at.pool, { run, task: "a" });
  await at.pool.query("update trunkline.approval set asked_at = now() - interval '2 h'");
  await at.pool.query("update trunkline.wait set next_at = now()");
  expect(await at.states(run)).toEqual(["waiting", "waiting"]);
  await release(at.pool, { run, task: "a" });
  expect(await at.states(run)).toEqual(["skipped", "skipped"]);
  const { rows } = await at.pool.query(
    "select actor, act, subject, detail from trunkline.audit where act = 'approval'",
  );
  expect(rows).toEqual([
    { actor: "deadline", act: "approval", subject: run, detail: { task: "a", outcome: "skip" } },
  ]);
});

describe("what is asked for already is not judged before the end of a hold is to be seen", () => {
  const ends: Record<string, (db: Db, run: string) => Promise<unknown>> = {
    "a release": (db, run) => release(db, { run }),
    "a force of the whole run": (db, run) =>
      force(db, {
        ...{ id: run, task: null, ignored: ignoredOf(["hold"]) },
        ...{ actor: "ada", reason: "go", rule: "test" },
      }),
  };
  for (const [name, end] of Object.entries(ends))
    test(name, async () => {
      await using at = await Gated.of(pipeline("p", [task("a"), task("b", { needs: [0] })]));
      const run = await at.run("p");
      await hold(at.pool, { run });
      expect(await at.states(run)).toEqual(["waiting", "waiting"]);
      // It has been judged as often as it takes, and something else asks for it once more.
      await at.pool.query("update trunkline.wait set next_at = null");
      await at.pool.query(
        "insert into trunkline.wait_check select run_id, idx from trunkline.wait",
      );
      await transaction(at.pool, async (db) => {
        await end(db, run);
        await transaction(at.pool, (other) => at.judge(other));
      });
      await at.pool.query("update trunkline.wait set next_at = null");
      expect(await at.states(run)).toEqual(["ready", "waiting"]);
    });
});

test("a pipeline on ice waits for nothing of its own, and who awaits it goes on; what was paused before is passed over", async () => {
  await using at = await Gated.of(
    pipeline("box", [task("a", { gates: gates({ event: "GO" }) }), task("b", { needs: [0] })], {
      awaits: normalizeCondition({ event: "OPEN" }),
    }),
    pipeline("follower", [task("f", { gates: gates({ pipeline: "box" }) })]),
  );
  const box = at.id("box");
  const [run, follower] = [await at.run("box"), await at.run("follower")];
  await hold(at.pool, { pipeline: box });
  expect(await at.states(follower)).toEqual(["waiting"]);
  await hold(at.pool, { pipeline: box }, "ice");
  expect(await at.states(run)).toEqual(["skipped", "skipped"]);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
  expect(await at.states(follower)).toEqual(["ready"]);
  await release(at.pool, { pipeline: box });
  const next = await at.run("box", new Date("2026-01-02"));
  await at.settle();
  expect((await runRow(at.pool, next)).state).toBe("waiting");
});

test("one run without execution: its gates count, and it succeeds when its turn comes", async () => {
  await using at = await Gated.of(pipeline("p", [task("a", { gates: gates({ event: "GO" }) })]));
  const run = await at.run("p");
  await hold(at.pool, { run }, "noexec");
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.effect({ emit: "GO", date: "2026-01-01" });
  expect(await at.states(run)).toEqual(["ready"]);
});
