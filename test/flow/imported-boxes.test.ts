// What boxes of AutoSys came to does on the engine what it did there: their windows, times and terminators, from JIL to real
// runs.

import { expect, test } from "vitest";
import type { RehearsalFacts } from "#core/rehearsal/facts.ts";
import type { Declared } from "#core/rehearsal/stub.ts";
import { onMonday, type RehearsedOptions, rehearsed, starts } from "#test/support/rehearsed.ts";
import { box, cmd, jil, readTranslated } from "#test/support/translated.ts";

const takes = (minutes: number, exitCode = 0): Declared => ({
  ...{ exitCode, outputs: {}, output: "" },
  expected: { medianMs: minutes * 60_000, p90Ms: minutes * 60_000 },
});
const states = ({ runs }: RehearsalFacts): string[] =>
  runs.flatMap(({ state, tasks }) => [state, ...tasks.map((task) => `${task.name} ${task.state}`)]);
const times = (facts: RehearsalFacts) => starts(facts).map((one) => one.replace(/:00 /, " "));

/** A project of JIL, on a Monday on which nothing is due before four. */
async function run(text: string, options: RehearsedOptions = {}, due: Record<string, string> = {}) {
  const made = jil(text, { timezone: "UTC" });
  expect(made.refusals).toEqual([]);
  const day = { from: onMonday("04:00"), to: onMonday("20:00"), until: onMonday("20:00") };
  return rehearsed(readTranslated(made, due), { ...day, ...options });
}
const on = (time: string, more: string) =>
  `date_conditions: 1\ndays_of_week: mo\nstart_times: "${time}"\n${more}`;

test("AS-35 a box that is let go outside of its window waits for the opening, or is over for the day", async () => {
  const windowed = on("05:00", 'run_window: "06:00-08:00"\ncondition: s(A)');
  const members = cmd("M", "box_name: B") + cmd("N", "box_name: B\ncondition: s(M)");
  const text = cmd("A") + box("B", windowed) + members;
  const early = await run(text, {}, { a: "30 5 * * *" });
  expect(times(early)).toEqual(["05:30 a/A", "06:00 b/B-window", "06:01 b/M", "06:02 b/N"]);
  const late = await run(text, {}, { a: "0 9 * * *" });
  expect(times(late)).toEqual(["09:00 a/A"]);
  expect(states(late)).toEqual(
    expect.arrayContaining(["B-window skipped", "M skipped", "N skipped"]),
  );
});

test("AS-35 a member outside of its window waits or is passed over, and its box ends all the same", async () => {
  const window = 'date_conditions: 1\ndays_of_week: mo\nrun_window: "06:00-08:00"';
  const text =
    box("B", on("05:00", "")) +
    cmd("SLOW", "box_name: B") +
    cmd("M", `box_name: B\ncondition: s(SLOW)\n${window}`) +
    cmd("OTHER", "box_name: B");
  const slow = (minutes: number) => ({
    stubs: { declared: new Map([["b/SLOW", takes(minutes)]]) },
  });
  expect(times(await run(text, slow(30)))).toContain("06:00 b/M");
  expect(times(await run(text, slow(70)))).toContain("06:10 b/M");
  const late = await run(text, slow(300));
  expect(states(late)).toEqual(
    expect.arrayContaining(["succeeded", "M skipped", "OTHER succeeded"]),
  );
});

test("a failure of a member that ends its box stops what runs and what waits there, that of another doesn't", async () => {
  const text =
    box("B", on("05:00", "")) +
    cmd("ENDS", "box_name: B\nbox_terminator: 1") +
    cmd("LONG", "box_name: B") +
    cmd("CLEANUP", "box_name: B\ncondition: f(ENDS)") +
    cmd("OTHER", "box_name: B");
  const fails = (name: string) => ({
    stubs: {
      declared: new Map([
        [`b/${name}`, takes(10, 1)],
        ["b/LONG", takes(60)],
      ]),
    },
  });
  expect(states(await run(text, fails("ENDS")))).toEqual([
    ...["failed", "ENDS failed", "LONG cancelled", "CLEANUP cancelled", "OTHER succeeded"],
  ]);
  expect(states(await run(text, fails("OTHER")))).toEqual([
    ...["failed", "ENDS succeeded", "LONG succeeded", "CLEANUP skipped", "OTHER failed"],
  ]);
});

test("a member with a time and a window is judged when its time has come, not when its box starts", async () => {
  const text =
    box("B", on("05:00", "")) +
    cmd("M", `box_name: B\n${on("18:00", 'run_window: "18:00-19:00"')}`);
  expect(times(await run(text))).toEqual(["18:00 b/M-due", "18:01 b/M"]);
});

test("what has not started when box_success holds is skipped, and a limit that passes fails nothing", async () => {
  const text =
    box("B", on("05:00", "box_success: s(A)")) +
    cmd("A", "box_name: B") +
    cmd("SLOW", "box_name: B\nterm_run_time: 30") +
    cmd("LATE", "box_name: B\ncondition: d(SLOW)") +
    cmd("NEXT", "condition: s(B)");
  const slow = (minutes: number) => ({
    stubs: {
      declared: new Map([
        ["b/A", takes(10)],
        ["b/SLOW", takes(minutes)],
      ]),
    },
  });
  const early = await run(text, slow(90));
  expect(states(early)).toEqual([
    ...["succeeded", "A succeeded", "SLOW failed", "LATE skipped"],
    ...["succeeded", "NEXT succeeded"],
  ]);
  expect(times(early)).toContain("05:10 next/NEXT");
  expect(times(await run(text, slow(5)))).toContain("05:05 b/LATE");
});

test("a box of which one of two suffices is what its status task says, and one that is not enough fails it", async () => {
  const text =
    box("B", on("05:00", "box_success: s(A) | s(OTHER)")) +
    cmd("A", "box_name: B") +
    cmd("OTHER", "box_name: B");
  const fails = (...names: string[]) => ({
    stubs: { declared: new Map(names.map((name) => [`b/${name}`, takes(10, 1)])) },
  });
  expect(states(await run(text, fails("A")))).toEqual([
    ...["succeeded", "A failed", "OTHER succeeded", "B-status skipped"],
  ]);
  expect(states(await run(text, fails("A", "OTHER")))[0]).toBe("failed");
});
