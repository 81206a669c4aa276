import { expect, test } from "vitest";
import { noSecrets } from "#engine/given-secrets.ts";
import { takeUses } from "#engine/task-uses.ts";
import type { Db } from "#store/connect.ts";
import { task } from "#test/support/deploy.ts";

test("a task that names neither secrets nor connections asks neither the database nor a policy", async () => {
  const never = (): never => {
    throw new Error("asked");
  };
  const asked = {
    ...{ db: { query: never } as unknown as Db, secrets: { read: never }, mayUse: never },
    ...{ claim: { run: "1", idx: 0, attempt: 1 }, project: "p", ceilings: null },
    signal: new AbortController().signal,
  };
  expect(await takeUses({ ...asked, task: task("a") })).toBe(noSecrets);
  const old = { ...task("a"), secrets: undefined as never };
  expect(await takeUses({ ...asked, task: old })).toBe(noSecrets);
  await expect(takeUses({ ...asked, task: task("a", { secrets: ["x"] }) })).rejects.toThrow(
    "asked",
  );
});
