// What Debian's cron daemon itself logs at all of its levels, read: each run's start, end and exit.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LogClock } from "#migrators/runlog/clock.ts";
import { cronSyslog } from "#migrators/runlog/cron-syslog.ts";
import type { LoggedRun } from "#migrators/runlog/log.ts";
import { type SourceSettings, toldRun } from "#migrators/runlog/told-run.ts";
import { cronDaemon } from "#test/support/cron-daemon.ts";
import { eventually } from "#test/support/eventually.ts";

const settings: SourceSettings = { endsLogged: true, failuresLogged: true };

// On a busy machine the daemon itself has started nothing for a minute and a half, which is no fault of what reads its log.
test("a success, a failure and a command with a sign of cron's own, with the process before each", {
  retry: 1,
  timeout: 120_000,
}, async (context) => {
  await using stack = new AsyncDisposableStack();
  const daemon = await cronDaemon();
  if (typeof daemon === "string") return context.skip(daemon);
  stack.use(daemon);
  await daemon.install(
    "* * * * * true all is well\n* * * * * exit 3\n* * * * * echo 50\\% > /dev/null\n",
  );
  const text = () => readFileSync(daemon.log, "utf8");
  const ends = () =>
    text()
      .split("\n")
      .filter((line) => / END \(/.test(line)).length;
  await eventually("three runs have ended", () => ends() >= 3, 90_000).catch((error: Error) => {
    throw new Error(`${error.message}\n${text()}`);
  });
  const head = text();
  expect(cronSyslog.matches(head)).toBe(true);
  // The daemon says which process the command is, before the command.
  expect(head).toMatch(/CRON\[\d+\]: \(root\) CMD \(\[\d+\] true all is well\)/);
  const reader = cronSyslog.reader({
    ...{ clock: new LogClock("UTC"), dateStandard: "mmdd", system: "cron", job: null },
    ...{ near: new Date().toISOString().slice(0, 10), host: null, clockOf: () => null },
    eachRun: true,
  });
  const runs: LoggedRun[] = [];
  for (const [n, line] of head.split("\n").entries())
    for (const item of reader.read(line, n + 1)) {
      expect(item.kind).toBe("run");
      if (item.kind === "run") runs.push(item.run);
    }
  const told = runs.slice(0, 3).map((run) => toldRun(run, cronSyslog, settings));
  const of = (job: string) => told.find((run) => run.job === job);
  expect(of("true all is well")).toMatchObject({ login: "root", exit: 0, outcome: "succeeded" });
  expect(of("exit 3")).toMatchObject({ exit: 3, outcome: "failed", endKnown: "value" });
  expect(of("echo 50\\% > /dev/null") ?? of("echo 50% > /dev/null")).toMatchObject({ exit: 0 });
  for (const run of told)
    expect([run.start?.slice(17, 19), run.end !== null]).toEqual([
      expect.stringMatching(/^0\d$/),
      true,
    ]);
});
