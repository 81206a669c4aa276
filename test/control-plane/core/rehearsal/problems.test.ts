import { expect, test } from "vitest";
import { problems } from "#core/rehearsal/problems.ts";
import { rehearsalFacts, runFacts, taskFacts } from "./rehearsal-facts.ts";

const minute = 60_000;

test("deadlines that were missed say by how much and why; those that were met are no problem", () => {
  const deadline = { task: null, kind: "finishBy" as const, at: 10 * minute, changes: [] };
  const run = runFacts({
    finishedAt: 12 * minute,
    tasks: [taskFacts({ name: "a", startedAt: 7 * minute })],
    deadlines: [
      { ...deadline, state: "missed", cause: "b waits for a worker" },
      { ...deadline, state: "met", cause: null },
      { ...deadline, task: "a", kind: "startBy", at: 5 * minute, state: "missed", cause: null },
      { ...deadline, task: "b", state: "late", cause: null },
    ],
  });
  expect(problems(rehearsalFacts({ runs: [run] })).map(({ message }) => message)).toEqual([
    "the run was to finish by 1970-01-01 00:10:00 and missed it by 2m: b waits for a worker",
    "a was to start by 1970-01-01 00:05:00 and missed it by 2m",
    "b was to finish by 1970-01-01 00:10:00 and is late",
  ]);
});

test("runs without a start or an end, with what they wait for; failures that nobody asked for", () => {
  const failed = taskFacts({ name: "x", state: "failed", message: "Exit code 1." });
  const runs = [
    runFacts({ id: "1", startedAt: null, finishedAt: null, reasons: ["event E: not there"] }),
    runFacts({ id: "2", finishedAt: null }),
    runFacts({ id: "3", state: "failed", tasks: [failed] }),
    runFacts({ id: "4", state: "failed", tasks: [failed, { ...failed, askedToFail: true }] }),
  ];
  expect(problems(rehearsalFacts({ runs }))).toMatchObject([
    { run: "1", problem: "never-started", reasons: ["event E: not there"] },
    { run: "2", problem: "never-ended" },
    { run: "3", problem: "failed", reasons: ["x: Exit code 1."] },
  ]);
});

test("a task that was skipped because of the time is a problem, though its run succeeded; one that was not wanted is none", () => {
  const skipped = (name: string, message: string | null) =>
    taskFacts({ name, state: "skipped", startedAt: null, message });
  const tasks = [
    skipped("send", "event OPEN for 2026-11-23; not after 2026-11-23 07:00 (UTC)"),
    skipped("sign", "it was not approved in time"),
    skipped("other", "its `if` is false"),
    skipped("join", "after succeeded for 2026-11-23"),
    skipped("none", null),
    taskFacts({ name: "ran", message: "not after 2026-11-23 07:00 (UTC)" }),
  ];
  expect(problems(rehearsalFacts({ runs: [runFacts({ tasks })] }))).toMatchObject([
    {
      ...{ problem: "too-late", run: "1", pipeline: "p", date: "2026-11-23", reasons: [] },
      message: "send was skipped: event OPEN for 2026-11-23; not after 2026-11-23 07:00 (UTC)",
    },
    { problem: "too-late", message: "sign was skipped: it was not approved in time" },
  ]);
});
