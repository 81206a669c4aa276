import { expect, test } from "vitest";
import { loggedRun } from "#migrators/runlog/log.ts";
import { type LoggedJob, RunStore } from "#migrators/runlog/store.ts";

test("an order that two lists have is one run, with the later list's times", () => {
  const store = new RunStore();
  const [one, two] = [store.addFile("one"), store.addFile("two")];
  const order = { job: "F/A", date: "2026-03-02", run: "S:1" };
  store.add(loggedRun({ ...order, line: 5 }), one, "whole");
  store.add(loggedRun({ ...order, line: 7, start: 1000, end: 2000, times: 2 }), two, "whole");
  store.add(loggedRun({ ...order, line: 8, run: "S:2" }), two, "whole");
  const [job] = store.jobs.values() as Iterable<LoggedJob> as [LoggedJob];
  expect([job.starts, job.ends, job.times]).toEqual([
    [1000, Number.NaN],
    [2000, Number.NaN],
    [2, 1],
  ]);
  expect(store.place(job, 0)).toEqual({ file: "two", line: 7 });
  expect(store.date(job, 0)).toBe("2026-03-02");
});

test("runs of no order stand alone; a report's job begins with its first run", () => {
  const store = new RunStore();
  const file = store.addFile("log");
  for (const start of [3000, 1000])
    store.add(loggedRun({ job: "A", line: 1, start, how: "forced" }), file, "perJob");
  store.add({ kind: "job", job: "NEVER" }, file, "perJob");
  const [job, never] = [...store.jobs.values()] as [LoggedJob, LoggedJob];
  expect([job.starts, job.own.first, store.how(job, 1), store.date(job, 0)]).toEqual([
    [3000, 1000],
    ...[1000, "forced", null],
  ]);
  expect(never.starts).toEqual([]);
});
