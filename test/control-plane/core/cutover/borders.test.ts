import { expect, test } from "vitest";
import type { Condition } from "#core/conditions/condition.ts";
import { type Border, bordersOf } from "#core/cutover/borders.ts";
import type { Stage } from "#core/waves/wave.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const run = (name: string): Condition => ({
  ...{ kind: "run", project: null, pipeline: name, task: null, state: "succeeded", exitCode: null },
  which: { by: "date", date: { days: 0 } },
});
const event = (name: string): Condition => ({
  ...{ kind: "event", project: null, name, date: { days: 0 } },
});
const emits = (name: string) =>
  task("emit", { effects: [{ kind: "emit", event: name, date: { days: 0 } }] });
const member = (
  name: string,
  wave: string | null,
  awaits: Condition | null = null,
  tasks = [task("a")],
  stage: Stage = "observe",
) => pipeline(name, tasks, { awaits, ...(wave === null ? {} : { wave: { name: wave, stage } }) });

const told = (borders: readonly Border[]) =>
  borders.map(
    ({ direction, pipeline: name, awaits, by }) =>
      `${direction} ${name} ${awaits.kind} ${awaits.name} by ${by.join("+")}`,
  );

test("both ways: what of the wave waits for the other scheduler, and what there waits for the wave", () => {
  const estate = [
    member("a", "one", run("b")),
    member("b", "two", run("c")),
    member("c", "one"),
    member("d", "one", run("c")),
    member("e", null, run("a")),
    member("f", "two", run("b")),
    member("g", "three", run("e"), [task("a")], "live"),
  ];
  expect(told(bordersOf("one", estate))).toEqual(["in a run b by b", "out b run c by c"]);
  expect(told(bordersOf("two", estate))).toEqual(["out a run b by b", "in b run c by c"]);
});

test("events that the other side raises cross it, and those that nobody here raises", () => {
  const estate = [
    member("a", "one", event("E")),
    member("b", "two", null, [emits("E")]),
    member("c", "one", event("OUTSIDE")),
    member("d", "one", event("OWN")),
    member("e", "one", null, [emits("OWN")]),
    member("f", "two", event("OWN")),
    member("g", "two", event("ELSEWHERE")),
  ];
  expect(told(bordersOf("one", estate))).toEqual([
    "in a event E by b",
    "in c event OUTSIDE by ",
    "out f event OWN by e",
  ]);
});
