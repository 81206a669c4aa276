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
