import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { valuesWith } from "#test/support/attempt-values.ts";
import { attempt, executorContract } from "./executor.contract.ts";
import { localPlace, transferUnderTest } from "./transfer-under-test.ts";

executorContract("transfer", async () => {
  const it = await transferUnderTest();
  const at = (path: string) => join(it.folder, path);
  it.put("in/a", "a".repeat(42));
  for (const text of ["grüß dich", "text", ...Array.from({ length: 20 }, (_, n) => `<${n}>`)])
    it.put(`in/${text}`, "");
  // Of zeros that are nowhere: to compare them takes minutes and no room.
  for (const path of ["in/started/large", "out/large"]) {
    it.put(path, "");
    truncateSync(at(path), 2 ** 42);
  }
  return {
    executor: it.executor,
    succeeds: it.action({ files: ["a"] }),
    fails: it.action({ files: ["none"] }),
    prints: (text) => it.action({ files: [text] }),
    lasts: it.action({ from: localPlace(at("in/started")), maxBytes: 2 ** 50 }),
    broken: { action: it.action({ from: localPlace("/etc") }) },
    gives: it.action({ files: ["a"] }),
    given: { files: "1", bytes: "42", names: '["a"]' },
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

const run = async (
  it: Awaited<ReturnType<typeof transferUnderTest>>,
  ...[action, settings]: [
    Parameters<typeof it.action>[0]?,
    Partial<Parameters<typeof it.executor.run>[0]>?,
  ]
) => {
  const one = attempt(it.executor, it.action(action), settings);
  const result = await one.result;
  return { ...result, output: one.output().toString() };
};

test("copies what matches, folders included, and says what", async () => {
  await using it = await transferUnderTest();
  it.put("in/b.csv", "bb");
  it.put("in/a.csv", "a");
  it.put("in/sub/deep/c.csv", "ccc");
  it.put("in/a.txt", "no");
  const result = await run(it, { files: ["**/*.csv"] });
  expect(result).toMatchObject({
    ...{ ending: "exited", exitCode: 0 },
    outputs: { files: "3", bytes: "6", names: '["a.csv","b.csv","sub/deep/c.csv"]' },
  });
  expect(result.output).toContain("b.csv: 2 B.\n");
  expect(it.files("out")).toEqual({ "a.csv": "a", "b.csv": "bb", "sub/deep/c.csv": "ccc" });
  expect(Object.keys(it.files("in"))).toHaveLength(4);
});

test("an empty file is one too", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "");
  expect((await run(it, { after: "delete" })).outputs).toMatchObject({ files: "1", bytes: "0" });
  expect([it.files("in"), it.files("out")]).toEqual([{}, { a: "" }]);
});

test.each([
  ["delete", null, {}],
  ["move", "done", { "sub/a": "content" }],
] as const)("after: %s", async (after, folder, done) => {
  await using it = await transferUnderTest();
  it.put("in/sub/a", "content");
  const moveTo = folder === null ? null : join(it.folder, folder);
  expect((await run(it, { after, moveTo })).outputs).toMatchObject({ files: "1" });
  expect([it.files("in"), it.files("done")]).toEqual([{}, done]);
  expect(it.files("out")).toEqual({ "sub/a": "content" });
});

test("a file that can't be moved aside stays where it is", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "new");
  it.put("done/a", "old");
  const result = await run(it, { after: "move", moveTo: join(it.folder, "done") });
  expect(result.message).toBe("a is there already.");
  expect([it.files("in"), it.files("done")]).toEqual([{ a: "new" }, { a: "old" }]);
});

test("how many must match, and how much may", async () => {
  await using it = await transferUnderTest();
  expect((await run(it)).message).toBe("No file matches; at least 1 must.");
  expect((await run(it, { minFiles: 0 })).outputs).toEqual({ files: "0", bytes: "0", names: "[]" });
  it.put("in/a", "aaaa");
  it.put("in/b", "bbbb");
  expect((await run(it, { minFiles: 3 })).message).toBe("2 files match; at least 3 must.");
  expect((await run(it, { maxFiles: 1 })).message).toContain("more than 1 files match.");
  expect((await run(it, { maxBytes: 7 })).message).toBe(
    "What matches has 8 B; at most 7 B may (`maxBytes`).",
  );
  expect(it.files("out")).toEqual({});
});

test.each([
  ["same", "old", "a is there already.", "old"],
  ["same", "new", null, "new"],
  ["replace", "old", null, "new"],
  ["skip", "old", null, "old"],
  ["fail", "new", "a is there already.", "new"],
] as const)("a file is there: %s, %s", async (ifExists, there, message, expected) => {
  await using it = await transferUnderTest();
  it.put("in/a", "new");
  it.put("in/b", "b");
  it.put("out/a", there);
  const result = await run(it, { ifExists, after: "delete" });
  expect(result.message).toBe(message);
  // The others are taken all the same, and what isn't proved stays.
  expect(it.files("out")).toEqual({ a: expected, b: "b" });
  expect(it.files("in")).toEqual(expected === "new" && message === null ? {} : { a: "new" });
});

test("a rerun copies nothing again", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "a");
  await run(it);
  const again = await run(it);
  expect(again.output).toContain("a is there already, with the same content.\n");
  expect(again.outputs).toMatchObject({ files: "1" });
});

test.each([
  ["verify: checksum", { verify: "checksum" }],
  ["verify: size", { verify: "size" }],
] as const)("many parts, %s", async (_, more) => {
  await using it = await transferUnderTest();
  const content = Buffer.alloc(20 * 2 ** 20, "0123456789");
  it.put("in/large", content);
  expect((await run(it, { ...more, after: "delete" })).exitCode).toBe(0);
  expect(it.files("out").large === content.toString()).toBe(true);
});

test("expressions give paths and patterns, and no way out", async () => {
  await using it = await transferUnderTest();
  it.put("in/2026/a.csv", "a");
  const at = (path: string) => `${join(it.folder, path)}/\${{ params.day }}`;
  const values = (day: string) => ({ values: valuesWith({ day }) });
  const paths = { from: localPlace(at("in")), to: localPlace(at("out")), files: ["*"] };
  expect((await run(it, paths, values("2026"))).exitCode).toBe(0);
  expect(it.files("out")).toEqual({ "2026/a.csv": "a" });
  expect(await run(it, paths, values(".."))).toMatchObject({
    message: expect.stringContaining("is no folder: it has `..` in it."),
    mayRetry: false,
  });
  const pattern = { files: ["${{ params.day }}/*"] };
  expect((await run(it, pattern, values(".."))).message).toBe(
    '"../*" can\'t be used: it has `..` in it.',
  );
});

test("places are below the folders that the worker was started with", async () => {
  await using it = await transferUnderTest();
  expect(await run(it, { from: localPlace("/etc") })).toMatchObject({
    ending: "error",
    message: "This worker was not started with `--local-files /etc`, or one above it.",
  });
  expect(await run(it, { to: localPlace(`${it.folder}x`) })).toMatchObject({
    message: expect.stringContaining("--local-files"),
  });
});

test("links lead nowhere", async () => {
  await using it = await transferUnderTest();
  const secret = join(it.folder, "secret");
  mkdirSync(secret);
  writeFileSync(join(secret, "key"), "secret");
  symlinkSync(secret, join(it.folder, "in/sub"));
  symlinkSync(join(secret, "key"), join(it.folder, "in/key"));
  expect((await run(it, { minFiles: 0 })).outputs).toMatchObject({ files: "0" });
  it.put("in/real/a", "a");
  symlinkSync(secret, join(it.folder, "out/real"));
  expect((await run(it)).message).toBe("real is a symbolic link.");
  expect(existsSync(join(secret, "a"))).toBe(false);
});

test("the file itself under another name is no copy, and isn't deleted", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "content");
  await using other = await transferUnderTest();
  renameSync(join(it.folder, "in"), join(other.folder, "in/real"));
  symlinkSync(join(other.folder, "in/real"), join(it.folder, "in"));
  const { createTransferExecutor } = await import("#executors/transfer.ts");
  const executor = createTransferExecutor({
    localFiles: [it.folder, join(it.folder, "in"), join(other.folder, "in")].map((folder) => ({
      ...{ folder, isWritable: true },
    })),
  });
  const action = it.action({
    from: localPlace(join(other.folder, "in/real")),
    to: localPlace(join(it.folder, "in")),
    after: "delete",
  });
  const { exitCode } = await attempt(executor, action).result;
  await executor.close();
  expect(exitCode).not.toBe(0);
  expect(other.files("in")).toEqual({ "real/a": "content" });
});

test("an old time is no reason to take a file for another", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "a");
  utimesSync(join(it.folder, "in/a"), 1, 1);
  expect((await run(it, { after: "delete" })).exitCode).toBe(0);
  expect(it.files("in")).toEqual({});
});
