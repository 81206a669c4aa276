// Where branches parted, beside what git says.

import { expect, test } from "vitest";
import { newestCommon } from "#git/common-commit.ts";
import { openSource } from "#git/open.ts";
import { TestRepository } from "#test/support/repository.ts";

test("as git merge-base, over merges; null without anything in common", async () => {
  using repository = new TestRepository();
  const source = await openSource({ repository: repository.path, cacheDir: "" });
  const root = repository.commit({ a: "1" });
  repository.branch("side");
  const side = repository.commit({ b: "1" });
  repository.branch("main");
  const second = repository.commit({ a: "2" });
  repository.merge("side", "Merge");
  const main = repository.commit({ a: "3" });
  repository.branch("side");
  const later = repository.commit({ b: "2" });
  const base = (one: string, other: string) => newestCommon(source, one, other);
  for (const [one, other] of [
    [main, later],
    [later, main],
    [second, side],
    [main, main],
    [root, main],
  ] as const)
    expect(await base(one, other)).toBe(repository.git("merge-base", one, other));
  repository.git("switch", "--quiet", "--orphan", "other");
  const other = repository.commit({ c: "1" });
  expect(await base(main, other)).toBeNull();
  await source.close();
});
