import { expect, test } from "vitest";
import type { Condition } from "#core/conditions/condition.ts";
import { lostEnds } from "#migrators/cutover/lost-ends.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const ended = (job: string): Condition => ({
  ...{ kind: "event", project: null, name: `ended:${job}`, date: { days: 0 } },
});

test("whoever awaits the end of a job that comes here is told what to await instead", () => {
  const close = pipeline("close", [task("post", { legacy: { job: "POST" } })], {
    ...{ legacy: { system: "autosys", job: "BOX" }, wave: { name: "gl", stage: "observe" } },
  });
  const other = pipeline("other", [task("a")], {
    ...{ legacy: { system: "autosys", job: "O" }, wave: { name: "ap", stage: "observe" } },
    awaits: ended("BOX"),
  });
  const estate = [
    close,
    other,
    pipeline("report", [task("r")], { awaits: { kind: "all", of: [ended("BOX"), ended("X")] } }),
    pipeline("sums", [task("r")], { awaits: ended("POST") }),
  ];
  expect(lostEnds("gl", estate)).toEqual([
    "report awaits ended:BOX, which nobody raises once it is here: await {pipeline: close}",
    "sums awaits ended:POST, which nobody raises once it is here: await {pipeline: close, task: post}",
  ]);
  expect(lostEnds("ap", estate)).toEqual([]);
});
