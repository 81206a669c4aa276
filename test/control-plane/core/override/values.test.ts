// Values for one run: what fits, and what an attempt takes of them.

import { expect, test } from "vitest";
import { type GivenValues, givenValues, valueIssues } from "#core/override/values.ts";
import type { Task } from "#core/pipeline.ts";
import { task } from "#test/support/deploy.ts";

const found = (given: Partial<GivenValues>, tasks: Task[] = [task("a")], isWholeRun = true) =>
  valueIssues({ env: {}, params: {}, runsOn: null, ...given }, tasks, isWholeRun).map(
    ({ at, message }) => `${at}: ${message}`,
  );

test("variables, parameters and labels that fit are fine", () => {
  expect(
    found({ env: { LEVEL: "$(rm -rf /)" }, params: { a: 1 }, runsOn: ["host:etl01"] }),
  ).toEqual([]);
  expect(found({ runsOn: [] })).toEqual([]);
  expect(found({})).toEqual([": nothing is given"]);
});

test("Trunkline's own variables, names that are none and secrets are refused", () => {
  expect(found({ env: { TRUNKLINE_EXPR_1: "x" } })).toHaveLength(1);
  expect(found({ env: { "A-B": "x" } })).toHaveLength(1);
  const loads = task("load", { secrets: ["finance/warehouse-token"] });
  expect(found({ env: { WAREHOUSE_TOKEN: "s3cret" } }, [loads])).toEqual([
    "env.WAREHOUSE_TOKEN: WAREHOUSE_TOKEN is the secret finance/warehouse-token",
  ]);
});

test("requests have no environment, a task has no parameters, and labels have a form", () => {
  const action = { kind: "sql" } as Task["action"];
  expect(found({ env: { A: "x" } }, [task("a", { action })])).toEqual([
    "env: only commands have an environment",
  ]);
  expect(found({ params: { region: "us" } }, [task("a")], false)).toEqual([
    "params.region: the parameter region is the run's and no task's",
  ]);
  expect(found({ runsOn: ["no label"] })).toHaveLength(1);
});

test("of several the last counts", () => {
  const stored = [
    { kind: "env" as const, name: "A", value: "1" },
    { kind: "param" as const, name: "A", value: 5 },
    { kind: "env" as const, name: "A", value: "2" },
    { kind: "runsOn" as const, name: "", value: ["x"] },
  ];
  expect(givenValues(stored)).toEqual({ env: { A: "2" }, params: { A: 5 } });
});
