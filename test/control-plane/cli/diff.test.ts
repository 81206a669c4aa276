import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository();
});
afterEach(() => repository[Symbol.dispose]());

const diff = (...words: string[]) => trunklineHere(["diff", ...words], { cwd: repository.path });
const spec = (name: string, timeout: string) =>
  `name: ${name}\ntasks: {a: {run: "true", timeout: ${timeout}}}\n`;

test("two revisions in either direction, or one and the files; of one pipeline; with --exit-code", async () => {
  const files = (timeout: string) => ({
    "pipelines/a.yaml": spec("a", timeout),
    "pipelines/b.yaml": spec("b", timeout),
  });
  const first = repository.commit(files("1h"));
  const second = repository.commit(files("2h"));
  const forth = await diff(first, second, "--output", "json", "--exit-code");
  expect([forth.code, JSON.parse(forth.stdout).changes.length]).toEqual([10, 2]);
  const back = JSON.parse((await diff(second, first, "--output", "json")).stdout);
  expect(back.changes[0].fields).toEqual([
    { path: "tasks.a.timeoutMs", before: 7_200_000, after: 3_600_000 },
  ]);
  const one = JSON.parse((await diff(first, second, "--pipeline", "b", "--output", "json")).stdout);
  expect(one.changes.map(({ pipeline }: { pipeline: string }) => pipeline)).toEqual(["b"]);
  expect(one.hash).not.toBe(JSON.parse(forth.stdout).hash);
  expect((await diff(first, second, "--pipeline", "c", "--exit-code")).code).toBe(0);
  repository.write({ "pipelines/a.yaml": spec("a", "3h") });
  const open = await diff("HEAD");
  expect(open.stdout).toContain("task a: timeout: 2h → 3h");
  expect((await diff(second, second, "--exit-code")).code).toBe(0);
});

test("what goes only with a server, or only without, is refused", async () => {
  repository.commit({ "pipelines/a.yaml": spec("a", "1h") });
  expect((await diff("HEAD", "--project", "shop")).code).toBe(2);
  expect((await diff("HEAD", "HEAD", ".", "--deployed")).code).toBe(2);
  expect((await diff("v9")).stderr).toContain("no revision 'v9'");
});
