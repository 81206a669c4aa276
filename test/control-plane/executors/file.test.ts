import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { attempt, executorContract } from "./executor.contract.ts";
import { fileUnderTest } from "./file-under-test.ts";

executorContract("file", async () => {
  const it = await fileUnderTest();
  for (const text of ["a", "grüß dich", "text", ...Array.from({ length: 20 }, (_, n) => `<${n}>`)])
    it.put(`in/${text}`, "x".repeat(42));
  mkdirSync(join(it.folder, "started"));
  return {
    executor: it.executor,
    succeeds: it.action({ files: ["a"] }),
    fails: it.action({ files: ["../a"] }),
    prints: (text) => it.action({ files: [text] }),
    lasts: it.action({ path: join(it.folder, "started") }),
    broken: { action: it.action({ path: "/etc" }) },
    gives: it.action({ files: ["a"] }),
    given: { count: "1", size: "42", path: join(it.folder, "in/a"), files: '["a"]' },
    running: () =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(it.folder);
        } catch {
          return false;
        }
      }).length,
    [Symbol.asyncDispose]: async () => await it[Symbol.asyncDispose](),
  };
});

test("a file that grows is not ready until it has stayed as it is", async () => {
  await using it = await fileUnderTest();
  const path = it.put("in/a", "1");
  const one = attempt(it.executor, it.action({ stableMs: 300 }));
  await one.printed("a (1 B): it hasn't stayed unchanged");
  for (const size of [2, 3, 4]) {
    appendFileSync(path, "1");
    await one.printed(`a (${size} B)`);
  }
  expect((await one.result).outputs).toMatchObject({ size: "4", files: '["a"]' });
});

test("a file that is written under another name and then renamed is ready by its own name alone", async () => {
  await using it = await fileUnderTest();
  const part = it.put("in/a.csv.part", "half");
  const one = attempt(it.executor, it.action({ files: ["*.csv"] }));
  await one.printed("no file that counts");
  appendFileSync(part, "whole");
  renameSync(part, join(it.folder, "in/a.csv"));
  expect((await one.result).outputs).toMatchObject({ size: "9", files: '["a.csv"]' });
});

test("with a marker it is ready once that is beside it, and isn't older", async () => {
  await using it = await fileUnderTest();
  const old = it.put("in/a.csv.done", "");
  utimesSync(old, 1_000, 1_000);
  it.put("in/a.csv", "content");
  const one = attempt(it.executor, it.action({ files: ["*"], marker: "{name}.done" }));
  await one.printed("a.csv (7 B): a.csv.done is older than it");
  rmSync(old);
  await one.printed("a.csv (7 B): a.csv.done isn't there");
  it.put("in/a.csv.done", "");
  expect((await one.result).outputs).toMatchObject({ count: "1", files: '["a.csv"]' });
});

test("several must be ready at once; all: also nothing else may be on its way", async () => {
  await using it = await fileUnderTest();
  it.put("in/a", "12");
  const two = attempt(it.executor, it.action({ count: 2 }));
  const all = attempt(it.executor, it.action({ all: true, minBytes: 2 }));
  expect((await all.result).outputs).toMatchObject({ count: "1" });
  await two.printed("1 is ready");
  it.put("in/b", "1");
  expect((await two.result).outputs).toMatchObject({ count: "2", size: "3", files: '["a","b"]' });
  const other = attempt(it.executor, it.action({ all: true, minBytes: 2 }));
  await other.printed("b (1 B): it has 1 B, less than 2 B; 1 is ready");
  rmSync(join(it.folder, "in/b"));
  expect((await other.result).outputs).toMatchObject({ files: '["a"]' });
});

test("created: only what wasn't there at first, also for the attempt after one that was lost", async () => {
  await using it = await fileUnderTest();
  it.put("in/old", "1");
  const external = new RecordedRuns();
  const action = it.action({ on: "created" });
  const lost = attempt(it.executor, action, { external });
  await lost.printed("no file that counts");
  lost.abort("lost");
  await lost.result;
  // While nobody looks.
  it.put("in/new", "2");
  it.put("in/old", "changed");
  const next = attempt(it.executor, action, { external, attempt: 2 });
  expect((await next.result).outputs).toMatchObject({ files: '["new"]' });
});

test("created: one that went and came again is new", async () => {
  await using it = await fileUnderTest();
  const path = it.put("in/a", "1");
  const one = attempt(it.executor, it.action({ on: "created", files: ["a", "b"], minBytes: 1 }));
  await one.printed("no file that counts");
  it.put("in/b", "");
  await one.printed("b (0 B)");
  rmSync(path);
  it.put("in/b", "12");
  expect((await one.result).outputs).toMatchObject({ files: '["b"]' });
});

test("changed: what is another than at first", async () => {
  await using it = await fileUnderTest();
  it.put("in/a", "1");
  it.put("in/b", "1");
  const one = attempt(it.executor, it.action({ on: "changed" }));
  await one.printed("no file that counts");
  appendFileSync(join(it.folder, "in/b"), "2");
  expect((await one.result).outputs).toMatchObject({ size: "2", files: '["b"]' });
});

test("absent: until nothing matches; a folder that isn't there is no empty one", async () => {
  await using it = await fileUnderTest();
  const path = it.put("in/lock", "");
  const one = attempt(it.executor, it.action({ on: "absent", files: ["lock"] }));
  await one.printed("lock is there");
  renameSync(join(it.folder, "in"), join(it.folder, "away"));
  await one.printed("can't look: the folder");
  renameSync(join(it.folder, "away"), join(it.folder, "in"));
  await one.printed("lock is there");
  rmSync(path);
  expect((await one.result).outputs).toEqual({ count: "0", size: "0", path: "", files: "[]" });
});

test("what was seen is told when it took too long", async () => {
  await using it = await fileUnderTest();
  const nothing = await attempt(it.executor, it.action(), { timeoutMs: 200 }).result;
  expect(nothing.message).toBe("Took longer than 0.2 s. Seen last: no file that counts.");
  it.put("in/a", "1");
  const action = it.action({ minAgeMs: 3_600_000 });
  const young = await attempt(it.executor, action, { timeoutMs: 200 }).result;
  expect(young.message).toBe("Took longer than 0.2 s. Seen last: a (1 B): it is younger than 1h.");
});

test("values of expressions can't lead elsewhere", async () => {
  await using it = await fileUnderTest();
  const values = valuesWith({ day: "../.." });
  const action = it.action({ files: ["${{ params.day }}/*"] });
  const result = await attempt(it.executor, action, { values }).result;
  expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
  expect(result.message).toContain("has `..` in it");
});

test("a name that can't be taken is told once, however often it is seen", async () => {
  await using it = await fileUnderTest();
  it.put("in/bad\u0007.csv", "1");
  const one = attempt(it.executor, it.action({ minBytes: 1 }));
  await one.printed("no file that counts");
  it.put("in/a", "");
  await one.printed("a (0 B)");
  it.put("in/b", "1");
  const { outputs } = await one.result;
  expect(outputs).toMatchObject({ files: '["b"]' });
  expect(
    one
      .output()
      .toString()
      .match(/Left out: /g),
  ).toHaveLength(1);
});
