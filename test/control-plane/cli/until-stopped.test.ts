import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { untilStopped } from "#cli/until-stopped.ts";

test("a signal ends it well, a database that left the version behind with its error", async () => {
  const never = new Promise<Error>(() => {});
  const stop = new AbortController();
  const waiting = untilStopped(stop.signal, never);
  stop.abort();
  await waiting;
  await untilStopped(stop.signal, Promise.resolve(new Error("not asked")));
  const signal = new AbortController().signal;
  await expect(untilStopped(signal, never, Promise.resolve(new Error("old")))).rejects.toThrow(
    "old",
  );
});

test("a process that was drained leaves no watch behind that would call its end a failure", () => {
  const script = `import { untilStopped } from "#cli/until-stopped.ts";
    await untilStopped(new AbortController().signal, Promise.resolve());`;
  const words = ["--input-type=module", "-e", script];
  expect(spawnSync(process.execPath, words, { encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

test("a process that nothing could wake any more says so and fails, instead of ending without a word", () => {
  const script = `import { untilStopped } from "#cli/until-stopped.ts";
    await untilStopped(new AbortController().signal).catch((error) => console.error(error.message));`;
  const words = ["--input-type=module", "-e", script];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(stderr).toContain("nothing is open any more that could wake this process");
  expect(status).toBe(1);
});
