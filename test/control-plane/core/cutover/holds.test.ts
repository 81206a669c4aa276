import { expect, test } from "vitest";
import { heldJobs, unheldJobs } from "#core/cutover/holds.ts";

const minute = 60_000;

test("of several sources the worst state counts, and the oldest reading", () => {
  const held = heldJobs([
    { job: "a", state: "absent", readAt: 5 },
    { job: "a", state: "held", readAt: 3 },
    { job: "b", state: "held", readAt: 4 },
    { job: "b", state: "active", readAt: 9 },
    { job: "c", state: "iced", readAt: 1 },
    { job: "c", state: "unknown", readAt: 2 },
  ]);
  expect([...held.values()]).toEqual([
    { job: "a", state: "held", readAt: 3 },
    { job: "b", state: "active", readAt: 4 },
    { job: "c", state: "unknown", readAt: 1 },
  ]);
});

test("a hold is a proof while it was read, says so, and isn't older than asked", () => {
  const held = heldJobs(
    (["held", "iced", "absent", "active", "unknown"] as const).map((state) => ({
      ...{ job: state, state },
      readAt: 0,
    })),
  );
  const jobs = ["held", "iced", "absent", "active", "unknown", "other"];
  const why = (now: number) =>
    unheldJobs(jobs, held, { now, withinMs: minute }).map((one) => [one.job, one.why]);
  const never = [
    ["active", "active"],
    ["unknown", "unknown"],
    ["other", "never read"],
  ];
  expect(why(minute)).toEqual(never);
  expect(why(minute + 1)).toEqual([
    ["held", "stale"],
    ["iced", "stale"],
    ["absent", "stale"],
    ...never,
  ]);
});
