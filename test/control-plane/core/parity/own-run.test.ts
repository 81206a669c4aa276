import { expect, test } from "vitest";
import { ownRunOf, type ShadowRun } from "#core/parity/own-run.ts";

const run: ShadowRun = {
  ...{ state: "succeeded", ending: "exited", start: 1, end: 2, exit: 0, outputs: null },
};
const { state: _, ending: __, ...ended } = run;

test("what ended is compared", () => {
  expect(ownRunOf(run)).toEqual({ ...ended, outcome: "succeeded" });
  expect(ownRunOf({ ...run, state: "failed", exit: 3 })).toEqual({
    ...{ ...ended, exit: 3, outcome: "failed" },
  });
});

test("what is under way has no end, also where an attempt before had one", () => {
  for (const state of ["waiting", "ready", "running"])
    expect(ownRunOf({ ...run, state })).toEqual({ ...ended, end: null, exit: null, outcome: null });
});

test("a task that may not run in shadow is as at observe; one that did not run is not known", () => {
  expect(ownRunOf({ ...run, state: "skipped", ending: "iced" })).toBeUndefined();
  for (const state of [null, "skipped", "cancelled"])
    expect(ownRunOf({ ...run, state, ending: null })).toBeNull();
});
