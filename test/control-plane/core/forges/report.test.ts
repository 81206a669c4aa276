// What a forge shows of a change: within its limits, at the right places, and inert.

import { expect, test } from "vitest";
import type { Diagnostic } from "#core/diagnostic.ts";
import { type ChangeReport, checkOf, commentOf, saidIn } from "#core/forges/report.ts";
import { foresee } from "#core/plan/foresight.ts";
import type { Change, Plan } from "#core/plan.ts";

const change = (pipeline: string, fields: Change["fields"] = []): Change => ({
  ...{ action: "changed", pipeline, file: `pipelines/${pipeline}.yaml` },
  ...{ before: null, after: null, fields, scripts: [] },
});
const planOf = (...changes: Change[]): Plan => ({
  ...{
    project: "finance",
    base: "b".repeat(40),
    commit: "c".repeat(40),
    at: "2026-01-01T00:00:00Z",
  },
  ...{ changes, pools: [], readableBy: null, broken: [], hash: "0123456789abcdef" },
});
const diagnostic = (fields: Partial<Diagnostic> = {}): Diagnostic => ({
  ...{ code: "unknown-property", severity: "error", file: "pipelines/a.yaml" },
  ...{ line: 3, column: 1, endLine: 3, endColumn: 7, message: '"taskz" is not known here' },
  ...fields,
});
const report = (fields: Partial<ChangeReport> = {}): ChangeReport => ({
  ...{ project: "finance", environment: "prod", path: "", commit: "c".repeat(40) },
  ...{
    plan: planOf(change("a")),
    ...{ foresight: null, deploying: null },
    diagnostics: [],
    problem: null,
    notes: [],
    conflicts: [],
  },
  ...fields,
});

test("a check says how much changes, and its conclusion follows the errors", () => {
  expect(checkOf(report(), "digest-of-it")).toMatchObject({
    ...{ conclusion: "success", title: "0 to add, 1 to change, 0 to remove.", annotations: [] },
    externalId: "finance/cccccccccccc/digest-of-it",
    text: expect.stringContaining("| ~ | `a` |"),
  });
  const warned = report({ diagnostics: [diagnostic({ severity: "warning" })] });
  expect(checkOf(warned, "d").conclusion).toBe("success");
  const wrong = report({ diagnostics: [diagnostic(), diagnostic()] });
  expect(checkOf(wrong, "d")).toMatchObject({
    ...{ conclusion: "failure", title: "2 errors. 0 to add, 1 to change, 0 to remove." },
  });
  const none = report({ plan: null, problem: "the folder prod is missing" });
  expect(checkOf(none, "d")).toMatchObject({
    ...{ conclusion: "failure", title: "the folder prod is missing", text: null },
  });
});

test("remarks are at lines of the repository's files", () => {
  const found = [
    diagnostic({ help: "Write tasks." }),
    diagnostic({ line: 4, endLine: 6, endColumn: 1, severity: "warning" }),
    diagnostic({ line: 4, endLine: 4, endColumn: 1 }),
  ];
  const { annotations } = checkOf(report({ path: "prod", diagnostics: found }), "d");
  expect(annotations.map(({ path, line, endLine, level }) => [path, line, endLine, level])).toEqual(
    [
      ["prod/pipelines/a.yaml", 3, 3, "failure"],
      ["prod/pipelines/a.yaml", 4, 5, "warning"],
      ["prod/pipelines/a.yaml", 4, 4, "failure"],
    ],
  );
  expect(annotations[0]?.message).toBe('"taskz" is not known here\n\nWrite tasks.');
});

test("another content of the same commit is another check run", () => {
  const ids = ["one", "two"].map((digest) => checkOf(report(), digest).externalId);
  expect(new Set(ids).size).toBe(2);
});

test("a change that touches nothing of the project has no comment, but one that stands says so", () => {
  const quiet = report({ plan: planOf() });
  expect(commentOf(quiet, 7)).toBeNull();
  expect(saidIn(quiet, 7).body).toContain("No changes.");
  expect(commentOf(report({ plan: planOf(), diagnostics: [diagnostic()] }), 7)).not.toBeNull();
});

test("a long plan is cut, and everything fits what forges take", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => change(`pipeline-${index}`));
  const long = report({
    plan: planOf(...many),
    diagnostics: Array.from({ length: 3_000 }, () => diagnostic({ message: "m".repeat(500) })),
    conflicts: Array.from({ length: 500 }, (_, index) => `pipelines/${"x".repeat(200)}${index}`),
  });
  const comment = commentOf(long, 7);
  const size = (comment?.body.length ?? 0) + (comment?.marker.length ?? 0);
  expect(size).toBeLessThan(65_536);
  expect(comment?.body).toContain("0 to add, 5000 to change");
  expect(comment?.body).toContain("and more: `trunkline plan` shows all of it");
  const check = checkOf(long, "d");
  expect(check.annotations).toHaveLength(1_000);
  expect(check.summary).toContain("2000 findings are not shown at their lines.");
  expect(Math.max(check.summary.length, check.text?.length ?? 0)).toBeLessThan(65_535);
});

test("what a plan warns of is a remark too, after the mistakes", () => {
  const endingCalendars = [{ calendar: "bank", until: "2026-01-31", pipelines: ["a"] }];
  const plan = { ...planOf(change("a")), endingCalendars };
  const foresight = foresee({
    ...{ plan, live: [], good: [], durations: new Map(), rules: null, diagnostics: [] },
    pools: { live: [], desired: [] },
  });
  const { annotations, conclusion } = checkOf(
    report({ path: "prod", plan, foresight, diagnostics: [diagnostic({ severity: "warning" })] }),
    "d",
  );
  expect(annotations).toMatchObject([
    { path: "prod/pipelines/a.yaml", title: "unknown-property" },
    { path: "prod/trunkline.yaml", title: "plan", message: expect.stringContaining("bank ends") },
  ]);
  expect(conclusion).toBe("success");
});

test("files that were changed on both sides are named, and what they are called is inert", () => {
  const { body } = saidIn(report({ path: "prod", conflicts: ["`@acme`.yaml", "b.yaml"] }), 7);
  expect(body).toContain(
    "2 files changed since on the branch that is deployed, too; shown as here:",
  );
  expect(body).toContain("- `` prod/`@acme`.yaml ``\n- `prod/b.yaml`");
});

test("whatever a change says has no effect on the page or on people", () => {
  const fields = [{ path: "description", before: "x", after: "````\n@everyone <img src=x>" }];
  const diagnostics = [diagnostic({ message: "``` @acme/owners <b>" })];
  const { body } = saidIn(report({ plan: planOf(change("a", fields)), diagnostics }), 7);
  const outside = body.replaceAll(/(`+).*?\1(?!`)/g, "");
  expect(outside).not.toMatch(/@\w|<(?!\/?(?:details|summary|code|sub)>)/);
});
