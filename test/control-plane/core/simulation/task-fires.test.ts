import { expect, test } from "vitest";
import type { Task } from "#core/pipeline.ts";
import { simulate } from "#core/simulation/estate.ts";
import { toldTasks, withTasks } from "#core/simulation/task-fires.ts";
import type { LegacyOrigin } from "#schemas/types.ts";

const range = { from: { date: "2026-11-05" }, to: { date: "2026-11-07" } };
const daily = (name: string, time: string, tasks: [string, string | null][]) => ({
  name,
  ...{ timezone: "UTC", newDay: "00:00", isSkippedWhenBusy: false },
  triggers: [{ schedule: { daily: [time] }, timezone: "UTC", missed: "latest" as const }],
  tasks: tasks.map(([task, notBefore]) => ({
    ...{
      name: task,
      legacyJob: undefined,
      times: { gates: notBefore === null ? null : { notBefore, notAfter: null } },
    },
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

test("a run that is due while another waits for its window is passed over", () => {
  const waiting = { ...daily("a", "06:00", [["only", "08:00"]]), isSkippedWhenBusy: true };
  const schedule = { daily: ["06:00", "07:00", "09:00"] };
  const pipeline = { ...waiting, triggers: [{ ...waiting.triggers[0], schedule } as never] };
  const starts = [...withTasks(simulate([pipeline], range))]
    .flatMap(([, , start]) => start ?? [])
    .map(({ at }) => new Date(at).toISOString().slice(8, 16));
  expect(starts).toEqual(["05T08:00", "05T09:00", "06T08:00", "06T09:00"]);
});

test("all tasks are told where one has times of its own; of AutoSys those alone", () => {
  const task = (name: string, notBefore: string | null, job?: string) =>
    ({
      ...{ name, phase: "main", gates: notBefore === null ? null : { notBefore } },
      ...(job && { legacy: { job } }),
    }) as unknown as Task;
  const triggers = daily("a", "06:00", []).triggers;
  const told = (tasks: Task[], legacy?: LegacyOrigin) =>
    toldTasks({ triggers, tasks, ...(legacy && { legacy }) }).map(({ name, legacyJob }) =>
      [name, legacyJob].filter(Boolean).join(" "),
    );
  const both = [task("one", null, "F/ONE"), task("two", "08:00", "F/TWO")];
  expect(told(both)).toEqual(["one F/ONE", "two F/TWO"]);
  expect(told(both, { system: "autosys", job: "F" })).toEqual(["two F/TWO"]);
  const plain = [task("one", null, "F/ONE")];
  expect(told(plain)).toEqual([]);
  expect(told(plain, { system: "control-m", folder: "F" })).toEqual(["one F/ONE"]);
  expect(told([task("one", "08:00")], { system: "autosys", job: "ONE" })).toEqual(["one ONE"]);
});
