// A project that conditions name by its trunkline.yaml, though it is registered by another name; the golden case `own-name`
// has the messages.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { rulesOf } from "#core/registration.ts";

const files = (project: string) => [
  { path: "trunkline.yaml", text: `name: ${project}\n` },
  { path: "pipelines/load.yaml", text: 'name: load\ntasks: {a: {run: "true"}}\n' },
  {
    path: "pipelines/report.yaml",
    text: 'name: report\nawaits: {pipeline: finance/load}\ntasks: {a: {run: "true"}}\n',
  },
];

const codesOf = (written: string, registered: string | null) => {
  const of = registered && { project: registered, environment: "prod", today: "2026-11-27" };
  const { diagnostics } = readEstate(files(written), { ceilings: rulesOf({}, of || null) });
  return diagnostics.map(({ code, file }) => `${file} ${code}`);
};

test("the name in trunkline.yaml is refused where the project is registered by another", () => {
  expect(codesOf("finance", "finance-prd")).toEqual(["pipelines/report.yaml unknown-awaited"]);
});

test("nothing is said where both are one, where nobody knows the registration, and of another project", () => {
  expect(codesOf("finance", "finance")).toEqual([]);
  expect(codesOf("finance", null)).toEqual([]);
  expect(codesOf("sales", "sales-prd")).toEqual([]);
});
