// Blackouts on real SQL: which runs they keep, and what becomes of those.

import { expect, test } from "vitest";
import { endHeld } from "#engine/end-held.ts";
import { addBlackout, endBlackout } from "#store/blackouts.sql.ts";
import type { Db } from "#store/connect.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, runRow } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";

interface Fields {
  pipeline?: string;
  project?: string;
  tags?: Record<string, string[]>;
  mode?: "later" | "skip";
  fromMs?: number;
}

const hour = 3_600_000;
const blackout = async (db: Db, { fromMs = -hour, ...fields }: Fields): Promise<number> => {
  const row = await addBlackout(db, {
    project: null,
    pipeline: null,
    tags: {},
    mode: "later",
    ...fields,
    from: new Date(Date.now() + fromMs),
    to: new Date(Date.now() + 2 * hour),
    actor: "ada",
    reason: "migration",
  });
  return row?.id as number;
};
const tagged = (name: string, tier: string[]) => pipeline(name, [task("a")], { tags: { tier } });
const stateOf = async (at: Gated, run: string) => {
  await at.settle();
  return (await runRow(at.pool, run)).state;
};

test("runs of pipelines that fit wait until the end, those under way and all others go on", async () => {
  await using at = await Gated.of(tagged("gold", ["gold", "fast"]), tagged("silver", ["silver"]));
  const before = await at.run("gold");
  const id = await blackout(at.pool, { tags: { tier: ["gold"] }, project: "test" });
  const [gold, silver] = [await at.run("gold", day(2)), await at.run("silver", day(2))];
  expect(await stateOf(at, gold)).toBe("waiting");
  expect(await stateOf(at, silver)).toBe("running");
  await at.finish(before);
  await at.finish(silver);
  expect(await stateOf(at, before)).toBe("succeeded");
  const { rows } = await at.pool.query("select next_at > now() as later from trunkline.wait");
  expect(rows).toEqual([{ later: true }]);
  await endBlackout(at.pool, { id });
  expect(await stateOf(at, gold)).toBe("running");
});

test("in mode skip they are skipped with the reason", async () => {
  await using at = await Gated.of(tagged("gold", ["gold"]));
  await blackout(at.pool, { pipeline: "gold", mode: "skip" });
  await blackout(at.pool, { pipeline: "other", mode: "skip" });
  const run = await at.run("gold");
  expect(await stateOf(at, run)).toBe("skipped");
  expect((await runRow(at.pool, run)).reason).toMatch(
    /^blackout from .* by ada: migration; runs are skipped$/,
  );
});

test("one that is to come keeps nothing yet; one that is over goes, and what it kept starts", async () => {
  await using at = await Gated.of(tagged("gold", ["gold"]));
  await blackout(at.pool, { fromMs: hour });
  const first = await at.run("gold");
  expect(await stateOf(at, first)).toBe("running");
  await at.pool.query("update trunkline.blackout set from_at = now() - interval '1 h'");
  const second = await at.run("gold", day(2));
  expect(await stateOf(at, second)).toBe("waiting");
  await at.pool.query("update trunkline.blackout set to_at = now() - interval '1 s'");
  await endHeld(at.pool);
  expect(await stateOf(at, second)).toBe("running");
  expect((await at.pool.query("select * from trunkline.blackout")).rows).toEqual([]);
  const { rows } = await at.pool.query(
    "select act, detail from trunkline.audit order by id desc limit 1",
  );
  expect(rows).toEqual([{ act: "blackout-end", detail: { reason: "migration", expired: true } }]);
});

test("a run whose turn comes inside waits too, and takes no place", async () => {
  const limited = pipeline("limited", [task("a")], { concurrency: { runs: 1, whenBusy: "queue" } });
  await using at = await Gated.of(limited);
  const [first, second] = [await at.run("limited"), await at.run("limited", day(2))];
  const id = await blackout(at.pool, { pipeline: "limited" });
  await at.finish(first);
  expect(await stateOf(at, second)).toBe("waiting");
  await endBlackout(at.pool, { id });
  expect(await stateOf(at, second)).toBe("running");
});
