import { expect, test } from "vitest";
import { simulate } from "#core/simulation/estate.ts";
import { withTasks } from "#core/simulation/task-fires.ts";

const range = { from: { date: "2026-11-05" }, to: { date: "2026-11-07" } };
const daily = (name: string, time: string, tasks: [string, string | null][]) => ({
  name,
  ...{ timezone: "UTC", newDay: "00:00" },
  triggers: [{ schedule: { daily: [time] }, timezone: "UTC", missed: "latest" as const }],
  tasks: tasks.map(([task, notBefore]) => ({
    ...{ name: task, times: { gates: notBefore === null ? null : { notBefore, notAfter: null } } },
  })),
});

test("tasks stand among the due times of all pipelines, each run before its tasks", () => {
  const told = [
    ...withTasks(
      simulate(
        [
          daily("a", "06:00", [
            ["first", null],
            ["second", "07:30"],
          ]),
          daily("b", "07:00", []),
        ],
        range,
      ),
    ),
  ].map(([{ name }, { at }, start]) => {
    const begins = new Date(start?.at ?? at).toISOString().slice(8, 16);
    return `${begins} ${name}${start === null ? "" : `/${start.task.name}`}`;
  });
  const day = (date: string) => [
    ...[`${date}T06:00 a`, `${date}T06:00 a/first`, `${date}T07:00 b`, `${date}T07:30 a/second`],
  ];
  expect(told).toEqual([...day("05"), ...day("06")]);
});
